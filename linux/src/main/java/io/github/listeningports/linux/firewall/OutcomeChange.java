package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.ArrayList;
import java.util.List;

/** Statuses of which something beside the rules changes the verdict, and the outcomes with it. */
final class OutcomeChange {

    private OutcomeChange() {}

    /** What arrives may also be dropped: that depends on a condition. */
    static FirewallStatus restricted(FirewallStatus status, String reason, FirewallCondition condition) {
        return weighed(status, FirewallVerdict.RESTRICTED, reason, Fate.ARRIVES, Fate.DROPPED, condition);
    }

    /** What arrives may also not: whether the condition exists is unknown. */
    static FirewallStatus unsure(
            FirewallStatus status, FirewallVerdict verdict, String reason, FirewallCondition condition) {
        return weighed(status, verdict, reason, Fate.ARRIVES, Fate.UNKNOWN, condition);
    }

    /** What does not arrive may do so: that depends on a condition. */
    static FirewallStatus ledIn(FirewallStatus status, String reason, FirewallCondition condition) {
        FirewallStatus dropped =
                weighed(status, FirewallVerdict.RESTRICTED, reason, Fate.DROPPED, Fate.ARRIVES, condition);
        return weighed(dropped, FirewallVerdict.RESTRICTED, reason, Fate.REDIRECTED, Fate.ARRIVES, condition);
    }

    private static FirewallStatus weighed(
            FirewallStatus status,
            FirewallVerdict verdict,
            String reason,
            Fate of,
            Fate other,
            FirewallCondition condition) {
        List<FirewallOutcome> outcomes = new ArrayList<>();
        for (FirewallOutcome each : status.outcomes()) {
            boolean concerned = each.fate() == of;
            outcomes.add(concerned ? each.toBuilder().condition(condition).build() : each);
            if (concerned) {
                FirewallOutcome.Builder opposite = FirewallOutcome.builder(each.family(), other)
                        .sources(each.sources())
                        .interfaces(each.interfaces());
                each.conditions().forEach(opposite::condition);
                each.sentTo().ifPresent(opposite::sentTo);
                outcomes.add(opposite.condition(condition).build());
            }
        }
        return FirewallStatus.builder(verdict, reason).outcomes(outcomes).build();
    }

    /**
     * A status for packets to the listener alone, and one for those to a group that it belongs to.
     *
     * @param kind of the group: multicast or broadcast
     */
    static FirewallStatus orToGroup(FirewallStatus status, FirewallStatus group, String kind) {
        FirewallCondition toGroup =
                new FirewallCondition(FirewallCondition.Kind.DESTINATION, "whether it is sent by " + kind);
        List<FirewallOutcome> outcomes = new ArrayList<>();
        for (FirewallOutcome each : status.outcomes()) {
            outcomes.add(each.toBuilder().condition(toGroup).build());
        }
        for (FirewallOutcome each : group.outcomes()) {
            outcomes.add(each.toBuilder().condition(toGroup).allOthers(false).build());
        }
        return FirewallStatus.builder(
                        group.verdict() == FirewallVerdict.UNKNOWN
                                ? FirewallVerdict.UNKNOWN
                                : FirewallVerdict.RESTRICTED,
                        kind + " only: " + group.reason() + "; otherwise " + status.reason())
                .outcomes(outcomes)
                .build();
    }
}
