package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftRuleset.Chain;
import io.github.listeningports.linux.firewall.nft.NftRuleset.Rule;
import io.github.listeningports.linux.firewall.nft.NftRuleset.SetDefinition;
import io.github.listeningports.linux.firewall.nft.NftRuleset.Table;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Parses the messages that describe a ruleset of nf_tables (linux/netfilter/nf_tables.h). Messages may come in any order. */
final class NftRulesetParser implements NetlinkParser.AttributeTaker {

    private static final int DEVICE_PREFIX = 2; // NFTA_DEVICE_PREFIX, since Linux 6.16
    private static final int COMMENT = 0; // NFTNL_UDATA_RULE_COMMENT of libnftnl/udata.h

    private final List<Table> tables = new ArrayList<>();
    private final List<Chain> chains = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<SetDefinition> sets = new ArrayList<>();
    private final Map<String, NftElementParser> elements = new HashMap<>();
    private final NftSources sources = new NftSources();
    private boolean whole = true;

    /** Takes a message, whose family is the first byte of nfgenmsg. */
    @Override
    public void take(int type, byte[] header, NetlinkAttributes message) {
        int family = header[0];
        switch (type - NetfilterConstant.messageType(0)) {
            case NftConstant.MSG_NEWTABLE -> addTable(family, message);
            case NftConstant.MSG_NEWCHAIN -> addChain(family, message);
            case NftConstant.MSG_NEWRULE -> addRule(family, message);
            case NftConstant.MSG_NEWSET -> addSet(family, message);
            case NftConstant.MSG_NEWSETELEM -> addElements(family, message);
            default -> {} // not requested
        }
    }

    /** The generation that the answer to NFT_MSG_GETGEN names. */
    static OptionalInt generation(NetlinkAttributes message) {
        return message.number(NftAttribute.GEN_ID);
    }

    /** The ruleset that the messages so far describe. */
    NftRuleset ruleset() {
        List<SetDefinition> whole = new ArrayList<>(sets.size());
        for (SetDefinition set : sets) {
            whole.add(withElements(set));
        }
        return new NftRuleset(tables, chains, rules, whole, sources);
    }

    /** Whether no message lacked anything, and every table and chain that they name is known. */
    boolean isWhole() {
        Set<String> known = new HashSet<>();
        boolean allKnown = whole;
        for (Table table : tables) {
            known.add(table.family() + " " + table.name());
        }
        for (Chain chain : chains) {
            allKnown &= known.contains(chain.family() + " " + chain.table());
        }
        for (Chain chain : chains) {
            known.add(name(chain.family(), chain.table(), chain.name()));
        }
        for (Rule rule : rules) {
            allKnown &= known.contains(name(rule.family(), rule.table(), rule.chain()));
        }
        return allKnown;
    }

    private static String name(int family, String table, String name) {
        return family + " " + table + " " + name;
    }

    private SetDefinition withElements(SetDefinition set) {
        NftElementParser parser = elements.get(name(set.family(), set.table(), set.name()));
        return parser == null ? set : set.with(parser.elements(set.keyLength(), set.intervals()));
    }

    private void addTable(int family, NetlinkAttributes message) {
        int flags = message.number(NftAttribute.TABLE_FLAGS, 0);
        tables.add(
                new Table(family, text(message, NftAttribute.TABLE_NAME), (flags & NftConstant.TABLE_F_DORMANT) != 0));
    }

    private void addChain(int family, NetlinkAttributes message) {
        NetlinkAttributes hook = nested(message, NftAttribute.CHAIN_HOOK);
        boolean base = message.has(NftAttribute.CHAIN_HOOK);
        List<String> devices = new ArrayList<>(hook.texts(NftAttribute.HOOK_DEV));
        NetlinkAttributes list = nested(hook, NftAttribute.HOOK_DEVS);
        devices.addAll(list.texts(NftAttribute.DEVICE_NAME));
        list.texts(DEVICE_PREFIX).forEach(prefix -> devices.add(prefix + "*"));
        chains.add(new Chain(
                family,
                text(message, NftAttribute.CHAIN_TABLE),
                text(message, NftAttribute.CHAIN_NAME),
                base ? OptionalInt.of(required(hook, NftAttribute.HOOK_HOOKNUM)) : OptionalInt.empty(),
                base ? required(hook, NftAttribute.HOOK_PRIORITY) : 0,
                message.number(NftAttribute.CHAIN_POLICY, NetfilterConstant.NF_ACCEPT) == NetfilterConstant.NF_DROP,
                message.text(NftAttribute.CHAIN_TYPE).orElse("filter"),
                devices));
    }

    private void addRule(int family, NetlinkAttributes message) {
        List<NftExpression> expressions = new ArrayList<>();
        for (NetlinkAttributes each :
                nested(message, NftAttribute.RULE_EXPRESSIONS).each(NftAttribute.LIST_ELEM)) {
            whole &= each.isWhole();
            expressions.add(NftExpressionParser.parse(
                    text(each, NftAttribute.EXPR_NAME), family, nested(each, NftAttribute.EXPR_DATA)));
        }
        sources.rule(
                family, text(message, NftAttribute.RULE_TABLE), message.longNumber(NftAttribute.RULE_HANDLE), message);
        rules.add(new Rule(
                family,
                text(message, NftAttribute.RULE_TABLE),
                text(message, NftAttribute.RULE_CHAIN),
                message.longNumber(NftAttribute.RULE_HANDLE),
                message.value(NftAttribute.RULE_USERDATA)
                        .map(NftRulesetParser::comment)
                        .orElse(""),
                expressions));
    }

    /** The user's data are attributes of their own kind (libnftnl/udata.h): a type, a length, and a value. */
    private static String comment(byte[] data) {
        for (int at = 0; at + 2 <= data.length; at += 2 + (data[at + 1] & 0xff)) {
            int end = at + 2 + (data[at + 1] & 0xff);
            if (data[at] == COMMENT && end <= data.length) {
                return NetlinkAttributes.text(Arrays.copyOfRange(data, at + 2, end));
            }
        }
        return "";
    }

    private void addSet(int family, NetlinkAttributes message) {
        NetlinkAttributes description = nested(message, NftAttribute.SET_DESC);
        List<Integer> fields = new ArrayList<>();
        for (NetlinkAttributes field :
                nested(description, NftAttribute.SET_DESC_CONCAT).each(NftAttribute.LIST_ELEM)) {
            fields.add(required(field, NftAttribute.SET_FIELD_LEN));
        }
        int flags = message.number(NftAttribute.SET_FLAGS, 0);
        sources.set(family, text(message, NftAttribute.SET_TABLE), text(message, NftAttribute.SET_NAME), message);
        sets.add(new SetDefinition(
                family,
                text(message, NftAttribute.SET_TABLE),
                text(message, NftAttribute.SET_NAME),
                required(message, NftAttribute.SET_KEY_LEN),
                (flags & NftConstant.SET_INTERVAL) != 0 && fields.size() < 2,
                (flags & NftConstant.SET_TIMEOUT) != 0,
                (flags & NftConstant.SET_OBJECT) != 0,
                NftKey.ObjectType.of(message.number(NftAttribute.SET_OBJ_TYPE, -1)),
                description.number(NftAttribute.SET_DESC_SIZE, 0),
                fields,
                message.has(NftAttribute.SET_GC_INTERVAL),
                NftStatements.limit(message, NftAttribute.SET_EXPR, NftAttribute.SET_EXPRESSIONS),
                NftElements.NONE));
    }

    private void addElements(int family, NetlinkAttributes message) {
        NetlinkAttributes list = nested(message, NftAttribute.SET_ELEM_LIST_ELEMENTS);
        String set = name(
                family, text(message, NftAttribute.SET_ELEM_LIST_TABLE), text(message, NftAttribute.SET_ELEM_LIST_SET));
        sources.elements(
                family,
                text(message, NftAttribute.SET_ELEM_LIST_TABLE),
                text(message, NftAttribute.SET_ELEM_LIST_SET),
                message);
        NftElementParser parser = elements.computeIfAbsent(set, name -> new NftElementParser());
        for (NetlinkAttributes each : list.each(NftAttribute.LIST_ELEM)) {
            whole &= each.isWhole();
            parser.take(each);
        }
    }

    private NetlinkAttributes nested(NetlinkAttributes message, int type) {
        NetlinkAttributes nested = message.nested(type);
        whole &= nested.isWhole();
        return nested;
    }

    private int required(NetlinkAttributes message, int type) {
        OptionalInt number = message.number(type);
        whole &= number.isPresent();
        return number.orElse(0);
    }

    private String text(NetlinkAttributes message, int type) {
        Optional<String> text = message.text(type);
        whole &= text.isPresent();
        return text.orElse("");
    }
}
