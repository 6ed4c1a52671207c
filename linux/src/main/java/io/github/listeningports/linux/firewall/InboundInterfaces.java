package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The interfaces by which a socket can receive: the kernel's socket lookup compares the interface of a packet, and the VRF that it belongs to, with the one that the
 * socket is bound to (include/net/inet_sock.h inet_sk_bound_dev_eq, Documentation/networking/vrf.rst). All are positions in {@link LocalNetwork#interfaces()}.
 *
 * @param all those by which packets come that the lookup may deliver to the socket, or refuse
 * @param refused those of {@code all} whose packets the lookup refuses
 * @param undetermined whether it is unknown that it refuses them
 * @param why a human-readable reason why it refuses them, or why there are none
 */
record InboundInterfaces(IntervalSet all, IntervalSet refused, boolean undetermined, String why) {

    static InboundInterfaces of(LocalNetwork network, FirewallListener listener) {
        OptionalInt bound = listener.boundInterface();
        return bound.isPresent() ? ofBound(network, bound.getAsInt()) : ofUnbound(network, listener);
    }

    /** Those of them that take IPv6 packets. */
    InboundInterfaces ofIpv6(LocalNetwork network) {
        IntervalSet taking = network.having(NetworkLink::ipv6);
        return all.without(taking).isEmpty()
                ? this
                : new InboundInterfaces(
                        all.and(taking),
                        refused.and(taking),
                        undetermined,
                        all.meets(taking) ? why : "IPv6 is off on every interface that its packets could come in by");
    }

    /** Those whose packets the lookup delivers, or may. */
    IntervalSet delivered() {
        return undetermined ? all : all.without(refused);
    }

    private static InboundInterfaces ofBound(LocalNetwork network, int index) {
        for (int i = 0; i < network.interfaces().size(); i++) {
            NetworkLink link = network.interfaces().get(i);
            if (link.index() == index && link.isVrf()) {
                IntervalSet ports = network.having(each -> each.master() == index);
                return new InboundInterfaces(
                        ports,
                        IntervalSet.EMPTY,
                        false,
                        "bound to VRF " + link.name() + ", of which no interface is up");
            }
            if (link.index() == index) {
                return new InboundInterfaces(IntervalSet.of(i), IntervalSet.EMPTY, false, "");
            }
        }
        return network.silent().stream()
                .filter(link -> link.index() == index)
                .findFirst()
                .map(link -> none(network, link))
                .orElseGet(() -> none("bound to an interface that no longer exists (index " + index + ")"));
    }

    private static InboundInterfaces none(LocalNetwork network, NetworkLink link) {
        if (!link.isUp()) {
            return none("bound to interface " + link.name() + ", which is down");
        }
        String port = "bound to interface " + link.name() + ", a port of " + name(network, link.master())
                + ", by which its packets come in";
        // A bridge rule can send a frame up by its port (broute).
        return network.hasBridgeRules()
                ? new InboundInterfaces(
                        IntervalSet.EMPTY, IntervalSet.EMPTY, true, port + ", unless bridge rules route them")
                : none(port);
    }

    private static String name(LocalNetwork network, int index) {
        return Stream.concat(network.interfaces().stream(), network.silent().stream())
                .filter(link -> link.index() == index)
                .map(NetworkLink::name)
                .findFirst()
                .orElse("another interface");
    }

    private static InboundInterfaces none(String why) {
        return new InboundInterfaces(IntervalSet.EMPTY, IntervalSet.EMPTY, false, why);
    }

    private static InboundInterfaces ofUnbound(LocalNetwork network, FirewallListener listener) {
        IntervalSet all = IntervalSet.EMPTY;
        IntervalSet ports = IntervalSet.EMPTY;
        for (int i = 0; i < network.interfaces().size(); i++) {
            NetworkLink link = network.interfaces().get(i);
            all = link.isVrf() ? all : all.union(IntervalSet.of(i));
            ports = network.isVrfPort(link) ? ports.union(IntervalSet.of(i)) : ports;
        }
        Switch accept = network.sysctls().l3mdevAccept(listener.protocol());
        if (accept == Switch.ON || ports.isEmpty() || !listener.bindingKnown()) {
            return new InboundInterfaces(all, IntervalSet.EMPTY, false, "");
        }
        String names = vrfs(network).map(NetworkLink::name).collect(Collectors.joining(", "));
        String sysctl = NetworkSysctls.l3mdevAcceptName(listener.protocol());
        String why = accept == Switch.UNKNOWN
                ? "the socket lookup: it is not bound to VRF " + names + ", and " + sysctl + " cannot be read"
                : "the socket lookup: it is not bound to VRF " + names + ", and " + sysctl + " is 0";
        return new InboundInterfaces(all, ports, accept == Switch.UNKNOWN, why);
    }

    private static Stream<NetworkLink> vrfs(LocalNetwork network) {
        return network.interfaces().stream().filter(NetworkLink::isVrf);
    }
}
