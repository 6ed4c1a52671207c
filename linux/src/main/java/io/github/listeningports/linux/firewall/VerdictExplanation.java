package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.firewall.OutcomeGroup.Decision;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Turns outcomes into a verdict with a human-readable reason, and into the API's outcomes. */
final class VerdictExplanation {

    /** Rules of one fate that a reason names. */
    private static final int MAX_RULES = 3;

    /** Parts of a rule's packets that a reason lists. */
    private static final int MAX_PARTS = 3;

    private static final List<Fate> IN_TEXT = List.of(Fate.ACCEPTED, Fate.REDIRECTED, Fate.DROPPED, Fate.UNKNOWN);

    private final OutcomeWriter ipv4;
    private final OutcomeWriter ipv6;
    private final Patience patience;

    /** Most listeners have the answer of another one. */
    private final Map<Question, FirewallStatus> known = new HashMap<>();

    private record Question(
            List<OutcomeGroup> groups,
            FirewallVerdict verdict,
            boolean ipv6,
            IntervalSet destinations,
            IntervalSet in) {}

    /**
     * Of one firewall.
     *
     * @param names of the rules that decided
     * @param patience looked at before each part of a reason
     */
    VerdictExplanation(LocalNetwork network, RuleNames names, Patience patience) {
        this.patience = patience;
        ipv4 = new OutcomeWriter(network, names, false);
        ipv6 = new OutcomeWriter(network, names, true);
    }

    /** @param all the packets that were sent */
    FirewallStatus status(Outcomes outcomes, PacketSet all, boolean six) {
        List<OutcomeGroup> groups = OutcomeGroups.of(outcomes, all);
        patience.look();
        Question question = new Question(
                groups, verdict(outcomes), six, all.values(Dimension.DESTINATION), all.values(Dimension.INTERFACE));
        return known.computeIfAbsent(question, key -> status(key, all));
    }

    private FirewallStatus status(Question question, PacketSet all) {
        Text text = new Text(question.ipv6() ? ipv6 : ipv4, all, question.groups());
        String reason = text.reason(question.verdict());
        patience.look();
        return FirewallStatus.builder(question.verdict(), reason)
                .outcomes(text.outcomes())
                .build();
    }

    private static FirewallVerdict verdict(Outcomes outcomes) {
        boolean accepted = outcomes.has(Fate.ACCEPTED);
        boolean dropped = outcomes.has(Fate.DROPPED);
        boolean redirected = outcomes.has(Fate.REDIRECTED);
        if (accepted && (dropped || redirected)) {
            return FirewallVerdict.RESTRICTED;
        }
        if (outcomes.has(Fate.UNKNOWN)) {
            return FirewallVerdict.UNKNOWN;
        }
        if (accepted) {
            return FirewallVerdict.ALLOWED;
        }
        if (redirected) {
            return FirewallVerdict.REDIRECTED;
        }
        return dropped ? FirewallVerdict.BLOCKED : FirewallVerdict.UNKNOWN;
    }

    /**
     * The same status, unless packets to another address or port still reach the listener.
     *
     * @param all the packets that were sent there
     */
    FirewallStatus unless(Outcomes detour, PacketSet all, boolean six, FirewallStatus status) {
        if (!detour.has(Fate.ACCEPTED)) {
            return detour.has(Fate.UNKNOWN)
                    ? new FirewallStatus(
                            FirewallVerdict.UNKNOWN,
                            "maybe reachable through another address or port; not examined: "
                                    + detour.of(Fate.UNKNOWN).get(0).by() + "; otherwise " + status.reason())
                    : status;
        }
        // Those that are dropped show which conditions matter.
        List<OutcomeGroup> arriving = new ArrayList<>();
        for (OutcomeGroup each : OutcomeGroups.of(detour, all)) {
            if (each.decision().fate() != Fate.DROPPED) {
                arriving.add(each);
            }
        }
        Text text = new Text(six ? ipv6 : ipv4, all, arriving);
        List<FirewallOutcome> outcomes = new ArrayList<>(status.outcomes());
        text.outcomes()
                .forEach(each -> outcomes.add(each.toBuilder().allOthers(false).build()));
        return FirewallStatus.builder(
                        FirewallVerdict.RESTRICTED,
                        "reachable only through another address or port (NAT or a transparent proxy): "
                                + text.phrases(Fate.ACCEPTED) + "; otherwise " + status.reason())
                .outcomes(outcomes)
                .build();
    }

    /** The words for groups of packets. */
    private static final class Text {

        private final OutcomeWriter writer;
        private final PacketSet all;
        private final List<OutcomeGroup> groups;
        private final Map<Decision, List<OutcomeGroup>> decisions = new LinkedHashMap<>();
        private final Set<FirewallCondition> toldNotes = new HashSet<>();

        Text(OutcomeWriter writer, PacketSet all, List<OutcomeGroup> groups) {
            this.writer = writer;
            this.all = all;
            this.groups = groups;
            Map<Decision, List<OutcomeGroup>> found = new LinkedHashMap<>();
            groups.forEach(each -> found.computeIfAbsent(each.decision(), key -> new ArrayList<>())
                    .add(each));
            found.entrySet().stream()
                    .sorted((one, other) -> Double.compare(weight(other.getValue()), weight(one.getValue())))
                    .forEach(each -> decisions.put(each.getKey(), each.getValue()));
        }

        private static double weight(List<OutcomeGroup> some) {
            return some.stream().mapToDouble(OutcomeGroup::weight).sum();
        }

        /** The decision about most packets. */
        private Decision largest() {
            return decisions.keySet().iterator().next();
        }

        List<FirewallOutcome> outcomes() {
            return groups.isEmpty() ? List.of(writer.unknown()) : writer.outcomes(groups, all, largest());
        }

        String reason(FirewallVerdict verdict) {
            if (groups.isEmpty()) {
                return "no packet from another host can match this address and interface";
            }
            if (decisions.size() == 1
                    && largest().fate() == Fate.ACCEPTED
                    && largest().by().isEmpty()) {
                return Unfiltered.NO_CHAIN;
            }
            StringJoiner text = new StringJoiner("; ");
            if (verdict == FirewallVerdict.UNKNOWN) {
                text.add(phrases(Fate.UNKNOWN));
            }
            for (Fate fate : IN_TEXT) {
                boolean any = decisions.keySet().stream().anyMatch(each -> each.fate() == fate);
                if (any && (fate != Fate.UNKNOWN || verdict != FirewallVerdict.UNKNOWN)) {
                    text.add(phrases(fate));
                }
            }
            return text.toString();
        }

        /** What the rules of one fate do, those of most packets first. */
        String phrases(Fate fate) {
            List<Decision> some = decisions.keySet().stream()
                    .filter(each -> each.fate() == fate)
                    .toList();
            StringJoiner text = new StringJoiner("; ");
            int named = some.size() <= MAX_RULES + 1 ? some.size() : MAX_RULES;
            some.subList(0, named).forEach(each -> text.add(phrase(each)));
            return text
                    + (named < some.size()
                            ? "; " + verb(some.get(named)) + " by " + (some.size() - named) + " other rules"
                            : "");
        }

        private String phrase(Decision decision) {
            List<OutcomeGroup> parts = decisions.getOrDefault(decision, List.of());
            String by = decision.by().isEmpty() ? " (no firewall chain on the path)" : " by " + decision.by();
            String text;
            if (decision.fate() == Fate.UNKNOWN) {
                text = "not examined: " + decision.by() + (decision.equals(largest()) ? "" : where(parts));
            } else if (!decision.equals(largest())) {
                text = verb(decision) + where(parts) + by;
            } else if (isFirst(decision)) {
                text = verb(decision) + (parts.size() == 1 ? writer.elsewhere(parts.get(0), all) : "") + by;
            } else {
                text = "all others " + verb(decision) + by;
            }
            return text + notes(decision);
        }

        /** Whether the text begins with it, so that it cannot say "all others". */
        private boolean isFirst(Decision decision) {
            return IN_TEXT.subList(0, IN_TEXT.indexOf(decision.fate())).stream()
                    .noneMatch(fate -> decisions.keySet().stream().anyMatch(each -> each.fate() == fate));
        }

        private static String verb(Decision decision) {
            return switch (decision.fate()) {
                case ACCEPTED, DIVERTED -> "accepted";
                case DROPPED -> "dropped";
                case REDIRECTED ->
                    "redirected" + decision.to().map(to -> " to " + to).orElse("");
                case UNKNOWN -> "not examined";
            };
        }

        private String where(List<OutcomeGroup> parts) {
            StringJoiner text = new StringJoiner(" and");
            int named = parts.size() <= MAX_PARTS + 1 ? parts.size() : MAX_PARTS;
            parts.subList(0, named).forEach(each -> text.add(writer.where(each, all)));
            return text + (named < parts.size() ? " and " + (parts.size() - named) + " more" : "");
        }

        /** Each condition once. */
        private String notes(Decision decision) {
            StringJoiner text = new StringJoiner(" and ");
            StringJoiner lists = new StringJoiner(" and ");
            StringJoiner sets = new StringJoiner(" and ");
            for (FirewallCondition note : decision.notes()) {
                if (note.kind() == FirewallCondition.Kind.CHANGING_SET) {
                    lists.add(note.detail());
                } else if (note.kind() == FirewallCondition.Kind.KNOWN_SET) {
                    sets.add(note.detail());
                } else if (toldNotes.add(note)) {
                    text.add(note.detail());
                }
            }
            return (sets.length() == 0 ? "" : " (in " + sets + ")")
                    + (lists.length() == 0 ? "" : " (at present in " + lists + ")")
                    + (text.length() == 0 ? "" : " (depends on " + text + ")");
        }
    }
}
