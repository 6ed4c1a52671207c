package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.linux.processes.ProcessReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners of every kind: real processes. */
class RealOwnersTest {

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @Test
    void listsEveryOwnerOfAForkedSocketTheParentFirst() {
        try (Lab lab = Lab.hold("fork=4")) {
            List<Long> pids = Look.pids(Look.only(TCP, lab.port()));

            assertEquals(5, pids.size());
            assertEquals(Set.copyOf(lab.pids()), Set.copyOf(pids));
            assertEquals(
                    lab.pids().get(0),
                    pids.get(0),
                    "the parent, even if it started in the same tick and pids began anew after it");
        }
    }

    @Test
    void findsTheProcessThatASocketWasPassedTo() {
        try (Lab lab = Lab.hold("pass")) {
            ListeningPort port = Look.only(TCP, lab.port());

            assertEquals(lab.pids(), Look.pids(port));
            assertTrue(port.owners().get(0).parentPid().isPresent());
        }
    }

    @Test
    void describesTheProcess() throws IOException {
        try (Lab lab = Lab.hold()) {
            ProcessInfo process = owner(lab);

            assertEquals("lab", process.displayName());
            assertEquals(Optional.of(Lab.program().toRealPath().toString()), process.executable());
            assertEquals(OptionalLong.of(ProcessHandle.current().pid()), process.parentPid());
            assertEquals(
                    Machine.run("id", "-u").strip(),
                    process.user().orElseThrow().id());
            assertEquals(
                    Optional.of(Machine.run("id", "-un").strip()),
                    process.user().orElseThrow().name());
            Instant really = ProcessHandle.of(process.pid())
                    .orElseThrow()
                    .info()
                    .startInstant()
                    .orElseThrow();
            Duration off =
                    Duration.between(really, process.startedAt().orElseThrow()).abs();
            assertTrue(off.compareTo(Duration.ofSeconds(2)) < 0, () -> "off by " + off);
            assertEquals(Optional.empty(), process.commandLine(), "not requested");
        }
    }

    @Test
    void givesTheCommandLineOnlyOnRequest() {
        try (Lab lab = Lab.hold("addr=127.0.0.1", "comm=61")) {
            ListeningPort port = Look.now(
                            SnapshotRequest.owners().withPorts(lab.port()).withCommandLines())
                    .ports()
                    .get(0);

            assertEquals(
                    Optional.of(List.of(Lab.program().toString(), "hold", "addr=127.0.0.1", "comm=61")),
                    port.owners().get(0).commandLine());
        }
    }

    @Test
    void aNameMayHoldAnyByte() {
        assertName("61292062202863292031", "a) b (c) 1");
        assertName("610a5569643a0931", "a\nUid:\t1");
        assertName("611b5b33316d", "a\u001b[31m");
        assertName("ff61fe", "\ufffda\ufffd");
        assertName("c3a9", "\u00e9");
        assertName("29", ")");
    }

    private static void assertName(String hex, String expected) {
        try (Lab lab = Lab.hold("comm=" + hex)) {
            ProcessInfo process = owner(lab);

            assertEquals(Optional.of(expected), process.name());
            assertEquals(lab.pids().get(0), process.pid());
            assertEquals(
                    Machine.run("id", "-u").strip(),
                    process.user().orElseThrow().id(),
                    "not forged by a newline");
            assertTrue(process.displayName().chars().noneMatch(Character::isISOControl), process::displayName);
        }
    }

    @Test
    void aNameLongerThanTheKernelKeepsIsMadeWholeFromTheExecutable(@TempDir Path directory) throws IOException {
        Path program = copy(Lab.program(), directory.resolve("a-name-of-more-than-15-bytes"));
        try (Lab lab = Lab.start(program, List.of(), "hold")) {
            assertEquals(Optional.of("a-name-of-more-than-15-bytes"), owner(lab).name());
        }
    }

    @Test
    void aChosenNameOfFifteenBytesIsNotTakenForACutOne() {
        try (Lab lab = Lab.hold("comm=313233343536373839303132333435")) {
            assertEquals(Optional.of("123456789012345"), owner(lab).name());
        }
    }

    @Test
    void aRealJvmIsNamedByItsMainClassOrJar() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessInfo self = Look.only(TCP, socket.getLocalPort()).owners().get(0);

            assertEquals(Program.Kind.JAVA, self.program().orElseThrow().kind());
            assertEquals(
                    Optional.of(self.program().orElseThrow().displayName() + " (java " + self.pid() + ")"),
                    Optional.of(self.toString()));
            assertEquals(Optional.empty(), self.commandLine(), "not requested");
        }
    }

    @Test
    void hundredsOfWorkersAreOneLine() {
        try (Lab lab = Lab.hold("fork=400", "comm=7072652d666f726b")) {
            ListeningPort port = Look.only(TCP, lab.port());

            assertEquals(
                    lab.pids(),
                    Look.pids(port).stream()
                            .sorted(Comparator.comparing(lab.pids()::indexOf))
                            .toList());
            assertEquals(lab.pids().get(0), port.owners().get(0).pid());
            assertEquals(
                    "tcp 127.0.0.1:" + lab.port() + " pre-fork (" + lab.pids().get(0) + ") and 400 more",
                    port.toString());
        }
    }

    @Test
    void aScriptIsNamedAfterItsFile(@TempDir Path directory) throws IOException {
        Path script = directory.resolve("a-script-with-a-long-name.sh");
        Files.writeString(script, "#!/bin/sh\nread line\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = new ProcessBuilder(script.toString()).start();
        try {
            SnapshotRequest request = SnapshotRequest.owners();
            Optional<ObservedProcess> observed = new ProcessReader(request).read(awaitArguments(process, script));
            assertEquals(
                    Optional.of("a-script-with-a-long-name.sh"),
                    observed.flatMap(each -> each.info().name()));
        } finally {
            process.destroy();
        }
    }

    @Test
    void anExecutableThatWasDeletedIsStillNamed(@TempDir Path directory) throws IOException {
        Path program = copy(Lab.program(), directory.resolve("soon-to-be-deleted-program"));
        String path = program.toRealPath().toString();
        try (Lab lab = Lab.start(program, List.of(), "hold")) {
            Files.delete(program);
            ProcessInfo process = owner(lab);

            assertEquals(Optional.of("soon-to-be-deleted-program"), process.name());
            assertEquals(Optional.of(path + " (deleted)"), process.executable());
        }
    }

    @Test
    void findsOwnersInControlGroups() throws IOException {
        Machine.needsRoot();
        Optional<Path> hierarchy = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve("cgroup.controllers")) && Files.isWritable(path))
                .findFirst();
        Machine.needs(hierarchy.isPresent(), "a cgroup v2 hierarchy to write to");
        String container = "0123456789abcdef".repeat(4);
        Path unit = hierarchy
                .orElseThrow()
                .resolve("listening-ports-" + ProcessHandle.current().pid() + ".service");
        Path scope = unit.resolve("docker-" + container + ".scope");
        try {
            Files.createDirectories(scope);
            try (Lab lab = Lab.hold()) {
                Files.writeString(
                        unit.resolve("cgroup.procs"), Long.toString(lab.pids().get(0)));
                assertEquals(List.of(unit.getFileName().toString()), owner(lab).services());

                Files.writeString(
                        scope.resolve("cgroup.procs"), Long.toString(lab.pids().get(0)));
                assertEquals(Optional.of(container), owner(lab).containerId());
            }
        } finally {
            Files.deleteIfExists(scope);
            Files.deleteIfExists(unit);
        }
    }

    private static ProcessInfo owner(Lab lab) {
        return Look.only(TCP, lab.port()).process().orElseThrow();
    }

    private static Path copy(Path program, Path to) throws IOException {
        Files.copy(program, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        return to;
    }

    /** The child of ProcessBuilder becomes the program step by step: it has its name (fs/exec.c begin_new_exec) before its arguments (fs/binfmt_elf.c create_elf_tables). */
    private static long awaitArguments(Process process, Path last) throws IOException {
        Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        while (!Files.readString(line).endsWith(last + "\0")) {
            Thread.onSpinWait();
        }
        return process.pid();
    }
}
