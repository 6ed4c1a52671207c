package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A source leaves nothing behind in the program that uses it. */
interface FootprintContract {

    /** Long for a thread that only has to end, on a busy machine too; shorter than thread pools keep idle threads, which would be left behind. */
    int ENDING_SECONDS = 20;

    ListeningPortProvider provider();

    @Test
    default void noThreadIsLeftBehind() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        look(provider(), SnapshotRequest.detailed().withCommandLines());
        try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.standard())) {
            source.snapshot();
            source.snapshot();
        }
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> !before.contains(each))
                .toList();
        // At most one thread per process may wait for a firewall that does not answer. The JDK's process reaper waits
        // for child processes, those of the tests too, and stays for a minute.
        List<Thread> ending = left.stream()
                .filter(each -> !(each.isDaemon() && (isAboutTheFirewall(each) || isOfTheJdk(each))))
                .toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENDING_SECONDS);
        for (Thread each : ending) {
            TimeUnit.NANOSECONDS.timedJoin(each, deadline - System.nanoTime());
        }
        assertEquals(
                List.of(),
                ending.stream().filter(Thread::isAlive).map(Thread::getName).toList());
        assertTrue(left.stream().filter(FootprintContract::isAboutTheFirewall).count() <= 1, left::toString);
    }

    @Test
    default void nothingIsPrinted() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            System.setErr(capture);
            try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.detailed())) {
                source.snapshot();
                source.snapshot();
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    default void twoHundredSourcesLeaveNoDescriptorOpen() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            SnapshotRequest request = SnapshotRequest.standard().withPorts(socket.getLocalPort());
            // The first rounds load classes and libraries.
            for (int i = 0; i < 3; i++) {
                look(provider(), request);
            }
            OptionalLong before = openDescriptors();
            for (int i = 0; i < 200; i++) {
                only(look(provider(), request), socket.getLocalPort());
            }
            OptionalLong after = openDescriptors();
            assumeTrue(before.isPresent(), "this system does not count open descriptors");
            assertTrue(
                    after.orElseThrow() <= before.orElseThrow() + 10,
                    () -> before.orElseThrow() + " descriptors before, " + after.orElseThrow() + " after");
        }
    }

    private static OptionalLong openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getOpenFileDescriptorCount())
                : OptionalLong.empty();
    }

    private static boolean isOfTheJdk(Thread thread) {
        return thread.getName().startsWith("process reaper");
    }

    private static boolean isAboutTheFirewall(Thread thread) {
        return thread.getName().contains("firewall");
    }
}
