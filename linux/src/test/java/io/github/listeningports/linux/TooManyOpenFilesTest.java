package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program without free descriptors gets a diagnostic: nothing is silently wrong, or blamed on missing rights. */
class TooManyOpenFilesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6})
    void whatIsMissingIsReportedWithSoManyDescriptorsLeft(int left) throws IOException {
        Machine.needs("gcc");
        Machine.needs("prlimit");
        String self = Long.toString(ProcessHandle.current().pid());
        try (Lab lab = Lab.hold()) {
            // Once beforehand, so that all classes are loaded: that takes descriptors too.
            assertEquals(lab.pids(), Look.pids(Look.only(Protocol.TCP, lab.port())));
            LinuxSource source = new LinuxSource(
                    SnapshotRequest.owners(), ByteOrder.nativeOrder(), NativeTier.Mode.NEVER, System::nanoTime);
            String before = Machine.run("prlimit", "--pid", self, "--nofile", "--noheadings", "--raw", "-o", "SOFT")
                    .strip();
            Machine.run("prlimit", "--pid", self, "--nofile=1000:");
            String outcome;
            try {
                outcome = look(source, lab.port(), left);
            } finally {
                Machine.run("prlimit", "--pid", self, "--nofile=" + before + ":");
            }
            boolean right = outcome.equals(lab.pids().toString());
            assertTrue(right || outcome.contains("Too many open files"), outcome);
            assertTrue(right || left < 6, "with that many it can be done");
        }
    }

    /** The owners, or the diagnostic instead of them. */
    private static String look(LinuxSource source, int port, int left) throws IOException {
        Deque<FileInputStream> open = new ArrayDeque<>();
        try {
            while (open.size() < 1000) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            for (int i = 0; i < left; i++) {
                open.remove().close();
            }
        }
        try {
            PortSnapshot snapshot = source.snapshot();
            List<Long> owners = snapshot.onPort(port).stream()
                    .flatMap(each -> Look.pids(each).stream())
                    .toList();
            return owners.isEmpty() ? snapshot.diagnostics().toString() : owners.toString();
        } catch (ListeningPortsException e) {
            return String.valueOf(e.getMessage());
        } finally {
            for (FileInputStream each : open) {
                each.close();
            }
        }
    }
}
