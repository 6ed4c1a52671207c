package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The unexamined hooks beside the rules, at one moment.
 *
 * @param everywhere the hooks that affect every listener
 * @param byCgroup the hooks that affect sockets created in a control group, by its id
 * @param withoutCgroup the hooks that affect sockets whose control group is unknown or not in the map
 */
record UnexaminedHooks(
        List<UnexaminedHook> everywhere, Map<Long, List<UnexaminedHook>> byCgroup, List<UnexaminedHook> withoutCgroup) {

    static final UnexaminedHooks NONE = new UnexaminedHooks(List.of(), Map.of(), List.of());

    UnexaminedHooks {
        everywhere = List.copyOf(everywhere);
        byCgroup = Map.copyOf(byCgroup);
        withoutCgroup = List.copyOf(withoutCgroup);
    }

    /** The same, and another one that affects every listener. */
    UnexaminedHooks and(UnexaminedHook other) {
        List<UnexaminedHook> more = new ArrayList<>(everywhere);
        more.add(other);
        return new UnexaminedHooks(more, byCgroup, withoutCgroup);
    }

    /** The verdict on a socket, adjusted for these hooks. */
    FirewallStatus weigh(FirewallListener listener, FirewallStatus status) {
        FirewallStatus weighed = status;
        for (UnexaminedHook each : everywhere) {
            weighed = each.weigh(weighed);
        }
        for (UnexaminedHook each : of(listener)) {
            weighed = each.weigh(weighed);
        }
        return weighed;
    }

    private List<UnexaminedHook> of(FirewallListener listener) {
        return listener.cgroup().isPresent()
                ? byCgroup.getOrDefault(listener.cgroup().getAsLong(), withoutCgroup)
                : withoutCgroup;
    }
}
