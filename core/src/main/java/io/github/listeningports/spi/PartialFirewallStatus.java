package io.github.listeningports.spi;

import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The firewall's answer for a part of the packets to a listener, such as those of one address family.
 *
 * @param part which packets: {@code IPv4}, {@code private profile}
 * @param status what the firewall does with them
 */
public record PartialFirewallStatus(String part, FirewallStatus status) {

    public PartialFirewallStatus {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(status, "status");
    }

    /**
     * The answer for all packets: the verdict of every part if they agree, {@link FirewallVerdict#UNKNOWN} if one is unknown, otherwise
     * {@link FirewallVerdict#RESTRICTED}. The reason names the parts only where they differ:
     * {@code IPv4 ALLOWED: no rule drops it; IPv6 BLOCKED: dropped by ...}. It has the outcomes of all parts, or none if one of them has none.
     *
     * <p>For parts that all exist, not for alternatives of which only one holds: if alternatives differ, the answer is unknown.
     *
     * @throws IllegalArgumentException if there is no part
     */
    public static FirewallStatus combine(List<PartialFirewallStatus> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no part to combine");
        }
        FirewallStatus first = parts.get(0).status();
        return areAlike(parts)
                ? withOutcomes(FirewallStatus.builder(first.verdict(), first.reason()), parts)
                : combineDifferent(parts);
    }

    private static boolean areAlike(List<PartialFirewallStatus> parts) {
        FirewallStatus first = parts.get(0).status();
        for (PartialFirewallStatus each : parts) {
            if (each.status().verdict() != first.verdict()
                    || !each.status().reason().equals(first.reason())) {
                return false;
            }
        }
        return true;
    }

    private static FirewallStatus combineDifferent(List<PartialFirewallStatus> parts) {
        Map<Answer, String> names = new LinkedHashMap<>();
        parts.forEach(each -> names.merge(Answer.of(each.status()), each.part(), (first, next) -> first + ", " + next));
        List<FirewallVerdict> verdicts =
                names.keySet().stream().map(Answer::verdict).distinct().toList();
        boolean agree = verdicts.size() == 1;
        String reason = names.entrySet().stream()
                .map(each -> each.getValue()
                        + (agree ? "" : " " + each.getKey().verdict()) + ": "
                        + each.getKey().reason())
                .collect(Collectors.joining("; "));
        return withOutcomes(FirewallStatus.builder(agree ? verdicts.get(0) : mixed(verdicts), reason), parts);
    }

    /** If the outcomes do not cover every part, it is unknown which packets are missing. */
    private static FirewallStatus withOutcomes(FirewallStatus.Builder all, List<PartialFirewallStatus> parts) {
        List<FirewallOutcome> outcomes = new ArrayList<>();
        for (PartialFirewallStatus each : parts) {
            if (each.status().outcomes().isEmpty()) {
                return all.build();
            }
            outcomes.addAll(each.status().outcomes());
        }
        return all.outcomes(outcomes).build();
    }

    private record Answer(FirewallVerdict verdict, String reason) {
        static Answer of(FirewallStatus status) {
            return new Answer(status.verdict(), status.reason());
        }
    }

    private static FirewallVerdict mixed(List<FirewallVerdict> verdicts) {
        return verdicts.contains(FirewallVerdict.UNKNOWN) ? FirewallVerdict.UNKNOWN : FirewallVerdict.RESTRICTED;
    }
}
