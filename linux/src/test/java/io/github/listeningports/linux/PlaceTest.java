package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Ancestor;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ancestors and the working directory of real processes. */
class PlaceTest {

    private static final SnapshotRequest REQUEST =
            SnapshotRequest.owners().withAncestors().withWorkingDirectories();

    @BeforeAll
    static void needsACompiler() {
        Machine.needs("gcc");
    }

    @Test
    void theAncestorsUpToInit(@TempDir Path directory) throws IOException {
        Path script = Files.writeString(directory.resolve("start.sh"), "\"$@\"; exit $?\n");
        try (Lab lab = Lab.start(List.of("sh", script.toString()), "hold")) {
            ProcessInfo owner = owner(Look.now(REQUEST), lab);

            List<Long> expected = Stream.iterate(
                            ProcessHandle.of(owner.pid()).flatMap(ProcessHandle::parent),
                            Optional::isPresent,
                            known -> known.flatMap(ProcessHandle::parent))
                    .map(known -> known.orElseThrow().pid())
                    .toList();
            assertEquals(expected, pids(owner));
            Ancestor shell = owner.ancestors().get(0);
            assertTrue(shell.toString().startsWith("start.sh (shell "), shell::toString);
            assertEquals(ProcessHandle.current().pid(), owner.ancestors().get(1).pid());
            assertEquals(1, owner.ancestors().get(expected.size() - 1).pid());
        }
    }

    /** An open source remembers owners, but not where they are. */
    @Test
    void aParentThatEndsIsFollowedByTheOneThatAdopts() {
        // Both shells and the lab wait for the end of the same input.
        String middle = "\"$@\" <&3 & wait";
        String outer = "exec 3<&0; sh -c '" + middle + "' sh \"$@\" & wait; cat <&3 >/dev/null";
        try (Lab lab = Lab.start(List.of("sh", "-c", outer, "sh"), "hold");
                ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), REQUEST)) {
            ProcessInfo before = owner(source.snapshot(), lab);
            long shell = pids(before).get(0);
            assertEquals(ProcessHandle.current().pid(), pids(before).get(2));

            ChildProcess.end(shell);

            ProcessInfo after = owner(source.snapshot(), lab);
            assertTrue(pids(after).stream().noneMatch(pid -> pid == shell), after::toString);
            assertEquals(pids(after).get(0), after.parentPid().orElseThrow());
            assertEquals(before.pid(), after.pid());
        }
    }

    @Test
    void theWorkingDirectoryAsItIsNow(@TempDir Path directory) throws IOException {
        Path gone = Files.createDirectory(directory.resolve("of a\u00e4"));
        List<String> prefix = List.of("sh", "-c", "cd \"$0\"; exec \"$@\"", gone.toString());
        try (Lab lab = Lab.start(prefix, "hold");
                ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), REQUEST)) {
            String path = gone.toRealPath().toString();
            assertEquals(Optional.of(path), owner(source.snapshot(), lab).workingDirectory());

            Files.delete(gone);

            assertEquals(
                    Optional.of(path + " (deleted)"),
                    owner(source.snapshot(), lab).workingDirectory());
        }
    }

    @Test
    void aProcessWhoseFirstThreadHasEndedIsSomewhereToo() {
        List<String> elsewhere = List.of("sh", "-c", "cd /usr; exec \"$@\"", "sh");
        try (Lab lab = HolderLab.start(elsewhere, "leaderless")) {
            ProcessInfo owner = owner(Look.now(REQUEST), lab);

            assertEquals(Optional.of("/usr"), owner.workingDirectory());
            assertEquals(ProcessHandle.current().pid(), owner.ancestors().get(0).pid());
        }
    }

    @Test
    void theAncestorsEndAtTheEdgeOfThePidNamespace() {
        Machine.needsRoot();
        List<String> inside =
                List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", "\"$@\"; exit", "sh");
        try (Lab lab = Lab.start(inside, "hold")) {
            ProcessInfo seen = owner(Look.now(REQUEST), lab.port());
            List<Long> outside = pids(seen);
            assertTrue(outside.contains(ProcessHandle.current().pid()), seen::toString);

            Path proc = Path.of("/proc", Long.toString(seen.pid()), "root", "proc");
            ProcessInfo there = owner(Look.now(REQUEST.withProcRoot(proc)), lab.port());
            assertEquals(List.of(1L), pids(there));
            assertEquals(lab.pids().get(0), there.pid());
        }
    }

    @Test
    void whatThereWasNoTimeForIsReported() {
        CountingClock clock = new CountingClock();
        try (Lab lab = Lab.hold()) {
            LinuxSource source = new LinuxSource(
                    REQUEST.withTimeout(CountingClock.TIMEOUT), ByteOrder.nativeOrder(), NativeTier.Mode.NEVER, clock);
            int placed = 0;
            int reported = 0;
            for (int looks = 1; placed == 0; looks++) {
                clock.allow(looks);
                PortSnapshot snapshot = source.snapshot();
                List<ProcessInfo> owners = snapshot.onPort(lab.port()).stream()
                        .flatMap(port -> port.owners().stream())
                        .toList();
                boolean missing = snapshot.diagnostics().stream().anyMatch(PlaceTest::isAboutPlaces);
                boolean whole =
                        owners.stream().anyMatch(owner -> !owner.ancestors().isEmpty())
                                && owners.get(0)
                                                .ancestors()
                                                .get(owners.get(0).ancestors().size() - 1)
                                                .pid()
                                        == 1;
                assertTrue(owners.isEmpty() || whole || missing, snapshot::toString);
                reported += missing ? 1 : 0;
                placed += whole && !clock.isOver() ? 1 : 0;
            }
            assertTrue(reported > 0);
        }
    }

    private static boolean isAboutPlaces(Diagnostic diagnostic) {
        return diagnostic.kind() == Diagnostic.Kind.DETAIL_MISSING
                && diagnostic.message().startsWith("the ancestors ")
                && diagnostic.message().endsWith(" read: the timeout of 5000 ms was over (withTimeout)");
    }

    private static ProcessInfo owner(PortSnapshot snapshot, Lab lab) {
        return owner(snapshot, lab.port());
    }

    private static ProcessInfo owner(PortSnapshot snapshot, int port) {
        return snapshot.onPort(port).get(0).owners().get(0);
    }

    private static List<Long> pids(ProcessInfo owner) {
        return owner.ancestors().stream().map(Ancestor::pid).toList();
    }
}
