package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of a table of ip_tables or ip6_tables, parsed when they are asked for: of tens of thousands, packets to a listener pass few. A chain is named by where in the table it
 * begins, as in jumps.
 */
final class XtRuleset {

    /** Shorter runs stay separate, so that the reason names the exact rule. */
    private static final int WORTH_IT = 10;

    private final XtTable table;
    private final int[] begins;
    private final XtRuleParser parser;
    private final XtSourceRuns runs;
    private final List<Entrance> hooks;
    private final Patience patience;

    /**
     * A hook to which one of the chains is attached.
     *
     * @param chain where that begins
     * @param drops whether its policy is to drop packets
     */
    record Entrance(Hook hook, int chain, boolean drops) {}

    /**
     * The rules between these offsets.
     *
     * @param begins where the entries begin, and where the last one ends
     * @param patience spent for each rule
     */
    XtRuleset(XtTable table, int[] begins, XtRuleParser parser, List<Entrance> hooks, Patience patience) {
        this.table = table;
        this.begins = begins;
        this.parser = parser;
        this.hooks = List.copyOf(hooks);
        this.patience = patience;
        runs = new XtSourceRuns(table, patience);
    }

    String table() {
        return table.name();
    }

    boolean ipv6() {
        return table.ipv6();
    }

    /** Where inbound packets enter the table. */
    List<Entrance> hooks() {
        return hooks;
    }

    /** The name of a chain; empty if none begins there. The last entry of the table is one that begins a chain: an empty one. */
    Optional<String> nameOf(int start) {
        for (Entrance each : hooks) {
            if (each.chain() == start) {
                return Optional.of(each.hook().name());
            }
        }
        int index = Arrays.binarySearch(begins, start);
        return index > 0 && parser.isError(parser.entry(begins[index - 1]))
                ? Optional.of(parser.chainName(parser.entry(begins[index - 1])))
                : Optional.empty();
    }

    /** The rules of a chain: up to the next chain; the last rule of a built-in chain is its policy. */
    List<XtRun> rules(int start) {
        List<XtEntry> own = new ArrayList<>();
        int index = Arrays.binarySearch(begins, start);
        for (int i = index < 0 ? -index - 1 : index; i < begins.length - 1; i++) {
            patience.spend(1);
            XtEntry entry = parser.entry(begins[i]);
            boolean over = (entry.at() != start && isEntrance(entry.at())) || parser.isError(entry);
            if (over || table.policies().contains(entry.at())) {
                break;
            }
            own.add(entry);
        }
        List<XtRun> rules = new ArrayList<>(own.size());
        for (int from = 0; from < own.size(); ) {
            List<XtEntry> like = own.subList(from, endOfRun(own, from));
            addLike(like, rules);
            from += like.size();
        }
        return rules;
    }

    private boolean isEntrance(int offset) {
        for (Entrance each : hooks) {
            if (each.chain() == offset) {
                return true;
            }
        }
        return false;
    }

    /** The index after a rule and those that follow and are like it. */
    private int endOfRun(List<XtEntry> own, int from) {
        XtEntry first = own.get(from);
        int end = from + 1;
        while (end < own.size() && runs.areAlike(first, own.get(end))) {
            patience.spend(1);
            end++;
        }
        return end;
    }

    private void addLike(List<XtEntry> like, List<XtRun> rules) {
        for (int from = 0; from < like.size(); ) {
            List<XtEntry> rest = like.subList(from, like.size());
            List<IntervalSet> sources =
                    rest.size() < WORTH_IT ? List.of() : runs.ofOne(parser.target(rest.get(0)), rest);
            boolean one = sources.size() >= WORTH_IT;
            rules.add(one ? XtRun.of(rest.get(0), sources) : XtRun.of(rest.get(0)));
            from += one ? sources.size() : 1;
        }
    }

    /** A rule, parsed. */
    XtRule rule(XtRun run) {
        patience.spend(1);
        return parser.parse(run.first(), run.sources());
    }

    /**
     * The text of a rule, as iptables-save prints it.
     *
     * @param chain the name of its chain
     * @param sets for the names of those of ipset(8)
     */
    Optional<String> text(XtRun run, String chain, IpSets sets) {
        int next = Arrays.binarySearch(begins, run.first().end());
        if (next < 0 || next >= begins.length - 1 || parser.isError(parser.entry(begins[next]))) {
            return Optional.empty(); // the return at the end of each user-defined chain, which iptables does not print
        }
        return new XtEntryText(parser, table.ipv6(), sets, this::nameOf).text(run.first(), chain);
    }

    /** What a rule does with packets that it matches. */
    XtTarget target(XtRun run) {
        return parser.target(run.first());
    }

    /** Whether a rule only sets a mark. */
    boolean onlyMarks(XtRun run) {
        return parser.onlyMarks(run.first());
    }

    /** Whether a rule is for packets of another protocol only. */
    boolean isForOther(XtRun run, int protocol) {
        return parser.isForOther(run.first(), protocol);
    }

    /** Whether some of a rule's matches cannot be parsed. */
    boolean isTruncated(XtRun run) {
        return parser.isTruncated(run.first());
    }

    /** The sets of ipset(8) that the rules refer to which inbound packets can reach. */
    IpSetReferences ipSets() {
        if (!mentionsIpSets()) {
            return IpSetReferences.NONE;
        }
        Set<Integer> reached = new HashSet<>();
        Set<Integer> matched = new HashSet<>();
        Set<Integer> changed = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>();
        hooks.forEach(hook -> next.add(hook.chain()));
        while (!next.isEmpty()) {
            int chain = next.remove();
            if (nameOf(chain).isEmpty() || !reached.add(chain)) {
                continue;
            }
            for (XtRun run : rules(chain)) {
                XtRule rule = rule(run);
                for (XtMatch match : rule.matches()) {
                    if (match instanceof XtMatch.SetMember member) {
                        matched.add(member.use().index());
                    }
                }
                if (rule.target() instanceof XtTarget.Jump jump) {
                    next.add(jump.chain());
                } else if (rule.target() instanceof XtTarget.ChangeSets sets) {
                    changed.addAll(sets.sets());
                }
            }
        }
        return new IpSetReferences(matched, changed);
    }

    private boolean mentionsIpSets() {
        for (int i = 0; i < begins.length - 1; i++) {
            patience.spend(1);
            if (parser.mentionsIpSets(parser.entry(begins[i]))) {
                return true;
            }
        }
        return false;
    }
}
