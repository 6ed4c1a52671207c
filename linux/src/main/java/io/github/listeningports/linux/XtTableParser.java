package io.github.listeningports.linux;

import io.github.listeningports.linux.BaseChain.Hook;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rules of a table of ip_tables or ip6_tables: entries one after the other, of which the standard target names the place to go on. Whatever the bytes are, the
 * outcome is chains, or none.
 */
final class XtTableParser {

    private static final int MATCH_HEADER = 32;
    private static final int NAME_BYTES = 29;
    private static final int VIA_IN = 1;
    private static final int VIA_OUT = 2;
    private static final int FROM = 8;
    private static final int TO = 16;
    private static final int FRAGMENT = 32;
    private static final int PROTOCOL = 64;

    private final XtTable table;
    private final LocalNetwork network;
    private final ByteBuffer bytes;
    private final int entryBytes;
    private final int tail;

    /** Where each entry begins, and its number in its chain. */
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();

    private final Map<Integer, RuleChain> chains = new HashMap<>();

    /** @param end where its target and its part are over */
    private record Entry(int at, int target, int end) {}

    XtTableParser(XtTable table, LocalNetwork network) {
        this.table = table;
        this.network = network;
        bytes = table.entries().duplicate().order(network.byteOrder());
        entryBytes = table.entryBytes();
        tail = table.lengthOffset() - Short.BYTES;
    }

    /** The chains that packets come through on their way in; empty if the bytes are not those of a table. */
    Optional<List<BaseChain>> parse() {
        if (!findEntries()) {
            return Optional.empty();
        }
        Set<Integer> starts = new java.util.TreeSet<>();
        Map<Integer, String> names = new HashMap<>();
        for (Entry entry : entries.values()) {
            if (targetName(entry).equals("ERROR")) {
                starts.add(entry.end);
                names.put(
                        entry.end,
                        text(entry.target + MATCH_HEADER, Math.min(30, entry.end - entry.target - MATCH_HEADER)));
            }
        }
        List<BaseChain> base = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int start = table.hooks().get(i);
            if (start >= 0) {
                starts.add(start);
                names.put(start, i == 0 ? "PREROUTING" : "INPUT");
            }
        }
        // Both commands have tables and chains of the same names, and so has nf_tables.
        String tool = table.ipv6() ? "ip6tables-legacy" : "iptables-legacy";
        for (int start : starts) {
            chains.put(
                    start,
                    new RuleChain(tool + " table " + table.name() + ", chain " + names.getOrDefault(start, "?")));
        }
        for (int start : starts) {
            RuleChain chain = chains.get(start);
            if (chain != null) {
                chain.setRules(rules(start, chain));
            }
        }
        for (int i = 0; i < 2; i++) {
            int start = table.hooks().get(i);
            RuleChain chain = chains.get(start);
            if (start < 0 || chain == null) {
                continue;
            }
            Entry policy = entries.get(table.policies().get(i));
            if (policy == null) {
                return Optional.empty();
            }
            Hook hook = i == 0 ? Hook.PREROUTING : Hook.INPUT;
            base.add(new BaseChain(
                    chain,
                    hook,
                    Set.of(table.ipv6() ? 10 : 2),
                    priority(hook),
                    standard(policy) == -1 ? Verdict.DROP : Verdict.ACCEPT,
                    table.name().equals("nat"),
                    Set.of()));
        }
        return Optional.of(base);
    }

    /** linux/netfilter_ipv4.h. */
    private int priority(Hook hook) {
        return switch (table.name()) {
            case "raw" -> -300;
            case "mangle" -> -150;
            case "nat" -> hook == Hook.PREROUTING ? -100 : 100;
            case "security" -> 50;
            default -> 0;
        };
    }

    private boolean findEntries() {
        int at = 0;
        while (at < bytes.limit()) {
            if (bytes.limit() - at < entryBytes + MATCH_HEADER) {
                return false;
            }
            int target = bytes.getShort(at + tail) & 0xffff;
            int next = bytes.getShort(at + tail + 2) & 0xffff;
            if (target < entryBytes || next < target + MATCH_HEADER || next > bytes.limit() - at) {
                return false;
            }
            entries.put(at, new Entry(at, at + target, at + next));
            at += next;
        }
        return at == bytes.limit() && entries.size() == table.count();
    }

    /** From a beginning to the next one; the last rule of a chain of the kernel's own is its policy. */
    private List<FilterRule> rules(int start, RuleChain chain) {
        List<FilterRule> rules = new ArrayList<>();
        int number = 1;
        for (Entry entry : entries.tailMap(start).values()) {
            boolean over = (entry.at != start && chains.containsKey(entry.at))
                    || targetName(entry).equals("ERROR");
            if (over || table.policies().contains(entry.at)) {
                break;
            }
            String label = chain.label() + ", rule " + number++;
            rules.add(new FilterRule(label, kind -> new Rule(entry, kind).steps()));
        }
        return rules;
    }

    private String targetName(Entry entry) {
        return text(entry.target + 2, NAME_BYTES);
    }

    private String text(int at, int length) {
        byte[] text = new byte[Math.max(0, length)];
        bytes.get(at, text);
        return NetlinkAttributes.text(text);
    }

    private int standard(Entry entry) {
        boolean there = entry.end - entry.target >= MATCH_HEADER + 4;
        return there ? bytes.getInt(entry.target + MATCH_HEADER) : Integer.MIN_VALUE;
    }

    /** One entry, for one kind of packets. */
    private final class Rule {
        private final Entry entry;
        private final PacketKind kind;
        private final ByteComparison tests;
        private final List<Step> steps = new ArrayList<>();
        private final int inverted;

        Rule(Entry entry, PacketKind kind) {
            this.entry = entry;
            this.kind = kind;
            tests = new ByteComparison(network, kind.ipv6());
            inverted = bytes.get(entry.at + (table.ipv6() ? 132 : 83));
        }

        List<Step> steps() {
            addHeader();
            addMatches();
            addTarget();
            return steps;
        }

        private void check(Condition condition, int invertedBit) {
            steps.add(new Step.Check(condition.negatedIf((inverted & invertedBit) != 0)));
        }

        /** ipt_ip and ip6t_ip6: addresses, masks, interfaces, their masks, protocol, flags. */
        private void addHeader() {
            int address = kind.addressBytes();
            int at = entry.at;
            check(masked(kind.source(), at, at + 2 * address), FROM);
            check(masked(kind.destinationAddress(), at + address, at + 3 * address), TO);
            int names = at + 4 * address;
            check(masked(PacketBytes.of(PacketField.INTERFACE_NAME, 0, 16), names, names + 32), VIA_IN);
            check(masked(PacketBytes.constant(new byte[16]), names + 16, names + 48), VIA_OUT);
            int protocol = bytes.getShort(names + 64) & 0xffff;
            int flags = bytes.get(names + (table.ipv6() ? 67 : 66));
            // 0 is any, though ip6tables marks it as given (net/ipv6/netfilter/ip6_tables.c ip6_packet_match).
            boolean protocolGiven = protocol != 0 && (!table.ipv6() || (flags & 1) != 0);
            if (protocolGiven) {
                check(Condition.constant(protocol == kind.protocol()), PROTOCOL);
            }
            if (!table.ipv6() && (flags & 1) != 0) {
                check(Condition.NEVER, FRAGMENT);
            }
        }

        private Condition masked(PacketBytes packet, int value, int mask) {
            byte[] masks = new byte[packet.length()];
            byte[] values = new byte[packet.length()];
            bytes.get(mask, masks);
            bytes.get(value, values);
            for (int i = 0; i < values.length; i++) {
                values[i] &= masks[i]; // a name that ends in a wildcard has more
            }
            return tests.equal(packet.and(masks), values);
        }

        private void addMatches() {
            int at = entry.at + entryBytes;
            XtMatchParser parser = new XtMatchParser(kind, tests, network.byteOrder());
            while (at < entry.target) {
                int size = entry.target - at < MATCH_HEADER ? 0 : bytes.getShort(at) & 0xffff;
                if (size < MATCH_HEADER || size > entry.target - at) {
                    steps.add(new Step.Unmodelled("a match that is cut"));
                    return;
                }
                parser.parse(text(at + 2, NAME_BYTES), bytes.get(at + 31), part(at + MATCH_HEADER, at + size))
                        .forEach(condition -> steps.add(new Step.Check(condition)));
                at += size;
            }
        }

        private byte[] part(int from, int to) {
            byte[] part = new byte[to - from];
            bytes.get(from, part);
            return part;
        }

        private void addTarget() {
            String name = targetName(entry);
            if (!name.isEmpty()) {
                steps.addAll(new XtTargetParser(kind, network)
                        .parse(name, bytes.get(entry.target + 31), part(entry.target + MATCH_HEADER, entry.end)));
                return;
            }
            int verdict = standard(entry);
            if (verdict == entry.end) {
                return; // goes on with the next one
            }
            int flags = bytes.get(entry.at + 4 * kind.addressBytes() + 64 + (table.ipv6() ? 3 : 2));
            boolean isGoto = (flags & (table.ipv6() ? 4 : 2)) != 0;
            steps.add(new Step.Decide(
                    switch (verdict) {
                        case -1 -> Verdict.DROP;
                        case -2 -> Verdict.ACCEPT;
                        case -4 -> Verdict.QUEUE;
                        case -5 -> Verdict.RETURN;
                        default -> new Verdict(isGoto ? Verdict.Kind.GOTO : Verdict.Kind.JUMP, chains.get(verdict));
                    }));
        }
    }
}
