package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.FirewallExaminer.Question;
import io.github.listeningports.linux.PacketKind.Destination;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the firewall of a network namespace: its rules, or why they are not known. */
final class Firewall {

    private static final ValueSet LOOPBACK = ValueSet.range(0x7f000000L, 0x7fffffffL);

    private final @Nullable FirewallExaminer examiner;
    private final LocalNetwork network;
    private final ValueSet strangers4;
    private final ValueSet strangers6;
    private final String whyUnknown;
    private final Doubts doubts;

    private Firewall(@Nullable FirewallExaminer examiner, LocalNetwork network, String whyUnknown, Doubts doubts) {
        this.examiner = examiner;
        this.network = network;
        strangers4 = network.strangers(false);
        strangers6 = network.strangers(true);
        this.whyUnknown = whyUnknown;
        this.doubts = doubts;
    }

    static Firewall of(List<BaseChain> chains, LocalNetwork network) {
        return new Firewall(new FirewallExaminer(chains, network), network, "", Doubts.NONE);
    }

    static Firewall unknown(String reason) {
        return new Firewall(null, LocalNetwork.NONE, reason, Doubts.NONE);
    }

    /** The same rules, beside which there is something else. */
    Firewall beside(Doubts others) {
        return new Firewall(examiner, network, whyUnknown, others);
    }

    /**
     * What it does with packets to a socket of its namespace.
     *
     * @param routedLoopback whether other hosts' packets to 127.0.0.0/8 are let in (route_localnet)
     */
    FirewallStatus status(SocketRow row, boolean routedLoopback) {
        FirewallStatus status = doubts.weigh(row, ofRules(row, routedLoopback));
        boolean neighbours =
                status.verdict() == FirewallVerdict.ALLOWED && row.address().isLoopbackAddress();
        return neighbours
                ? new FirewallStatus(
                        FirewallVerdict.RESTRICTED,
                        "only from neighbours, through interfaces with route_localnet; " + status.reason())
                : status;
    }

    private FirewallStatus ofRules(SocketRow row, boolean routedLoopback) {
        boolean loopback = row.address().isLoopbackAddress();
        FirewallExaminer known = examiner;
        if (loopback && !(routedLoopback && row.address() instanceof Inet4Address)) {
            boolean given = known != null && mayBeGivenOthers(known, row);
            return given
                    ? new FirewallStatus(
                            FirewallVerdict.RESTRICTED,
                            "bound to loopback, but if it is a transparent proxy, a rule may deliver packets for other addresses to it")
                    : new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback");
        }
        if (known == null) {
            return new FirewallStatus(FirewallVerdict.UNKNOWN, whyUnknown);
        }
        Optional<ValueSet> interfaces = interfaces(row);
        if (interfaces.isEmpty()) {
            return new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to interface lo");
        }
        if (row.address() instanceof Inet4Address) {
            return answer(known, row, false, interfaces.get());
        }
        boolean both = row.address().isAnyLocalAddress()
                && row.family() == AddressFamily.IPV6
                && !row.extras().flatMap(SocketRow.Extras::v6Only).orElse(false);
        if (!both || network.ipv4().isEmpty()) {
            return answer(known, row, true, interfaces.get());
        }
        FirewallStatus four = answer(known, row, false, interfaces.get());
        return network.ipv6().isEmpty() ? four : together(four, answer(known, row, true, interfaces.get()));
    }

    private boolean mayBeGivenOthers(FirewallExaminer known, SocketRow row) {
        boolean ipv6 = !(row.address() instanceof Inet4Address);
        ValueSet interfaces = ValueSet.range(0, network.interfaces().size() - 1);
        return known.mayBeGivenOthers(
                question(row, ipv6, interfaces, destinations(row.address(), ipv6), Destination.OWN));
    }

    /** Nothing, if it is bound to loopback's interface. */
    private Optional<ValueSet> interfaces(SocketRow row) {
        int index = row.extras().map(SocketRow.Extras::interfaceIndex).orElse(0);
        ValueSet all = ValueSet.range(0, network.interfaces().size() - 1);
        if (index == 0) {
            return Optional.of(all);
        }
        if (index == network.loopback()) {
            return Optional.empty();
        }
        for (int i = 0; i < network.interfaces().size(); i++) {
            NetworkLink link = network.interfaces().get(i);
            if (link.index() == index && !link.kind().equals("vrf")) {
                return Optional.of(ValueSet.of(i));
            }
        }
        return Optional.of(all);
    }

    private static FirewallStatus together(FirewallStatus four, FirewallStatus six) {
        if (four.verdict() == six.verdict()) {
            return four.reason().equals(six.reason())
                    ? four
                    : new FirewallStatus(four.verdict(), "IPv4: " + four.reason() + "; IPv6: " + six.reason());
        }
        boolean unknown = four.verdict() == FirewallVerdict.UNKNOWN || six.verdict() == FirewallVerdict.UNKNOWN;
        return new FirewallStatus(
                unknown ? FirewallVerdict.UNKNOWN : FirewallVerdict.RESTRICTED,
                "IPv4 " + four.verdict() + ": " + four.reason() + "; IPv6 " + six.verdict() + ": " + six.reason());
    }

    /** What no single host reaches may be open to those that speak to all at once. */
    private FirewallStatus answer(FirewallExaminer known, SocketRow row, boolean ipv6, ValueSet interfaces) {
        FirewallStatus status =
                known.examine(question(row, ipv6, interfaces, destinations(row.address(), ipv6), kind(row)));
        boolean datagrams = row.protocol() == Protocol.UDP && row.address().isAnyLocalAddress();
        if (!datagrams || status.verdict() != FirewallVerdict.BLOCKED) {
            return status;
        }
        for (Destination each : List.of(Destination.MULTICAST, Destination.BROADCAST)) {
            if (each == Destination.BROADCAST && ipv6) {
                continue;
            }
            FirewallStatus many = known.examine(question(row, ipv6, interfaces, groups(each, ipv6), each));
            if (many.verdict() != FirewallVerdict.BLOCKED) {
                return new FirewallStatus(
                        many.verdict() == FirewallVerdict.UNKNOWN
                                ? FirewallVerdict.UNKNOWN
                                : FirewallVerdict.RESTRICTED,
                        each.name().toLowerCase(java.util.Locale.ROOT) + " only: " + many.reason() + "; otherwise "
                                + status.reason());
            }
        }
        return status;
    }

    private Destination kind(SocketRow row) {
        if (row.address().isMulticastAddress()) {
            return Destination.MULTICAST;
        }
        if (row.address().isAnyLocalAddress() || row.address().isLoopbackAddress()) {
            return Destination.OWN;
        }
        boolean ipv6 = !(row.address() instanceof Inet4Address);
        ValueSet address = destinations(row.address(), ipv6);
        if (!ipv6 && network.isBroadcast(address)) {
            return Destination.BROADCAST;
        }
        // It may be bound to an address that is none of this machine's yet (ip_nonlocal_bind).
        return network.addresses(ipv6).meets(address) ? Destination.OWN : Destination.ANY;
    }

    private Question question(
            SocketRow row, boolean ipv6, ValueSet interfaces, ValueSet destinations, Destination destination) {
        return new Question(
                ipv6,
                row.protocol() == Protocol.TCP,
                destination,
                ipv6 ? strangers6 : strangers4,
                destinations,
                row.address().isAnyLocalAddress() && !ipv6 ? destinations.union(LOOPBACK) : destinations,
                row.port(),
                interfaces);
    }

    private ValueSet destinations(InetAddress address, boolean ipv6) {
        if (!address.isAnyLocalAddress()) {
            byte[] bytes = address.getAddress();
            return ValueSet.between(bytes, bytes);
        }
        ValueSet own = network.addresses(ipv6);
        return own.isEmpty() ? LocalNetwork.unicast(ipv6) : own;
    }

    private ValueSet groups(Destination destination, boolean ipv6) {
        if (destination == Destination.BROADCAST) {
            return network.broadcasts();
        }
        return LocalNetwork.groups(ipv6);
    }
}
