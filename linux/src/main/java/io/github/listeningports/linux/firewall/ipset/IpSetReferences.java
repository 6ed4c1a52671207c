package io.github.listeningports.linux.firewall.ipset;

import java.util.HashSet;
import java.util.Set;

/**
 * The sets that rules refer to, by index.
 *
 * @param matched those that rules match
 * @param changed those that packets are added to, or deleted from
 */
public record IpSetReferences(Set<Integer> matched, Set<Integer> changed) {

    public static final IpSetReferences NONE = new IpSetReferences(Set.of(), Set.of());

    public IpSetReferences {
        matched = Set.copyOf(matched);
        changed = Set.copyOf(changed);
    }

    public IpSetReferences and(IpSetReferences others) {
        Set<Integer> allMatched = new HashSet<>(matched);
        allMatched.addAll(others.matched);
        Set<Integer> allChanged = new HashSet<>(changed);
        allChanged.addAll(others.changed);
        return new IpSetReferences(allMatched, allChanged);
    }
}
