package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages that rules and sets were parsed from, of which the texts of rules are made when they are asked for. Of a large ruleset only the first are kept. */
final class NftSources {

    /** About 15,000 rules; the texts of the others are not known. */
    private static final int MAX_BYTES = 4 << 20;

    private final Map<Name, Table> tables = new HashMap<>();
    private int bytes;

    private record Name(int family, String table) {}

    /** What is known of a table: its rules by their handles, and its sets by their names. */
    private static final class Table {
        private final Map<Long, NetlinkAttributes> rules = new HashMap<>();
        private final Map<String, Set> sets = new HashMap<>();
    }

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

    private Table table(int family, String table) {
        return tables.computeIfAbsent(new Name(family, table), name -> new Table());
    }

    void rule(int family, String table, long handle, NetlinkAttributes message) {
        if (isRoomFor(message)) {
            table(family, table).rules.put(handle, message);
        }
    }

    void set(int family, String table, String name, NetlinkAttributes message) {
        if (isRoomFor(message)) {
            boolean map = message.number(NftAttribute.SET_DATA_TYPE, 0) == NftConstant.DATA_VERDICT;
            int flags = message.number(NftAttribute.SET_FLAGS, 0);
            int keyLength = message.number(NftAttribute.SET_KEY_LEN, 0);
            table(family, table).sets.put(name, new Set(name, keyLength, flags, map, new ArrayList<>()));
        }
    }

    void elements(int family, String table, String name, NetlinkAttributes message) {
        Map<String, Set> sets = table(family, table).sets;
        Set set = sets.get(name);
        if (set == null || !set.isAnonymous()) {
            return;
        }
        if (isRoomFor(message)) {
            set.elements()
                    .addAll(message.nested(NftAttribute.SET_ELEM_LIST_ELEMENTS).each(NftAttribute.LIST_ELEM));
        } else {
            sets.remove(name);
        }
    }

    Optional<NetlinkAttributes> rule(int family, String table, long handle) {
        return Optional.ofNullable(table(family, table).rules.get(handle));
    }

    Optional<Set> set(int family, String table, String name) {
        return Optional.ofNullable(table(family, table).sets.get(name));
    }
}
