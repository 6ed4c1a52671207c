package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRanges;
import io.github.listeningports.Ancestor;
import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.Starter;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PortJsonTest {

    static Stream<PortJson> libraries() {
        return Stream.of(new Jackson2(), new Jackson3(), new WithGson());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void isReadAsItWasWritten(PortJson json) throws Exception {
        PortSnapshot snapshot = new PortSnapshot(
                Instant.parse("2026-01-02T03:04:05.678901234Z"),
                List.of(
                        everything(),
                        ListeningPort.builder(Protocol.UDP, InetAddress.getByName("::"), 68)
                                .build()),
                List.of(new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/*/fd", "not \"visible\"", 2)));

        PortSnapshot read = json.read(json.write(snapshot));

        assertEquals(snapshot, read);
        assertEquals(snapshot.toString(), read.toString());
        assertEquals(json.write(snapshot), json.write(read));
    }

    /** A component that is added to a record is to be added to {@link #everything()} too. */
    @Test
    void everythingIsPresent() throws Exception {
        assertPresent("port", everything());
    }

    private static void assertPresent(String path, Object value) throws ReflectiveOperationException {
        if (value instanceof Optional<?> optional) {
            assertPresent(path, optional.orElseThrow(() -> new AssertionError(path)));
        } else if (value instanceof OptionalInt optional) {
            optional.orElseThrow(() -> new AssertionError(path));
        } else if (value instanceof OptionalLong optional) {
            optional.orElseThrow(() -> new AssertionError(path));
        } else if (value instanceof Collection<?> collection) {
            assertPresent(path, collection.stream().findFirst().orElseThrow(() -> new AssertionError(path)));
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                assertPresent(
                        path + "." + component.getName(),
                        component.getAccessor().invoke(value));
            }
        }
    }

    private static ListeningPort everything() throws UnknownHostException {
        ProcessInfo owner = ProcessInfo.builder(977)
                .parentPid(1)
                .name("java")
                .executable("/usr/bin/java")
                .program(new Program(Program.Kind.JAVA, "orders.jar"))
                .user(new ProcessUser("1000", Optional.of("jane")))
                .startedAt(Instant.ofEpochSecond(5, 10_000_000))
                .startKey("0:500")
                .services(List.of("orders.service"))
                .containerId("c0")
                .commandLine(List.of("java", "-jar", "orders.jar"))
                .startedBy(new Starter(Starter.Kind.SYSTEMD_UNIT, "orders.service"))
                .ancestors(List.of(new Ancestor(
                        1,
                        Optional.of("sh"),
                        Optional.of(new Program(Program.Kind.SHELL, "start.sh")),
                        Optional.of(Instant.ofEpochSecond(1)))))
                .workingDirectory("/srv/orders")
                .container(new ContainerInfo("c0", Optional.of("orders"), Optional.of("orders:7")))
                .build();
        SocketDetails socket = SocketDetails.builder(AddressFamily.IPV6)
                .inode(7)
                .cookie(-1)
                .uid(1000)
                .acceptQueue(1)
                .backlog(50)
                .drops(2)
                .connections(3)
                .acceptsIpv4(false)
                .boundInterface("eth0")
                .multipath(true)
                .networkNamespace(new NetworkNamespace(9, Optional.of("blue"), false))
                .createdAt(Instant.ofEpochSecond(6))
                .build();
        return ListeningPort.builder(Protocol.TCP, InetAddress.getByName("fe80::1"), 8080)
                .scopeId(2)
                .instance(7)
                .owners(List.of(owner))
                .firewall(FirewallStatus.builder(FirewallVerdict.RESTRICTED, "by rule 3")
                        .outcomes(List.of(outcome()))
                        .build())
                .socket(socket)
                .build();
    }

    private static FirewallOutcome outcome() throws UnknownHostException {
        AddressRanges.Builder sources = AddressRanges.builder(AddressFamily.IPV6);
        for (int i = 0; i < 100; i++) {
            sources.add(0x2001_0db8_0000_0000L, 2 * i, 0x2001_0db8_0000_0000L, 2 * i);
        }
        FirewallDestination destination =
                new FirewallDestination(Optional.of(InetAddress.getByName("2001:db8::1")), OptionalInt.of(80));
        return FirewallOutcome.builder(AddressFamily.IPV6, FirewallOutcome.Fate.REDIRECTED)
                .sources(sources.build())
                .allOthers(true)
                .interfaces(List.of("eth0"))
                .rule("table inet filter, chain input, rule handle 7")
                .ruleText("tcp dport 22 accept")
                .condition(new FirewallCondition(FirewallCondition.Kind.values()[0], "2/s"))
                .redirectedTo(destination)
                .sentTo(destination)
                .build();
    }
}
