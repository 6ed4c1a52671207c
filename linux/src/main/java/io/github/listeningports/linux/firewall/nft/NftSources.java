package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages that rules and sets were parsed from, of which the texts of rules are made when they are asked for. Of a large ruleset only the first are kept. */
final class NftSources {

    /** About 20,000 rules; the texts of the others are not known. */
    private static final int MAX_BYTES = 4 << 20;

    private final Map<Name, NetlinkAttributes> rules = new HashMap<>();
    private final Map<Name, Set> sets = new HashMap<>();
    private int bytes;

    /** @param name that of a set, or the handle of a rule */
    private record Name(int family, String table, String name) {}

    /**
     * A set.
     *
     * @param keyLength in bytes
     * @param elements of an anonymous one
     */
    record Set(String name, int keyLength, int flags, boolean isVerdictMap, List<NetlinkAttributes> elements) {

        static final Set NONE = new Set("", 0, 0, false, List.of());

        boolean isAnonymous() {
            return (flags & NftConstant.SET_ANONYMOUS) != 0;
        }

        boolean hasIntervals() {
            return (flags & NftConstant.SET_INTERVAL) != 0;
        }
    }

    private boolean isRoomFor(NetlinkAttributes message) {
        bytes = Math.min(MAX_BYTES + 1, bytes + message.size());
        return bytes <= MAX_BYTES;
    }

    void rule(int family, String table, long handle, NetlinkAttributes message) {
        if (isRoomFor(message)) {
            rules.put(new Name(family, table, Long.toString(handle)), message);
        }
    }

    void set(int family, String table, String name, NetlinkAttributes message) {
        boolean map = message.number(NftAttribute.SET_DATA_TYPE, 0) == NftConstant.DATA_VERDICT;
        if (isRoomFor(message)) {
            int flags = message.number(NftAttribute.SET_FLAGS, 0);
            sets.put(
                    new Name(family, table, name),
                    new Set(name, message.number(NftAttribute.SET_KEY_LEN, 0), flags, map, new ArrayList<>()));
        }
    }

    void elements(int family, String table, String name, NetlinkAttributes message) {
        Set set = sets.get(new Name(family, table, name));
        if (set != null && set.isAnonymous()) {
            if (isRoomFor(message)) {
                set.elements()
                        .addAll(message.nested(NftAttribute.SET_ELEM_LIST_ELEMENTS)
                                .each(NftAttribute.LIST_ELEM));
            } else {
                sets.remove(new Name(family, table, name));
            }
        }
    }

    /** The text of a rule, if it is listed by itself, not in a block; {@code iptables-nft-save} prints those that have a match or a target of ip_tables. */
    Optional<String> text(NftRuleset.Rule rule, IpSets ipSets) {
        NetlinkAttributes message = rules.get(new Name(rule.family(), rule.table(), Long.toString(rule.handle())));
        if (message == null || NftCompiler.isBlock(rule.chain())) {
            return Optional.empty();
        }
        ByteOrder order = message.byteOrder();
        if (NftCompatText.isFor(rule)) {
            return new NftCompatText(rule, order, ipSets).of(message);
        }
        String comment = rule.comment().isEmpty() ? "" : " comment \"" + rule.comment() + '"';
        return new NftRuleText(
                        rule.family(),
                        name -> Optional.ofNullable(sets.get(new Name(rule.family(), rule.table(), name))),
                        order)
                .of(message)
                .map(text -> text + comment);
    }
}
