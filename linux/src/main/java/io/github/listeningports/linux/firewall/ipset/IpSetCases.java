package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.firewall.ipset.IpSet.Member;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cases in which a packet of one kind matches a member of a set other than a list. Members that are alike in all but one part become one case: a set can have 65,536. */
final class IpSetCases {

    private static final String IP = "ip";
    private static final String NET = "net";
    private static final String PORT = "port";
    private static final String IFACE = "iface";
    private static final Set<String> MAYBE = Set.of("mac", "mark");

    /** A hardware address and a mark are not compared: such a member may match. */
    private static final Set<String> KNOWN_PARTS = Set.of(IP, NET, PORT, IFACE, "mac", "mark");

    private static final int INTERFACE_NAME_BYTES = 16; // IFNAMSIZ

    private final PacketKind kind;
    private final ByteComparison tests;
    private final IpSet set;
    private final IpSetUse use;
    private final List<String> parts;

    /** The places of the addresses among the parts; -1 if there is none. */
    private final int first;

    private final int second;

    /** Whether members are grouped by the first address, and the second one is the network: as in hash:ip,port,net. */
    private final boolean bySecond;

    private final Map<Key, IpSetNetworks> groups = new LinkedHashMap<>();
    private final IpSetNetworks all = new IpSetNetworks();
    private boolean wildcards;

    /** What members with one port have in common, beside their network. */
    private record Key(Alike alike, int port) {}

    /** @param other the address that is not grouped by; empty if there is none */
    private record Alike(String interfaceName, boolean wildcard, IntervalSet other) {}

    private record Merged(Alike alike, IntervalSet addresses) {}

    IpSetCases(PacketKind kind, ByteComparison tests, IpSet set, IpSetUse use) {
        this.kind = kind;
        this.tests = tests;
        this.set = set;
        this.use = use;
        parts = set.parts();
        first = addressPart(0);
        second = addressPart(first + 1);
        bySecond = first >= 0
                && second >= 0
                && parts.get(first).equals(IP)
                && parts.get(second).equals(NET);
    }

    static boolean modelled(IpSet set) {
        List<String> parts = set.parts();
        return KNOWN_PARTS.containsAll(parts) && !set.masked() && (set.netmask() < 0 || !parts.contains(NET));
    }

    static List<Conjunction> undetermined(List<Conjunction> cases) {
        return cases.stream()
                .map(each -> new Conjunction(each.sets(), each.variables(), true))
                .toList();
    }

    private int addressPart(int from) {
        for (int i = from; i < parts.size(); i++) {
            if (parts.get(i).equals(IP) || parts.get(i).equals(NET)) {
                return i;
            }
        }
        return -1;
    }

    List<Conjunction> cases(Patience patience) {
        for (Member each : set.members()) {
            patience.spend(1);
            take(each);
        }
        List<Conjunction> cases = new ArrayList<>();
        merged().forEach((key, ports) -> {
            patience.spend(1);
            cases.addAll(cases(key, IntervalSets.union(ports)));
        });
        boolean twoNetworks = second >= 0 && parts.get(first).equals(NET);
        boolean undetermined = all.hasExceptions() && (twoNetworks || wildcards);
        return undetermined || parts.stream().anyMatch(MAYBE::contains) ? undetermined(cases) : cases;
    }

    private void take(Member member) {
        if (member.protocol() != 0 && member.protocol() != kind.protocol()) {
            return;
        }
        int prefix = parts.contains(NET) ? member.prefix() : set.netmask();
        IntervalSet one = first < 0 ? IntervalSet.EMPTY : member.address(prefix);
        IntervalSet two = second < 0 ? IntervalSet.EMPTY : member.otherAddress();
        int length = bySecond ? member.otherPrefix() : prefix;
        int level = length < 0 ? Integer.MAX_VALUE : length;
        boolean excepted = member.has(IpSetNumber.FLAG_NOMATCH);
        boolean wildcard = member.has(IpSetNumber.FLAG_IFACE_WILDCARD);
        wildcards |= wildcard;
        all.add(level, bySecond ? two : one, excepted);
        if (member.has(IpSetNumber.FLAG_PHYSDEV)) {
            return; // rules ask for the interface, not for the port of a bridge
        }
        Alike alike = new Alike(member.text(), wildcard, bySecond ? one : two);
        groups.computeIfAbsent(new Key(alike, member.port()), key -> new IpSetNetworks())
                .add(level, bySecond ? two : one, excepted);
    }

    /** The ports of members that are alike in all else. */
    private Map<Merged, List<IntervalSet>> merged() {
        // At an interface, a longer network of another interface hides a shorter one (hash_netiface4_data_equal).
        Map<Integer, IntervalSet> hiding = parts.contains(IFACE) ? all.byPrefix() : Map.of();
        boolean excepted = use.nomatch() && parts.contains(NET);
        Map<Merged, List<IntervalSet>> merged = new LinkedHashMap<>();
        groups.forEach((key, networks) -> {
            IntervalSet addresses = networks.addresses(hiding.isEmpty() ? networks.byPrefix() : hiding, excepted);
            if (first < 0 || !addresses.isEmpty()) {
                merged.computeIfAbsent(new Merged(key.alike(), addresses), each -> new ArrayList<>())
                        .add(IntervalSet.of(key.port()));
            }
        });
        return merged;
    }

    private List<Conjunction> cases(Merged members, IntervalSet ports) {
        List<Conjunction> cases = List.of(Conjunction.ALWAYS);
        for (int i = 0; i < parts.size(); i++) {
            boolean source = use.isSource(i);
            cases = switch (parts.get(i)) {
                case PORT -> both(cases, one(source ? Dimension.SOURCE_PORT : Dimension.DESTINATION_PORT, ports));
                case IP, NET -> {
                    boolean grouped = (i == first) != bySecond;
                    yield both(
                            cases,
                            one(
                                    source ? Dimension.SOURCE : Dimension.DESTINATION,
                                    grouped
                                            ? members.addresses()
                                            : members.alike().other()));
                }
                // An inbound packet has no output interface.
                case IFACE -> source ? both(cases, interfaces(members.alike())) : List.of();
                default -> cases;
            };
        }
        return cases;
    }

    private static List<Conjunction> one(Dimension dimension, IntervalSet values) {
        return values.isEmpty()
                ? List.of()
                : List.of(new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false));
    }

    private List<Conjunction> interfaces(Alike members) {
        byte[] name = members.interfaceName().getBytes(StandardCharsets.UTF_8);
        int length = members.wildcard() ? Math.min(name.length, INTERFACE_NAME_BYTES) : INTERFACE_NAME_BYTES;
        byte[] compared = Arrays.copyOf(name, length);
        return tests.cases(PacketBytes.of(PacketField.INTERFACE_NAME, 0, length), compared, compared);
    }

    private static List<Conjunction> both(List<Conjunction> left, List<Conjunction> right) {
        List<Conjunction> product = new ArrayList<>();
        for (Conjunction one : left) {
            for (Conjunction other : right) {
                Conjunction both = one.and(other);
                if (both != null) {
                    product.add(both);
                }
            }
        }
        return product;
    }
}
