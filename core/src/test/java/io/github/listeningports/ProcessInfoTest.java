package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessInfoTest {

    private static final ProcessUser USER = new ProcessUser("70", Optional.of("postgres"));

    private static final Program PROGRAM = new Program(Program.Kind.JAVA, "orders.jar");

    private static final Starter UNIT = new Starter(Starter.Kind.SYSTEMD_UNIT, "postgresql.service");

    private static final Ancestor INIT =
            new Ancestor(1, Optional.of("systemd"), Optional.empty(), Optional.of(Samples.STARTED));

    private static final ContainerInfo CONTAINER =
            new ContainerInfo("c0ffee", Optional.of("orders-db"), Optional.of("postgres:16"));

    @Test
    void everySetterLandsInItsOwnComponent() {
        assertEquals(
                new ProcessInfo(
                        812,
                        OptionalLong.of(1),
                        Optional.of("postgres"),
                        Optional.of("/usr/bin/postgres"),
                        Optional.of(PROGRAM),
                        Optional.of(USER),
                        Optional.of(Samples.STARTED),
                        Optional.of("812-4711"),
                        List.of("postgresql.service"),
                        Optional.of("c0ffee"),
                        Optional.of(List.of("postgres", "-D", "/data")),
                        true,
                        Optional.of(UNIT),
                        List.of(INIT),
                        Optional.of("/data"),
                        Optional.of(CONTAINER)),
                full().program(PROGRAM).build());
    }

    @Test
    void whatIsNotSetIsAbsent() {
        assertEquals(
                new ProcessInfo(
                        812,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                ProcessInfo.builder(812).build());
    }

    @Test
    void aCopyIsEqualUntilItIsChanged() {
        ProcessInfo process = full().program(PROGRAM).build();
        assertEquals(process, process.toBuilder().build());
        assertEquals(
                ProcessInfo.builder(7).build(),
                ProcessInfo.builder(7).build().toBuilder().build());
        assertEquals(
                "/else",
                process.toBuilder()
                        .workingDirectory("/else")
                        .build()
                        .workingDirectory()
                        .orElseThrow());
    }

    @Test
    void theContainerIsThatOfItsIdUnlessAnotherIsNamed() {
        assertEquals(
                Optional.of(ContainerInfo.of("web")),
                ProcessInfo.builder(7).containerId("web").build().container());
        assertEquals(Optional.empty(), ProcessInfo.builder(7).build().container());
        ProcessInfo proxy = ProcessInfo.builder(7).container(CONTAINER).build();
        assertEquals(Optional.of(CONTAINER), proxy.container());
        assertEquals(Optional.empty(), proxy.containerId(), "it runs outside");
    }

    @Test
    void whyItIsThereReadsWell() {
        assertEquals("systemd unit postgresql.service", UNIT.toString());
        assertEquals("job of cron.service", new Starter(Starter.Kind.CRON, "cron.service").toString());
        assertEquals("login session 4", new Starter(Starter.Kind.LOGIN_SESSION, "4").toString());
        assertEquals("Windows service a\\nb", new Starter(Starter.Kind.WINDOWS_SERVICE, "a\nb").toString());
        assertEquals("systemd (1)", INIT.toString());
        assertEquals(
                "orders.jar (java 7)",
                new Ancestor(7, Optional.of("java"), Optional.of(PROGRAM), Optional.empty()).toString());
        assertEquals("? (7)", new Ancestor(7, Optional.empty(), Optional.empty(), Optional.empty()).toString());
        assertEquals("orders-db (postgres:16)", CONTAINER.toString());
        assertEquals("c0ffee", ContainerInfo.of("c0ffee").toString());
        assertEquals(
                "0123456789ab", ContainerInfo.of("0123456789abcdef".repeat(4)).toString());
        assertEquals(
                "what started a process needs a name",
                Thrown.message(IllegalArgumentException.class, () -> new Starter(Starter.Kind.SYSTEMD_UNIT, " ")));
        assertEquals(
                "a container needs an id", Thrown.message(IllegalArgumentException.class, () -> ContainerInfo.of("")));
    }

    @Test
    void listsAreCopiedAndCannotBeChanged() {
        List<String> services = new ArrayList<>(List.of("a.service"));
        List<String> commandLine = new ArrayList<>(List.of("a", "b"));
        ProcessInfo process = ProcessInfo.builder(7)
                .services(services)
                .commandLine(commandLine)
                .build();
        services.clear();
        commandLine.clear();
        assertEquals(List.of("a.service"), process.services());
        assertEquals(Optional.of(List.of("a", "b")), process.commandLine());
        assertThrows(
                UnsupportedOperationException.class, () -> process.services().remove(0));
        assertThrows(
                UnsupportedOperationException.class,
                () -> process.commandLine().orElseThrow().remove(0));
    }

    @Test
    void aNegativePidIsRefusedButZeroIsAProcessOnSomeSystems() {
        ProcessInfo.Builder builder = ProcessInfo.builder(-1);
        assertEquals(
                "pid must not be negative, but is -1", Thrown.message(IllegalArgumentException.class, builder::build));
        assertEquals("? (0)", ProcessInfo.builder(0).build().toString());
    }

    @Test
    void printsItsNameAndPidAndNeverItsCommandLine() {
        assertEquals("postgres (812)", full().build().toString());
        assertEquals("postgres", full().build().displayName());
        assertEquals("? (812)", ProcessInfo.builder(812).build().toString());
        assertEquals("?", ProcessInfo.builder(812).build().displayName());
    }

    @Test
    void isShownAsTheProgramThatAnInterpreterRunsAndSafelySo() {
        ProcessInfo process = full().name("java").program(PROGRAM).build();
        assertEquals("orders.jar (java 812)", process.toString());
        assertEquals("java", process.displayName());
        assertEquals("orders.jar (java)", PROGRAM.toString());

        Program hostile = new Program(Program.Kind.SHELL, "a\nb\u001b[2J");
        assertEquals("a\\nb\\u001b[2J (shell)", hostile.toString());
        assertEquals(
                "a\\nb\\u001b[2J (shell 812)", full().program(hostile).build().toString());
        assertEquals(
                "a program needs a name",
                Thrown.message(IllegalArgumentException.class, () -> new Program(Program.Kind.NODE, " ")));
    }

    @Test
    void aHandleIsGivenOnlyForSurelyTheSameProcess() {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElseThrow();
        ProcessInfo.Builder known = ProcessInfo.builder(self.pid()).startedAt(start);

        assertEquals(Optional.of(self), known.ownPidNamespace(true).build().handle());
        assertEquals(
                Optional.of(self), known.startedAt(start.plusMillis(10)).build().handle(), "other resolution");
        assertEquals(
                Optional.empty(), known.startedAt(start.plusMillis(20)).build().handle(), "the pid was reused");
        assertEquals(
                Optional.empty(), known.startedAt(start.minusMillis(20)).build().handle(), "the pid was reused");
        assertEquals(
                Optional.empty(),
                known.startedAt(start).ownPidNamespace(false).build().handle(),
                "the pid may be of another namespace");
        assertEquals(
                Optional.empty(),
                ProcessInfo.builder(self.pid()).ownPidNamespace(true).build().handle(),
                "when it started is unknown");
        assertEquals(
                Optional.empty(),
                ProcessInfo.builder(1L << 40)
                        .startedAt(start)
                        .ownPidNamespace(true)
                        .build()
                        .handle(),
                "no such process");
    }

    @Test
    void aProcessIsTheSameWhilePidAndStartTimeAre() {
        assertTrue(full().build().isSameProcessAs(Samples.process(812, "renamed")));
        assertFalse(full().build().isSameProcessAs(Samples.process(813, "postgres")));
        assertFalse(full().build()
                .isSameProcessAs(ProcessInfo.builder(812)
                        .startedAt(Samples.STARTED.plusMillis(10))
                        .build()));
    }

    @Test
    void theOtherRecordsReadWellToo() {
        assertEquals("postgres", USER.toString());
        assertEquals("70", new ProcessUser("70", Optional.empty()).toString());
        assertEquals(
                "net:[4026531840] (own)", new NetworkNamespace(9, Optional.of("net:[4026531840]"), true).toString());
        assertEquals("namespace 9", new NetworkNamespace(9, Optional.empty(), false).toString());
        assertEquals("ALLOWED (no rule)", new FirewallStatus(FirewallVerdict.ALLOWED, "no rule").toString());
        assertEquals("tcp", Protocol.TCP.toString());
        assertEquals("udp", Protocol.UDP.toString());
    }

    @Test
    void anIdReadsWell() {
        ListeningPort port = ListeningPort.builder(Protocol.TCP, Samples.address("::1"), 5432)
                .socket(SocketDetails.builder(AddressFamily.IPV6)
                        .inode(7)
                        .networkNamespace(new NetworkNamespace(9, Optional.empty(), true))
                        .build())
                .build();
        assertEquals("tcp [::1]:5432 #7 @9", port.id().toString());
        assertEquals(
                "udp 0.0.0.0:53",
                ListeningPort.builder(Protocol.UDP, Samples.address("0.0.0.0"), 53)
                        .build()
                        .id()
                        .toString());
    }

    @Test
    void aDiagnosticNeedsAMessageAndACount() {
        Diagnostic one = new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/7/fd", "not permitted; run as root");
        assertEquals(1, one.count());
        assertEquals("OWNER_HIDDEN /proc/7/fd: not permitted; run as root", one.toString());
        assertEquals(
                "a diagnostic needs a message",
                Thrown.message(
                        IllegalArgumentException.class,
                        () -> new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/7/fd", " ")));
        assertEquals(
                "count must be at least 1, not 0",
                Thrown.message(
                        IllegalArgumentException.class,
                        () -> new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/7/fd", "no", 0)));
    }

    private static ProcessInfo.Builder full() {
        return ProcessInfo.builder(812)
                .parentPid(1)
                .name("postgres")
                .executable("/usr/bin/postgres")
                .user(USER)
                .startedAt(Samples.STARTED)
                .startKey("812-4711")
                .services(List.of("postgresql.service"))
                .containerId("c0ffee")
                .commandLine(List.of("postgres", "-D", "/data"))
                .ownPidNamespace(true)
                .startedBy(UNIT)
                .ancestors(List.of(INIT))
                .workingDirectory("/data")
                .container(CONTAINER);
    }
}
