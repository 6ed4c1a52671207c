package io.github.listeningports.linux;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What nf_tables holds, as its messages tell it (linux/netfilter/nf_tables.h). Messages are added as they come. */
final class NftRuleset {

    static final int NEW_TABLE = 0;
    static final int NEW_CHAIN = 3;
    static final int NEW_RULE = 6;
    static final int NEW_SET = 9;
    static final int NEW_ELEMENT = 12;

    private static final int TIMEOUT = 0x10;
    private static final int SUBSYSTEM = 10 << 8;
    private static final int DORMANT = 1; // NFT_TABLE_F_DORMANT
    private static final int DROP = 0;
    private static final int ACCEPT = 1;
    private static final int DEVICE_PREFIX = 2; // NFTA_DEVICE_PREFIX, since Linux 6.16

    private final List<Table> tables = new ArrayList<>();
    private final List<Chain> chains = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<SetInfo> sets = new ArrayList<>();
    private final List<Elements> elements = new ArrayList<>();
    private boolean whole = true;

    /** A table; dormant ones do nothing. */
    record Table(int family, String name, boolean dormant) {}

    /** @param hook absent, if the kernel sends no packets through it by itself */
    record Chain(
            int family,
            String table,
            String name,
            OptionalInt hook,
            int priority,
            boolean drops,
            String type,
            List<String> devices) {}

    /** @param comment what its author wrote; or empty */
    record Rule(int family, String table, String chain, long handle, String comment, List<Expression> expressions) {}

    /** One step of a rule. */
    record Expression(String name, NetlinkAttributes data) {}

    /**
     * A set or a map.
     *
     * @param objectType what it maps to, NFT_OBJECT_...; 0 if not to objects
     * @param fields how many bytes each part of a concatenation has; empty, if there is one part
     * @param lingers whether its author told how long elements whose time is over may stay, and take room, without being told of
     */
    record SetInfo(
            int family,
            String table,
            String name,
            int flags,
            int keyLength,
            int dataType,
            int objectType,
            int size,
            List<Integer> fields,
            boolean lingers,
            boolean expressions) {}

    /** Elements of a set, as one message brings them. */
    record Elements(int family, String table, String set, List<NetlinkAttributes> all) {}

    /** Takes a message: the family is the first byte of nfgenmsg. */
    void take(int type, byte[] header, NetlinkAttributes message) {
        int family = header[0];
        switch (type - SUBSYSTEM) {
            case NEW_TABLE ->
                tables.add(new Table(
                        family, text(message, Nfta.TABLE_NAME), (message.number(Nfta.TABLE_FLAGS, 0) & DORMANT) != 0));
            case NEW_CHAIN -> addChain(family, message);
            case NEW_RULE -> addRule(family, message);
            case NEW_SET -> addSet(family, message);
            case NEW_ELEMENT -> addElements(family, message);
            default -> {} // not asked for
        }
    }

    private void addChain(int family, NetlinkAttributes message) {
        NetlinkAttributes hook = nested(message, Nfta.CHAIN_HOOK);
        List<String> devices = new ArrayList<>(hook.texts(Nfta.HOOK_DEV));
        NetlinkAttributes list = nested(hook, Nfta.HOOK_DEVS);
        devices.addAll(list.texts(Nfta.DEVICE_NAME));
        list.texts(DEVICE_PREFIX).forEach(prefix -> devices.add(prefix + "*"));
        chains.add(new Chain(
                family,
                text(message, Nfta.CHAIN_TABLE),
                text(message, Nfta.CHAIN_NAME),
                message.has(Nfta.CHAIN_HOOK) ? OptionalInt.of(required(hook, Nfta.HOOK_HOOKNUM)) : OptionalInt.empty(),
                message.has(Nfta.CHAIN_HOOK) ? required(hook, Nfta.HOOK_PRIORITY) : 0,
                message.number(Nfta.CHAIN_POLICY, ACCEPT) == DROP,
                message.text(Nfta.CHAIN_TYPE).orElse("filter"),
                List.copyOf(devices)));
    }

    private void addRule(int family, NetlinkAttributes message) {
        List<Expression> expressions = new ArrayList<>();
        for (NetlinkAttributes each : nested(message, Nfta.RULE_EXPRESSIONS).each(Nfta.LIST_ELEM)) {
            whole &= each.isWhole();
            expressions.add(new Expression(text(each, Nfta.EXPR_NAME), nested(each, Nfta.EXPR_DATA)));
        }
        rules.add(new Rule(
                family,
                text(message, Nfta.RULE_TABLE),
                text(message, Nfta.RULE_CHAIN),
                message.longNumber(Nfta.RULE_HANDLE),
                message.value(Nfta.RULE_USERDATA).map(NftRuleset::comment).orElse(""),
                List.copyOf(expressions)));
    }

    /** The user's data are attributes of their own kind (libnftnl/udata.h): a type, a length, and a value; a comment has the type 0. */
    private static String comment(byte[] data) {
        for (int at = 0; at + 2 <= data.length; at += 2 + (data[at + 1] & 0xff)) {
            int length = data[at + 1] & 0xff;
            if (data[at] == 0 && at + 2 + length <= data.length) {
                byte[] value = new byte[length];
                System.arraycopy(data, at + 2, value, 0, length);
                return NetlinkAttributes.text(value);
            }
        }
        return "";
    }

    private void addSet(int family, NetlinkAttributes message) {
        NetlinkAttributes description = nested(message, Nfta.SET_DESC);
        List<Integer> fields = new ArrayList<>();
        for (NetlinkAttributes field : nested(description, Nfta.SET_DESC_CONCAT).each(Nfta.LIST_ELEM)) {
            fields.add(required(field, Nfta.SET_FIELD_LEN));
        }
        sets.add(new SetInfo(
                family,
                text(message, Nfta.SET_TABLE),
                text(message, Nfta.SET_NAME),
                message.number(Nfta.SET_FLAGS, 0),
                required(message, Nfta.SET_KEY_LEN),
                message.number(Nfta.SET_DATA_TYPE, 0),
                message.number(Nfta.SET_OBJ_TYPE, 0),
                description.number(Nfta.SET_DESC_SIZE, 0),
                List.copyOf(fields),
                message.has(Nfta.SET_GC_INTERVAL),
                message.has(Nfta.SET_EXPR) || message.has(Nfta.SET_EXPRESSIONS)));
    }

    private void addElements(int family, NetlinkAttributes message) {
        NetlinkAttributes list = nested(message, Nfta.SET_ELEM_LIST_ELEMENTS);
        List<NetlinkAttributes> all = list.each(Nfta.LIST_ELEM);
        all.forEach(each -> whole &= each.isWhole());
        elements.add(new Elements(
                family, text(message, Nfta.SET_ELEM_LIST_TABLE), text(message, Nfta.SET_ELEM_LIST_SET), all));
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

    /** Whether every message had what it must have, and what they name was told of. */
    boolean isWhole() {
        Set<String> known = new HashSet<>();
        tables.forEach(table -> known.add(table.family() + " " + table.name()));
        boolean tablesTold = chains.stream().allMatch(chain -> known.contains(chain.family() + " " + chain.table()));
        chains.forEach(chain -> known.add(chain.family() + " " + chain.table() + " " + chain.name()));
        return whole
                && tablesTold
                && rules.stream()
                        .allMatch(rule -> known.contains(rule.family() + " " + rule.table() + " " + rule.chain()));
    }

    /** Whether elements leave sets by themselves, without a change of the rules. */
    boolean forgets() {
        return sets.stream().anyMatch(set -> (set.flags() & TIMEOUT) != 0);
    }

    List<Table> tables() {
        return tables;
    }

    List<Chain> chains() {
        return chains;
    }

    List<Rule> rules() {
        return rules;
    }

    List<SetInfo> sets() {
        return sets;
    }

    List<Elements> elements() {
        return elements;
    }
}
