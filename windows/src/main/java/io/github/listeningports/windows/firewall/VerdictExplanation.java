package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.spi.PartialFirewallStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Turns groups of packets into a verdict, with a human-readable reason, and into the API's outcomes: all of it from the same groups. */
final class VerdictExplanation {

    /** Decisions of one fate that a reason names. */
    private static final int MAX_NAMED = 3;

    private static final List<Fate> IN_TEXT = List.of(Fate.ARRIVES, Fate.DROPPED, Fate.UNKNOWN);

    /** What happens in one profile; the first group is that of most packets. */
    record OfProfile(FirewallProfile profile, List<OutcomeGroup> groups) {}

    private final AddressFamily family;
    private final Optional<String> profileFailure;
    private final OutcomeWriter writer;

    /** Most listeners have the answer of another one. */
    private final Map<List<OfProfile>, FirewallStatus> known = new HashMap<>();

    /** @param profileFailure why it is unknown which of the profiles is active, so that they are alternatives */
    VerdictExplanation(AddressFamily family, Optional<String> profileFailure) {
        this.family = family;
        this.profileFailure = profileFailure;
        writer = new OutcomeWriter(family);
    }

    FirewallStatus status(List<OfProfile> profiles) {
        return known.computeIfAbsent(profiles, this::explain);
    }

    private FirewallStatus explain(List<OfProfile> profiles) {
        if (profiles.size() == 1) {
            return ofOne(profiles.get(0).groups());
        }
        List<PartialFirewallStatus> parts = new ArrayList<>();
        for (OfProfile each : profiles) {
            parts.add(new PartialFirewallStatus(each.profile() + " profile", ofOne(each.groups())));
        }
        List<FirewallOutcome> all = byProfile(profiles, parts);
        boolean agree =
                parts.stream().map(each -> each.status().verdict()).distinct().count() == 1;
        String reason = PartialFirewallStatus.combine(parts).reason()
                + (agree || profileFailure.isEmpty()
                        ? ""
                        : " (the active profile is unknown: " + profileFailure.get() + ")");
        return FirewallStatus.builder(verdict(all), reason).outcomes(all).build();
    }

    private FirewallStatus ofOne(List<OutcomeGroup> groups) {
        List<FirewallOutcome> outcomes = writer.outcomes(groups);
        FirewallVerdict verdict = verdict(outcomes);
        return FirewallStatus.builder(verdict, reason(groups, verdict))
                .outcomes(outcomes)
                .build();
    }

    /** As the API gives it for these outcomes. */
    private FirewallVerdict verdict(List<FirewallOutcome> outcomes) {
        return FirewallStatus.builder(FirewallVerdict.UNKNOWN, "")
                .outcomes(outcomes)
                .build()
                .verdict(family);
    }

    /** The outcomes of every profile; those that not all have are on a condition. */
    private static List<FirewallOutcome> byProfile(List<OfProfile> profiles, List<PartialFirewallStatus> parts) {
        Map<FirewallOutcome, List<String>> found = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            for (FirewallOutcome each : parts.get(i).status().outcomes()) {
                found.computeIfAbsent(each, key -> new ArrayList<>())
                        .add(profiles.get(i).profile().toString());
            }
        }
        List<FirewallOutcome> outcomes = new ArrayList<>();
        found.forEach((outcome, names) -> outcomes.add(
                names.size() == parts.size()
                        ? outcome
                        : outcome.toBuilder()
                                .condition(new FirewallCondition(
                                        Kind.OTHER, "the profile of the network (" + String.join(", ", names) + ")"))
                                .build()));
        return outcomes;
    }

    /** The decisions by fate, each with where the packets come from unless these are most; what is missing for a verdict comes first. */
    private String reason(List<OutcomeGroup> groups, FirewallVerdict verdict) {
        StringJoiner text = new StringJoiner("; ");
        if (verdict == FirewallVerdict.UNKNOWN) {
            phrases(Fate.UNKNOWN, groups, text);
        }
        for (Fate fate : IN_TEXT) {
            if (fate != Fate.UNKNOWN || verdict != FirewallVerdict.UNKNOWN) {
                phrases(fate, groups, text);
            }
        }
        return text.toString();
    }

    private void phrases(Fate fate, List<OutcomeGroup> groups, StringJoiner text) {
        List<OutcomeGroup> some =
                groups.stream().filter(each -> each.decision().fate() == fate).toList();
        int named = some.size() <= MAX_NAMED + 1 ? some.size() : MAX_NAMED;
        for (OutcomeGroup each : some.subList(0, named)) {
            boolean most = each.equals(groups.get(0));
            String packets = most && text.length() > 0 ? "all others" : "it";
            text.add(each.decision().text(packets, most ? "" : writer.where(each)));
        }
        if (named < some.size()) {
            text.add((some.size() - named) + " other rules do the same for others");
        }
    }
}
