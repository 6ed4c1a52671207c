package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static io.github.listeningports.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.LibCFixture;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets of every kind through sock_diag and through /proc: alike in what both report, and more through sock_diag. */
class NativeTierTest {

    private static final int WAITING = 3;

    private static final List<Lab> LABS = new ArrayList<>();
    private static final List<Socket> CLIENTS = new ArrayList<>();
    private static Lab ipv4;
    private static Lab dualStack;
    private static Lab v6Only;
    private static Lab ipv6Loopback;
    private static Lab twin;
    private static Lab otherTwin;
    private static Lab bound;
    private static Lab udp;
    private static Lab udpV6;
    private static Lab mapped;

    @BeforeAll
    static void open() throws IOException {
        Machine.needs("gcc");
        Tiers.needNativeCode();
        ipv4 = hold("addr=127.0.0.1");
        dualStack = hold("addr=::", "v6only=0");
        v6Only = hold("addr=::", "v6only=1");
        ipv6Loopback = hold("addr=::1");
        twin = hold("reuseport");
        otherTwin = hold("reuseport", "port=" + twin.port());
        bound = hold("addr=0.0.0.0", "dev=lo");
        mapped = hold("addr=::ffff:127.0.0.1", "v6only=0");
        udp = hold("proto=udp", "addr=127.0.0.1");
        udpV6 = hold("proto=udp", "addr=::", "v6only=1");
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int i = 0; i < WAITING; i++) {
            CLIENTS.add(new Socket(loopback, ipv4.port()));
        }
        try (DatagramSocket flood = new DatagramSocket()) {
            for (int i = 0; i < 200; i++) {
                flood.send(new DatagramPacket(new byte[30_000], 30_000, loopback, udp.port()));
            }
        }
    }

    private static Lab hold(String... options) {
        Lab lab = Lab.hold(options);
        LABS.add(lab);
        return lab;
    }

    @AfterAll
    static void close() throws IOException {
        for (Socket client : CLIENTS) {
            client.close();
        }
        LABS.forEach(Lab::close);
    }

    @Test
    void bothTiersAgreeOnAllThatBothReport() {
        PortSnapshot natively = look(Mode.ALWAYS, SnapshotRequest.detailed());
        PortSnapshot purely = look(Mode.NEVER, SnapshotRequest.detailed());

        assertEquals(LABS.size(), natively.ports().size(), natively::toString);
        assertEquals(Tiers.common(purely), Tiers.common(natively));
        assertEquals(
                List.of(),
                natively.changesSince(purely).stream()
                        .filter(change -> change.kind() != PortChange.Kind.FIREWALL_CHANGED)
                        .toList(),
                "ids are the same too");
        for (ListeningPort port : purely) {
            assertEquals(List.of(1), List.of(port.owners().size()), port::toString);
            assertTrue(
                    port.socket().inode().isPresent() && port.socket().uid().isPresent(),
                    "there is something to compare");
        }
    }

    @Test
    void onlyTheNativeTierReportsBacklogAndCookie() {
        PortSnapshot natively = look(Mode.ALWAYS, SnapshotRequest.detailed());

        Set<Long> cookies = natively.ports().stream()
                .map(port -> port.socket().cookie().orElseThrow())
                .collect(Collectors.toSet());
        assertEquals(LABS.size(), cookies.size(), "each has its own");
        for (ListeningPort port : natively) {
            assertEquals(
                    port.protocol() == TCP ? OptionalLong.of(16) : OptionalLong.empty(),
                    port.socket().backlog(),
                    port::toString);
        }
        for (ListeningPort port : look(Mode.NEVER, SnapshotRequest.detailed())) {
            assertEquals(OptionalLong.empty(), port.socket().cookie());
            assertEquals(OptionalLong.empty(), port.socket().backlog());
            assertEquals(Optional.empty(), port.socket().boundInterface());
            assertEquals(Optional.empty(), port.socket().multipath());
        }
    }

    @Test
    void connectionsThatWaitAreTheAcceptQueue() {
        assertEquals(OptionalLong.of(WAITING), natively(ipv4).socket().acceptQueue());
        assertEquals(OptionalLong.of(0), natively(bound).socket().acceptQueue());
        assertEquals(OptionalLong.empty(), natively(udp).socket().acceptQueue(), "UDP has none");
    }

    @Test
    void whatTheFullBufferOfAUdpSocketDropped() {
        long drops = natively(udp).socket().drops().orElseThrow();

        assertTrue(drops > 0 && drops <= 200, "drops: " + drops);
        assertEquals(OptionalLong.of(0), natively(udpV6).socket().drops());
        assertEquals(OptionalLong.empty(), natively(ipv4).socket().drops(), "TCP has none");
    }

    @Test
    void whetherIpv4IsAccepted() {
        assertEquals(Optional.of(true), natively(ipv4).socket().acceptsIpv4());
        assertEquals(Optional.of(true), natively(dualStack).socket().acceptsIpv4());
        assertEquals(Optional.of(false), natively(v6Only).socket().acceptsIpv4());
        assertEquals(Optional.of(false), natively(ipv6Loopback).socket().acceptsIpv4());
        assertEquals(Optional.of(true), natively(mapped).socket().acceptsIpv4());
        assertEquals(Optional.of(false), natively(udpV6).socket().acceptsIpv4());
    }

    @Test
    void theInterfaceThatASocketIsBoundTo() {
        assertEquals(Optional.of("lo"), natively(bound).socket().boundInterface());
        assertEquals("0.0.0.0%lo", natively(bound).addressText());
        assertEquals(Optional.empty(), natively(ipv4).socket().boundInterface());
    }

    @Test
    void anMptcpListenerIsDistinguished() {
        Machine.needs(
                Machine.succeeds("sh", "-c", "test \"$(cat /proc/sys/net/mptcp/enabled)\" = 1"),
                "a kernel with MPTCP enabled");
        try (Lab mptcp = Lab.hold("proto=mptcp", "addr=0.0.0.0");
                Lab mptcpV6 = Lab.hold("proto=mptcp", "addr=::", "v6only=1")) {
            for (Lab lab : List.of(mptcp, mptcpV6)) {
                assertEquals(Optional.of(true), natively(lab).socket().multipath());
                assertEquals(Tiers.common(at(Mode.NEVER, lab)), Tiers.common(at(Mode.ALWAYS, lab)), "and listed once");
            }
        }
        assertEquals(Optional.of(false), natively(ipv4).socket().multipath());
        assertEquals(Optional.of(false), natively(dualStack).socket().multipath());
        assertEquals(Optional.empty(), natively(udp).socket().multipath(), "UDP has no such thing");
    }

    @Test
    void twinsAreTwoWithTheirOwnInodesCookiesAndOwners() {
        List<ListeningPort> twins = at(Mode.ALWAYS, twin).ports();

        assertEquals(
                Set.of(twin.pids(), otherTwin.pids()),
                twins.stream().map(Look::pids).collect(Collectors.toSet()));
        assertEquals(2, twins.stream().map(ListeningPort::id).distinct().count());
    }

    /** A source that has read /proc for long enough prefers sock_diag; that it may not use it does not matter to a request without details. */
    @Test
    void anOpenSourceThatWouldBeFasterNativelyReportsNoUnrequestedDetailAsMissing() {
        try (ListeningPortSource source =
                new LinuxSource(SnapshotRequest.ports(), ByteOrder.nativeOrder(), Mode.NEVER, System::nanoTime)) {
            long start = System.nanoTime();
            // Ten times as long as it has patience for.
            while (System.nanoTime() - start < 1_000_000_000) {
                assertEquals(List.of(), missingDetails(source.snapshot()));
            }
        }
    }

    @Test
    void inTheOwnNamespaceNoDetailIsMissing() {
        assertEquals(List.of(), missingDetails(Tiers.look(Mode.ALWAYS, SnapshotRequest.detailed())));
        assertEquals(List.of(), missingDetails(Tiers.look(Mode.ALWAYS, SnapshotRequest.ports())));

        PortSnapshot purely = look(Mode.NEVER, SnapshotRequest.detailed());
        List<Diagnostic> missing = missingDetails(purely);
        assertEquals(1, missing.size());
        assertEquals(purely.ports().size(), missing.get(0).count());
        assertEquals(List.of(), missingDetails(look(Mode.NEVER, SnapshotRequest.standard())), "not requested");
    }

    @Test
    void aProcOfAnotherMachineIsReadWithoutQueryingThisKernel(@TempDir Path root) throws IOException {
        ProcTree.unpack("linux-4.1-syn-recv", root);
        PortSnapshot snapshot =
                Tiers.look(Mode.ALWAYS, SnapshotRequest.detailed().withProcRoot(root));

        assertEquals(
                List.of(80, 443),
                snapshot.ports().stream().map(ListeningPort::port).toList());
        assertTrue(
                snapshot.ports().stream()
                        .allMatch(port -> port.socket().cookie().isEmpty()),
                snapshot::toString);
    }

    private static PortSnapshot look(Mode mode, SnapshotRequest request) {
        return Tiers.look(
                mode, request.withPorts(LABS.stream().mapToInt(Lab::port).toArray()));
    }

    private static PortSnapshot at(Mode mode, Lab lab) {
        return Tiers.look(mode, SnapshotRequest.detailed().withPorts(lab.port()));
    }

    private static ListeningPort natively(Lab lab) {
        List<ListeningPort> ports = at(Mode.ALWAYS, lab).ports();
        assertEquals(1, ports.size(), ports::toString);
        assertEquals(lab == udp || lab == udpV6 ? UDP : TCP, ports.get(0).protocol());
        return ports.get(0);
    }

    private static List<Diagnostic> missingDetails(PortSnapshot snapshot) {
        return snapshot.diagnostics().stream()
                .filter(each -> each.kind() == Kind.DETAIL_MISSING)
                .toList();
    }

    @Test
    void leavesTheLibraryOfOtherUsersOfJnaAsItIs() {
        ChildJvm jvm = ChildJvm.withClasses(
                ListeningPorts.class, LinuxListeningPortProvider.class, LibCFixture.class, NativeLibrary.class);
        if (Runtime.version().feature() >= 24) {
            jvm = jvm.with("--enable-native-access=ALL-UNNAMED");
        }
        assertEquals(List.of("true"), jvm.run(LibCFixture.class.getName()).lines());
    }
}
