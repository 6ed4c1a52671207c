package io.github.listeningports.linux.firewall.ipset;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sets of ipset(8) that rules refer to.
 *
 * @param names the names of the sets, by the indexes by which rules refer to them, as far as they are known
 * @param sets the sets by name, members of lists among them, as far as they could be read
 * @param changed the indexes of those whose members change as packets pass
 */
public record IpSets(Map<Integer, String> names, Map<String, IpSet> sets, Set<Integer> changed) {

    public static final IpSets NONE = new IpSets(Map.of(), Map.of(), Set.of());

    public IpSets {
        names = Map.copyOf(names);
        sets = Map.copyOf(sets);
        changed = Set.copyOf(changed);
    }

    Optional<String> name(int index) {
        return Optional.ofNullable(names.get(index));
    }

    /** The set with its present members; empty if they are not known, or may be others for the packet that comes. */
    Optional<IpSet> set(String name) {
        boolean changes = changed.stream().anyMatch(index -> name.equals(names.get(index)));
        return changes ? Optional.empty() : Optional.ofNullable(sets.get(name));
    }
}
