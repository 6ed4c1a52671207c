package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static io.github.listeningports.Samples.process;
import static io.github.listeningports.Samples.sixBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.lab.Machine;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningPortTest {

    private static final String MAPPED_LOOPBACK = "00000000000000000000ffff7f000001";
    private static final String LINK_LOCAL = "fe800000000000000000000000000001";

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3})
    void anIpv4MappedAddressBecomesTheIpv4AddressItMeans(int scopeOfTheObject) {
        Inet6Address mapped = sixBytes(MAPPED_LOOPBACK, scopeOfTheObject);
        ListeningPort port = ListeningPort.builder(Protocol.TCP, mapped, 80).build();
        assertInstanceOf(Inet4Address.class, port.address());
        assertEquals(address("127.0.0.1"), port.address());
        assertEquals(address("127.0.0.1"), port.id().address());
        assertEquals(AddressFamily.IPV6, port.socket().family());
        assertEquals(Reach.LOOPBACK, port.reach());
        assertEquals("127.0.0.1", port.addressText());
    }

    @Test
    void theConstructorNormalisesAsTheBuilderDoes() {
        ListeningPort built =
                ListeningPort.builder(Protocol.UDP, address("127.0.0.1"), 53).build();
        ListeningPort made = new ListeningPort(
                built.id(),
                Protocol.UDP,
                sixBytes(MAPPED_LOOPBACK, -1),
                OptionalInt.empty(),
                53,
                List.of(),
                built.firewall(),
                built.socket());
        assertEquals(built, made);
    }

    @Test
    void theScopeIsInTheComponentTheAddressAndTheText() {
        ListeningPort port = ListeningPort.builder(Protocol.UDP, sixBytes(LINK_LOCAL, -1), 546)
                .scopeId(2)
                .build();
        assertEquals(OptionalInt.of(2), port.scopeId());
        assertEquals(2, assertInstanceOf(Inet6Address.class, port.address()).getScopeId());
        assertEquals("fe80::1%2", port.addressText());
        assertEquals("udp [fe80::1%2]:546 ?", port.toString());
    }

    @Test
    void aScopeOfZeroIsNone() {
        ListeningPort port = ListeningPort.builder(Protocol.UDP, sixBytes(LINK_LOCAL, 0), 546)
                .scopeId(0)
                .build();
        assertEquals(OptionalInt.empty(), port.scopeId());
        assertEquals("fe80::1", port.addressText());
    }

    @Test
    void theSameAddressOnTwoLinksIsTwoListeners() {
        ListeningPort.Builder builder = ListeningPort.builder(Protocol.UDP, sixBytes(LINK_LOCAL, -1), 546);
        ListenerId one = builder.scopeId(1).build().id();
        ListenerId two = builder.scopeId(2).build().id();
        assertEquals(one.address(), two.address());
        assertFalse(one.equals(two));
    }

    /** /proc lacks the scope of some sockets (Linux): a watch that began to use sock_diag would report them as closed and opened. */
    @Test
    void aSocketWithAnInodeIsTheSameWhetherItsScopeIsKnown() {
        ListeningPort.Builder builder = ListeningPort.builder(Protocol.TCP, sixBytes(LINK_LOCAL, -1), 546)
                .socket(SocketDetails.builder(AddressFamily.IPV6).inode(81_923).build());
        ListeningPort known = builder.scopeId(3).build();
        ListeningPort unknown = builder.scopeId(0).build();
        assertEquals(OptionalInt.of(3), known.scopeId());
        assertEquals(OptionalInt.empty(), unknown.scopeId());
        assertEquals(known.id(), unknown.id());
        assertFalse(known.id()
                .equals(builder.socket(SocketDetails.builder(AddressFamily.IPV6)
                                .inode(81_924)
                                .build())
                        .build()
                        .id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.0.2.7", "::1", "2001:db8::7"})
    void noAddressCarriesAHostName(String numeric) throws UnknownHostException {
        InetAddress named =
                InetAddress.getByAddress("named.example", address(numeric).getAddress());
        ListeningPort port = ListeningPort.builder(Protocol.TCP, named, 80).build();
        // InetAddress prints "name/number"; only this shows the absence of a name without a lookup.
        assertEquals('/', port.address().toString().charAt(0));
        assertEquals('/', port.id().address().toString().charAt(0));
        assertEquals(address(numeric), port.address());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536, -1})
    void aNumberThatIsNoPortIsRefused(int number) {
        ListeningPort.Builder builder = ListeningPort.builder(Protocol.TCP, address("::"), number);
        assertEquals(
                "a port is a number from 1 to 65535, not " + number,
                Thrown.message(IllegalArgumentException.class, builder::build));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,        LOOPBACK",
        "127.255.255.254,  LOOPBACK",
        "::1,              LOOPBACK",
        "169.254.7.7,      LINK_LOCAL",
        "fe80::1,          LINK_LOCAL",
        "febf::1,          LINK_LOCAL",
        "224.0.0.251,      MULTICAST",
        "239.255.255.250,  MULTICAST",
        "ff02::fb,         MULTICAST",
        "192.0.2.7,        ONE_ADDRESS",
        "10.0.0.1,         ONE_ADDRESS",
        "128.0.0.1,        ONE_ADDRESS",
        "2001:db8::7,      ONE_ADDRESS",
        "fec0::1,          ONE_ADDRESS",
        "fd00::1,          ONE_ADDRESS",
        "::2,              ONE_ADDRESS",
        "0.0.0.0,          ALL_ADDRESSES",
        "::,               ALL_ADDRESSES"
    })
    void reachFollowsFromTheAddress(String numeric, Reach reach) {
        ListeningPort port =
                ListeningPort.builder(Protocol.TCP, address(numeric), 80).build();
        assertEquals(reach, port.reach());
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,   lo,   LOOPBACK",
        "::,        lo,   LOOPBACK",
        "10.0.0.1,  lo,   LOOPBACK",
        "224.0.0.1, lo,   LOOPBACK",
        "127.0.0.1, eth0, LOOPBACK",
        "0.0.0.0,   eth0, ONE_INTERFACE",
        "::,        eth0, ONE_INTERFACE",
        "10.0.0.1,  eth0, ONE_ADDRESS",
        "fe80::1,   eth0, LINK_LOCAL",
        "224.0.0.1, eth0, MULTICAST"
    })
    void reachCountsTheInterfaceThatASocketIsBoundTo(String numeric, String name, Reach reach) {
        InetAddress address = address(numeric);
        AddressFamily family = address instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4;
        ListeningPort port = ListeningPort.builder(Protocol.TCP, address, 80)
                .socket(SocketDetails.builder(family).boundInterface(name).build())
                .build();
        assertEquals(reach, port.reach());
        assertEquals(
                reach == Reach.LOOPBACK ? FirewallVerdict.NOT_EXPOSED : FirewallVerdict.UNKNOWN,
                port.firewall().verdict());
    }

    @Test
    void withoutAFirewallsAnswerOnlyLoopbackIsKnown() {
        assertEquals(
                new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback"),
                ListeningPort.builder(Protocol.TCP, address("::1"), 80).build().firewall());
        assertEquals(
                new FirewallStatus(
                        FirewallVerdict.UNKNOWN,
                        "not examined: not requested (SnapshotRequest.standard() does), or not supported by this provider"),
                ListeningPort.builder(Protocol.TCP, address("::"), 80).build().firewall());
    }

    @Test
    void anUnknownFirewallHasItsReasonUnlessTheListenerIsOnLoopback() {
        assertEquals(
                FirewallStatus.LOOPBACK,
                ListeningPort.builder(Protocol.TCP, sixBytes(MAPPED_LOOPBACK, -1), 80)
                        .firewallUnknown("no rights")
                        .build()
                        .firewall());
        assertEquals(
                new FirewallStatus(FirewallVerdict.UNKNOWN, "no rights"),
                ListeningPort.builder(Protocol.TCP, address("::"), 80)
                        .firewall(FirewallStatus.LOOPBACK)
                        .firewallUnknown("no rights")
                        .build()
                        .firewall());
    }

    @Test
    void theFirewallsAnswerIsKept() {
        FirewallStatus blocked = new FirewallStatus(FirewallVerdict.BLOCKED, "table inet filter, chain input, rule 7");
        assertEquals(
                blocked,
                ListeningPort.builder(Protocol.TCP, address("::"), 80)
                        .firewall(blocked)
                        .build()
                        .firewall());
    }

    @Test
    void withoutDetailsTheFamilyIsThatOfTheAddress() {
        assertEquals(AddressFamily.IPV4, familyOf("0.0.0.0"));
        assertEquals(AddressFamily.IPV6, familyOf("::"));
    }

    @Test
    void ownersAreCopied() {
        List<ProcessInfo> owners = new ArrayList<>(List.of(process(7, "nginx"), process(9, "nginx")));
        ListeningPort port = ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .owners(owners)
                .build();
        owners.clear();
        assertEquals(List.of(process(7, "nginx"), process(9, "nginx")), port.owners());
        assertEquals(Optional.of(process(7, "nginx")), port.process());
        assertThrows(UnsupportedOperationException.class, () -> port.owners().remove(0));
    }

    @Test
    void theLongestRunningOwnerIsFirst() {
        ProcessInfo old = owner(900, 1, 10);
        ProcessInfo young = owner(20, 1, 30);
        ProcessInfo undated = ProcessInfo.builder(3).build();
        assertEquals(List.of(old, young, undated), sorted(undated, young, old));
    }

    @Test
    void aParentIsBeforeAChildThatStartedInTheSameTick() {
        ProcessInfo parent = owner(32_000, 1, 10);
        ProcessInfo child = owner(20, 32_000, 10);
        assertEquals(List.of(parent, child), sorted(child, parent));
    }

    @Test
    void otherwiseTheSmallerPidIsFirst() {
        assertEquals(List.of(owner(7, 1, 10), owner(9, 1, 10)), sorted(owner(9, 1, 10), owner(7, 1, 10)));
    }

    /** A prefork server can have thousands; comparing each with each would not end in time. */
    @Test
    @Timeout(value = Machine.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyOwnersAreSortedAndComparedInLinearTime() {
        List<ProcessInfo> workers = LongStream.rangeClosed(1, 300_000)
                .mapToObj(pid -> owner(pid, 1, 10))
                .toList();
        ProcessInfo manager =
                ProcessInfo.builder(300_001).services(List.of("init.scope")).build();
        ProcessInfo service = ProcessInfo.builder(300_002)
                .parentPid(300_001)
                .services(List.of("web.service"))
                .startedAt(Instant.MAX)
                .build();
        List<ProcessInfo> sorted = sorted(
                Stream.concat(Stream.of(manager, service), workers.stream()).toArray(ProcessInfo[]::new));
        assertEquals(workers, sorted.subList(0, 300_000));
        assertEquals(List.of(service, manager), sorted.subList(300_000, 300_002));

        ListeningPort port = Samples.tcp("::", 80, 1, workers.toArray(ProcessInfo[]::new));
        assertEquals("tcp [::]:80 ? (1) and 299999 more", port.toString());
        assertEquals(List.of(), Samples.snapshot(port).changesSince(Samples.snapshot(port)));
    }

    @Test
    void withoutOwnersThereIsNoProcess() {
        assertEquals(Optional.empty(), Samples.tcp("0.0.0.0", 80, 1).process());
    }

    @Test
    void printsAsOneLine() {
        assertEquals("tcp 0.0.0.0:80 ?", Samples.tcp("0.0.0.0", 80, 1).toString());
        assertEquals(
                "tcp 127.0.0.1:5432 postgres (812)",
                Samples.tcp("127.0.0.1", 5432, 1, process(812, "postgres")).toString());
        assertEquals(
                "tcp [::]:443 nginx (7) and 2 more",
                Samples.tcp("::", 443, 1, process(7, "nginx"), process(8, "nginx"), process(9, "nginx"))
                        .toString());
    }

    @Test
    void theIdHasTheNamespaceTheAddressAndTheInode() {
        SocketDetails socket = details()
                .inode(11)
                .networkNamespace(new NetworkNamespace(4, Optional.of("net:[9]"), true))
                .build();
        assertEquals(
                new ListenerId(
                        Protocol.UDP,
                        OptionalLong.of(4),
                        address("fe80::1"),
                        OptionalInt.empty(),
                        546,
                        OptionalLong.of(11)),
                ListeningPort.builder(Protocol.UDP, address("fe80::1"), 546)
                        .scopeId(2)
                        .socket(socket)
                        .build()
                        .id());
    }

    @Test
    void theInstanceIsTheInodeOrElseTheCookieOrElseTheCreationTime() {
        Instant created = Instant.ofEpochMilli(33);
        assertEquals(OptionalLong.empty(), instanceOf(details()));
        assertEquals(OptionalLong.of(33), instanceOf(details().createdAt(created)));
        assertEquals(
                OptionalLong.of(22), instanceOf(details().createdAt(created).cookie(22)));
        assertEquals(
                OptionalLong.of(11),
                instanceOf(details().createdAt(created).cookie(22).inode(11)));
        assertEquals(OptionalLong.of(22), instanceOf(details().cookie(22).inode(0)));
    }

    @Test
    void anInstanceThatIsSetComesFirst() {
        assertEquals(
                OptionalLong.of(44),
                ListeningPort.builder(Protocol.TCP, address("::"), 80)
                        .instance(44)
                        .socket(details().inode(11).build())
                        .build()
                        .id()
                        .instance());
    }

    private static SocketDetails.Builder details() {
        return SocketDetails.builder(AddressFamily.IPV6);
    }

    private static OptionalLong instanceOf(SocketDetails.Builder details) {
        return ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .socket(details.build())
                .build()
                .id()
                .instance();
    }

    private static ProcessInfo owner(long pid, long parent, long startedAtSecond) {
        return ProcessInfo.builder(pid)
                .parentPid(parent)
                .startedAt(Instant.ofEpochSecond(startedAtSecond))
                .build();
    }

    private static List<ProcessInfo> sorted(ProcessInfo... owners) {
        return ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .owners(List.of(owners))
                .build()
                .owners();
    }

    private static AddressFamily familyOf(String numeric) {
        return ListeningPort.builder(Protocol.TCP, address(numeric), 80)
                .build()
                .socket()
                .family();
    }
}
