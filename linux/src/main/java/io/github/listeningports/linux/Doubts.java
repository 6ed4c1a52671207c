package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import java.util.List;
import java.util.Map;

/**
 * What is beside the rules, at one moment.
 *
 * @param everywhere what concerns every listener
 * @param byCgroup what concerns sockets that were made in a control group, by its id
 * @param withoutCgroup what concerns those of which it is not told where they were made; and those that are not in the map
 */
record Doubts(List<Doubt> everywhere, Map<Long, List<Doubt>> byCgroup, List<Doubt> withoutCgroup) {

    static final Doubts NONE = new Doubts(List.of(), Map.of(), List.of());

    Doubts {
        everywhere = List.copyOf(everywhere);
        byCgroup = Map.copyOf(byCgroup);
        withoutCgroup = List.copyOf(withoutCgroup);
    }

    /** What is left of the answer about a socket. */
    FirewallStatus weigh(SocketRow row, FirewallStatus status) {
        FirewallStatus weighed = status;
        for (Doubt each : everywhere) {
            weighed = each.weigh(weighed);
        }
        for (Doubt each : of(row)) {
            weighed = each.weigh(weighed);
        }
        return weighed;
    }

    private List<Doubt> of(SocketRow row) {
        return row.extras().stream()
                .flatMapToLong(extras -> extras.cgroup().stream())
                .mapToObj(id -> byCgroup.getOrDefault(id, withoutCgroup))
                .findFirst()
                .orElse(withoutCgroup);
    }
}
