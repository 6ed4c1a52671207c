package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static io.github.listeningports.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.Reach;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets of every kind, opened for real. */
class RealSocketsTest {

    private static final InetAddress LOOPBACK = loopback();

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @Test
    void javasServerSocketOnLoopbackIsShownAsIpv4() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 7, LOOPBACK);
                Socket waiting = new Socket(server.getInetAddress(), server.getLocalPort())) {
            ListeningPort port = Look.only(TCP, server.getLocalPort());

            assertEquals("127.0.0.1", port.addressText());
            assertInstanceOf(Inet4Address.class, port.address());
            assertEquals(Reach.LOOPBACK, port.reach());
            assertEquals(FirewallVerdict.NOT_EXPOSED, port.firewall().verdict());
            assertEquals(AddressFamily.IPV6, port.socket().family(), "a v4-mapped socket");
            assertEquals(Optional.of(true), port.socket().acceptsIpv4());
            assertEquals(OptionalLong.of(1), port.socket().acceptQueue(), "one waits: " + waiting);
            assertEquals(List.of(ProcessHandle.current().pid()), Look.pids(port));
        }
    }

    @Test
    void ipv4() {
        try (Lab lab = Lab.hold("addr=0.0.0.0")) {
            ListeningPort port = Look.only(TCP, lab.port());

            assertEquals("0.0.0.0", port.addressText());
            assertEquals(Reach.ALL_ADDRESSES, port.reach());
            assertEquals(FirewallVerdict.UNKNOWN, port.firewall().verdict());
            assertEquals(AddressFamily.IPV4, port.socket().family());
            assertEquals(Optional.of(true), port.socket().acceptsIpv4());
            assertEquals(OptionalLong.of(0), port.socket().acceptQueue());
            assertEquals(lab.pids(), Look.pids(port));
        }
    }

    @Test
    void dualStackAndIpv6OnlyLookAlikeInProcAndAreNotGuessed() {
        try (Lab dual = Lab.hold("addr=::", "v6only=0");
                Lab only = Lab.hold("addr=::", "v6only=1")) {
            for (Lab lab : List.of(dual, only)) {
                ListeningPort port = Look.only(TCP, lab.port());
                assertEquals("::", port.addressText());
                assertEquals(Reach.ALL_ADDRESSES, port.reach());
                assertEquals(AddressFamily.IPV6, port.socket().family());
                assertEquals(Optional.empty(), port.socket().acceptsIpv4());
            }
        }
    }

    @Test
    void ipv6OnlyAndIpv4OnOnePortAreTwo() {
        try (Lab six = Lab.hold("addr=::", "v6only=1");
                Lab four = Lab.hold("addr=0.0.0.0", "port=" + six.port())) {
            List<ListeningPort> ports = Look.at(TCP, six.port());

            assertEquals(
                    List.of("0.0.0.0", "::"),
                    ports.stream().map(ListeningPort::addressText).toList());
            assertEquals(four.pids(), Look.pids(ports.get(0)));
            assertEquals(six.pids(), Look.pids(ports.get(1)));
        }
    }

    @Test
    void ipv6Loopback() {
        try (Lab lab = Lab.hold("addr=::1")) {
            ListeningPort port = Look.only(TCP, lab.port());

            assertEquals("::1", port.addressText());
            assertEquals(Reach.LOOPBACK, port.reach());
            assertEquals(Optional.of(false), port.socket().acceptsIpv4());
        }
    }

    @Test
    void linkLocalWithItsScope() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open()) {
            // Without duplicate address detection the address can be bound to at once.
            String links = "ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up"
                    + " && ip -6 addr add fe80::7/64 dev v0 nodad && cat /sys/class/net/v0/ifindex";
            // sysfs shows the namespace in which it was mounted, so ip lists them.
            Machine.run(Machine.concat(namespace.enter(), "sh", "-c", links.replaceFirst(" && cat .*", "")));
            String index = Machine.run(Machine.concat(namespace.enter(), "sh", "-c", "ip -o link show v0"))
                    .replaceFirst(":(?s).*", "");
            try (Lab lab = Lab.start(namespace.enter(), "hold", "addr=fe80::7%v0")) {
                Probe.Row row = Probe.run(namespace.enter()).on(lab.port()).get(0);

                assertEquals("fe80::7%" + index, row.address());
                assertEquals(lab.pids().toString(), row.pids());
            }
        }
    }

    @Test
    void reusePortTwinsAreTwoListeners() {
        try (Lab first = Lab.hold("reuseport");
                Lab second = Lab.hold("reuseport", "port=" + first.port())) {
            List<ListeningPort> twins = Look.at(TCP, first.port());

            assertEquals(2, twins.size(), twins::toString);
            assertNotEquals(twins.get(0).id(), twins.get(1).id());
            assertEquals(
                    Set.of(first.pids(), second.pids()),
                    twins.stream().map(Look::pids).collect(Collectors.toSet()));
        }
    }

    @Test
    void anMptcpListenerIsListedOnce() {
        Machine.needs(
                Machine.succeeds("sh", "-c", "test \"$(cat /proc/sys/net/mptcp/enabled)\" = 1"),
                "a kernel with MPTCP enabled");
        try (Lab lab = Lab.hold("proto=mptcp", "addr=0.0.0.0")) {
            assertEquals(lab.pids(), Look.pids(Look.only(TCP, lab.port())));
        }
    }

    @Test
    void thePortWithTheHighestNumber() {
        try (Lab lab = Lab.hold("port=65535")) {
            assertEquals(lab.pids(), Look.pids(Look.only(TCP, 65535)));
        }
    }

    @Test
    void udpIsListedUnlessItIsConnected() {
        try (Lab bound = Lab.hold("proto=udp");
                Lab connected = Lab.hold("proto=udp", "connect=" + bound.port())) {
            ListeningPort port = Look.only(UDP, bound.port());

            assertEquals(bound.pids(), Look.pids(port));
            assertEquals(OptionalLong.of(0), port.socket().drops());
            assertEquals(OptionalLong.empty(), port.socket().acceptQueue(), "UDP has none");
            assertEquals(List.of(), Look.at(UDP, connected.port()));
        }
    }

    @Test
    void aMulticastGroup() {
        try (Lab lab = Lab.hold("proto=udp", "addr=239.1.2.3")) {
            ListeningPort port = Look.only(UDP, lab.port());

            assertEquals("239.1.2.3", port.addressText());
            assertEquals(Reach.MULTICAST, port.reach());
            assertEquals(OptionalInt.empty(), port.scopeId());
        }
    }

    @Test
    void anAcceptedConnectionIsNoListener() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 7, LOOPBACK);
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            assertEquals(accepted.getLocalPort(), server.getLocalPort());
            assertEquals(1, Look.at(TCP, server.getLocalPort()).size());
            assertEquals(List.of(), Look.at(TCP, client.getLocalPort()));
        }
    }

    @Test
    void aThreadThatWasInterruptedCanLookAndStaysInterrupted() {
        try (Lab lab = Lab.hold()) {
            Thread.currentThread().interrupt();
            ListeningPort port;
            try {
                port = Look.only(TCP, lab.port());
            } finally {
                assertTrue(Thread.interrupted(), "the interruption is left to its owner");
            }
            assertEquals(lab.pids(), Look.pids(port));
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
