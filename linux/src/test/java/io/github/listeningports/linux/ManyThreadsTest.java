package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 64 threads look at once, and are interrupted all the time: each sees all, keeps its interrupt, and nothing is left open. */
class ManyThreadsTest {

    private static final int THREADS = 64;
    private static final int LOOKS = 2;

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void eachWithASourceOfItsOwn(Mode mode) throws Exception {
        SnapshotRequest request = request(mode);
        try (Lab lab = Lab.hold("fork=2")) {
            assertAllSee(lab, () -> {
                try (ListeningPortSource source = ListeningPorts.open(new FixedProvider(mode), request)) {
                    return source.snapshot();
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void allWithOneSource(Mode mode) throws Exception {
        try (Lab lab = Lab.hold("fork=2");
                ListeningPortSource source = ListeningPorts.open(new FixedProvider(mode), request(mode))) {
            assertAllSee(lab, source::snapshot);
        }
    }

    private static SnapshotRequest request(Mode mode) {
        return (mode == Mode.ALWAYS ? SnapshotRequest.standard() : SnapshotRequest.owners()).withCommandLines();
    }

    private static void assertAllSee(Lab lab, Supplier<PortSnapshot> look) throws Exception {
        assertTrue(look.get().isComplete(), "loads classes and libraries");
        awaitEndOfThreads();
        long before = openDescriptors();
        Queue<String> mistakes = new ConcurrentLinkedQueue<>();
        CountDownLatch started = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    started.countDown();
                    while (started.getCount() > 0) {
                        Thread.onSpinWait(); // a wait would end by an interrupt
                    }
                    for (int j = 0; j < LOOKS; j++) {
                        look(lab, look, mistakes);
                    }
                } catch (RuntimeException | Error e) {
                    mistakes.add(e.toString());
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread each : threads) {
            while (each.isAlive()) {
                threads.forEach(Thread::interrupt);
                each.join(1);
            }
        }
        assertEquals(List.of(), List.copyOf(mistakes));
        awaitEndOfThreads();
        long after = openDescriptors(); // fewer if one of an earlier test was collected meanwhile
        assertTrue(after <= before, () -> before + " descriptors before, " + after + " after");
    }

    private static void look(Lab lab, Supplier<PortSnapshot> look, Queue<String> mistakes) {
        Thread.currentThread().interrupt();
        PortSnapshot snapshot = look.get();
        if (!Thread.interrupted()) {
            mistakes.add("the interrupt is lost");
        }
        List<List<Long>> owners = snapshot.onPort(lab.port()).stream()
                .map(port -> Look.pids(port).stream().sorted().toList())
                .toList();
        if (!owners.equals(List.of(lab.pids().stream().sorted().toList()))) {
            mistakes.add(snapshot.toString());
        }
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Those that have nothing to do end within a second. */
    private static void awaitEndOfThreads() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Machine.PATIENCE_SECONDS);
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().startsWith("listening-ports"))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("a thread is left");
            }
            Thread.sleep(20);
        }
    }
}
