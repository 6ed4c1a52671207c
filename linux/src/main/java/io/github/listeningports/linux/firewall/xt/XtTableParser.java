package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Parses a table of ip_tables or ip6_tables: consecutive entries, to which the standard target jumps by offset. Any bytes give a ruleset or
 * none.
 */
final class XtTableParser {

    /** XT_ERROR_TARGET: before each user-defined chain, and at the end of the table. */
    private static final String ERROR_TARGET = "ERROR";

    /** Shorter runs stay separate, so that the reason names the exact rule. */
    private static final int WORTH_IT = 10;

    private static final List<Hook> HOOKS = List.of(Hook.PREROUTING, Hook.INPUT);

    private final XtTable table;
    private final ByteBuffer bytes;
    private final XtRuleParser ruleParser;
    private final XtSourceRuns runs;
    private final Patience patience;

    /** In the order of their offsets. */
    private final List<Entry> entries = new ArrayList<>();

    /** The names of chains by offset. */
    private final TreeMap<Integer, String> chains = new TreeMap<>();

    /**
     * @param target the offset of its target
     * @param end the offset of its end
     * @param error whether its target is ERROR
     */
    private record Entry(int at, int target, int end, boolean error) {}

    /** @param patience spent for each rule */
    XtTableParser(XtTable table, ByteOrder order, Patience patience) {
        this.table = table;
        this.patience = patience;
        bytes = table.entries().duplicate().order(order);
        ruleParser = new XtRuleParser(table, order);
        runs = new XtSourceRuns(table);
    }

    /** Empty if the bytes are not those of a table. */
    Optional<XtRuleset> parse() {
        if (!findEntries()) {
            return Optional.empty();
        }
        findChains();
        List<XtRuleset.Entrance> entrances = new ArrayList<>();
        for (int i = 0; i < HOOKS.size(); i++) {
            int start = table.hooks().get(i);
            if (start < 0) {
                continue;
            }
            int policyAt = indexOf(table.policies().get(i));
            if (policyAt < 0) {
                return Optional.empty();
            }
            Entry policy = entries.get(policyAt);
            boolean drops = ruleParser.standardVerdict(policy.target, policy.end) == -NetfilterConstant.NF_DROP - 1;
            entrances.add(new XtRuleset.Entrance(HOOKS.get(i), start, drops));
        }
        List<XtRuleset.Chain> parsed = new ArrayList<>();
        chains.forEach((start, name) -> parsed.add(new XtRuleset.Chain(start, name, rules(start))));
        return Optional.of(new XtRuleset(table.name(), table.ipv6(), parsed, entrances));
    }

    private boolean findEntries() {
        int entryBytes = table.entryBytes();
        int at = 0;
        while (at < bytes.limit()) {
            patience.spend(1);
            if (bytes.limit() - at < entryBytes + XtStruct.ENTRY_TARGET) {
                return false;
            }
            int target = bytes.getShort(at + table.targetOffset()) & 0xffff;
            int next = bytes.getShort(at + table.nextOffset()) & 0xffff;
            if (target < entryBytes || next < target + XtStruct.ENTRY_TARGET || next > bytes.limit() - at) {
                return false;
            }
            boolean error = ruleParser.targetName(at + target).equals(ERROR_TARGET);
            entries.add(new Entry(at, at + target, at + next, error));
            at += next;
        }
        return at == bytes.limit() && entries.size() == table.count();
    }

    /** The index of the entry at an offset; if there is none, as {@link java.util.Collections#binarySearch} tells where it would be. */
    private int indexOf(int offset) {
        int from = 0;
        int to = entries.size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int at = entries.get(middle).at;
            if (at == offset) {
                return middle;
            }
            if (at < offset) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -from - 1;
    }

    /** The last entry of the table has that target too: an empty chain begins after it. */
    private void findChains() {
        for (Entry entry : entries) {
            if (entry.error) {
                chains.put(entry.end, ruleParser.chainName(entry.target, entry.end));
            }
        }
        for (int i = 0; i < HOOKS.size(); i++) {
            int start = table.hooks().get(i);
            if (start >= 0) {
                chains.put(start, HOOKS.get(i).name());
            }
        }
    }

    /** Up to the next chain; the last rule of a built-in chain is its policy. */
    private List<XtRule> rules(int start) {
        List<Entry> own = new ArrayList<>();
        int index = indexOf(start);
        for (Entry entry : entries.subList(index < 0 ? -index - 1 : index, entries.size())) {
            boolean over = (entry.at != start && chains.containsKey(entry.at)) || entry.error;
            if (over || table.policies().contains(entry.at)) {
                break;
            }
            own.add(entry);
        }
        List<XtRule> rules = new ArrayList<>();
        for (int from = 0; from < own.size(); ) {
            List<Entry> like = own.subList(from, endOfRun(own, from));
            addLike(like, rules);
            from += like.size();
        }
        return rules;
    }

    /** The index after a rule and those that follow and are like it. */
    private int endOfRun(List<Entry> own, int from) {
        Entry first = own.get(from);
        int end = from + 1;
        while (end < own.size() && runs.areAlike(first.at, first.end, own.get(end).at, own.get(end).end)) {
            patience.spend(1);
            end++;
        }
        return end;
    }

    private void addLike(List<Entry> like, List<XtRule> rules) {
        List<Integer> begins = like.stream().map(each -> each.at).toList();
        for (int from = 0; from < like.size(); ) {
            XtRule first = parse(like.get(from));
            List<IntervalSet> sources =
                    like.size() - from < WORTH_IT ? List.of() : runs.ofOne(first, begins.subList(from, begins.size()));
            if (sources.size() < WORTH_IT) {
                rules.add(first);
                from++;
            } else {
                rules.add(first.from(sources));
                from += sources.size();
            }
        }
    }

    private XtRule parse(Entry entry) {
        patience.spend(1);
        return ruleParser.parse(entry.at, entry.target, entry.end);
    }
}
