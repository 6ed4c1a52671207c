package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link SnapshotRequest#withParallelism}: the same as by one thread, whoever helps. */
@Timeout(Machine.PATIENCE_SECONDS)
class ParallelOwnersTest {

    private static final int LISTENERS = 40;
    private static final SnapshotRequest OWNERS = SnapshotRequest.owners();

    private static Lab load;

    /** Small processes, and one with 1,200 descriptors. */
    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
        load = Lab.start(List.of(), "swarm", "120", "30", Integer.toString(LISTENERS), "600");
    }

    @AfterAll
    static void close() {
        if (load != null) {
            load.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void resultAndOrderAreThoseOfOneThread(Mode mode) {
        needs(mode);
        List<ListeningPort> expected = ofLoad(Tiers.look(mode, OWNERS));
        assertEquals(LISTENERS, expected.size());
        assertTrue(expected.stream().allMatch(port -> port.owners().size() == 1));
        for (int threads : List.of(1, 2, 3, 8, 256)) {
            assertEquals(expected, ofLoad(Tiers.look(mode, OWNERS.withParallelism(threads))), threads + " threads");
        }
        assertEquals(List.of(), workers());
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void anOpenSourceFindsTheSameAgainAndAgain(Mode mode) throws InterruptedException {
        needs(mode);
        List<ListeningPort> expected = ofLoad(Tiers.look(mode, OWNERS));
        try (ListeningPortSource source = Tiers.open(mode, OWNERS.withParallelism(8))) {
            for (int i = 0; i < 5; i++) {
                assertEquals(expected, ofLoad(source.snapshot()));
            }
            try (Lab other = Lab.start(List.of(), "swarm", "60", "30", "60", "0")) {
                assertEquals(List.of(), other.numbers());
                assertEquals(LISTENERS + 60, ofLoad(source.snapshot()).size(), "many new ones at once");
            }
            awaitEndOfChildren(mode);
            assertEquals(expected, ofLoad(source.snapshot()));
        }
    }

    /** They end after their parent, each when the kernel gets to it. */
    private static void awaitEndOfChildren(Mode mode) throws InterruptedException {
        for (int i = 0; i < 600 && ofLoad(Tiers.look(mode, OWNERS)).size() > LISTENERS; i++) {
            Thread.sleep(100);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void nothingOfALargeProcessIsMissedWhileItOpensAndClosesDescriptors(Mode mode) {
        needs(mode);
        try (Lab lab = Lab.start(List.of(), "many", "18000", "1")) {
            long pid = lab.numbers().get(0);
            int[] ports =
                    lab.numbers().stream().skip(1).mapToInt(Math::toIntExact).toArray();
            for (int i = 0; i < 20; i++) {
                PortSnapshot snapshot =
                        Tiers.look(mode, OWNERS.withParallelism(4).withPorts(ports));
                assertEquals(3, snapshot.ports().size());
                for (ListeningPort port : snapshot) {
                    assertEquals(List.of(pid), Look.pids(port), port::toString);
                }
            }
        }
    }

    @Test
    void socketsThatComeAndGoMeanwhileDoNotHideThoseThatStay() throws Exception {
        try (ChurnLab apart = ChurnLab.open();
                Lab lab = apart.start("churn", "tcp", "700", "200", "2000")) {
            long holder = lab.numbers().get(0);
            int[] stable =
                    lab.numbers().stream().skip(1).mapToInt(Math::toIntExact).toArray();
            SnapshotRequest request = OWNERS.withParallelism(4).withPorts(stable);
            for (int i = 0; i < 100; i++) {
                PortSnapshot snapshot = apart.inside(() -> Look.now(request));
                assertEquals(
                        200,
                        snapshot.ports().stream()
                                .filter(port -> Look.pids(port).equals(List.of(holder)))
                                .count());
            }
        }
    }

    @Test
    void anyExecutorServesAndTheResultIsTheSame() throws Exception {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        AtomicInteger given = new AtomicInteger();
        assertEquals(expected, with(4, task -> {
            given.incrementAndGet();
            task.run();
        }));
        assertEquals(3, given.get());
        assertEquals(expected, with(4, task -> {
            throw new RejectedExecutionException("full");
        }));
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            assertEquals(expected, with(8, pool));
        } finally {
            pool.shutdown();
        }
        assertEquals(expected, with(8, pool), "it is shut down");
    }

    @Test
    void anExecutorWithOneThreadThatIsBusyKeepsNobodyWaiting() throws Exception {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch free = new CountDownLatch(1);
            single.execute(() -> awaitUninterruptibly(free));
            assertEquals(expected, with(4, single));
            free.countDown();
            assertEquals(expected, single.submit(() -> with(4, single)).get(), "its only thread takes the snapshot");
        } finally {
            single.shutdown();
        }
    }

    /** JDK 21 or later. */
    @Test
    void virtualThreadsHelpAndAskForHelp() throws Exception {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        Machine.needs(Runtime.version().feature() >= 21, "virtual threads: JDK 21 or later");
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            assertEquals(expected, with(4, virtual));
            assertEquals(expected, virtual.submit(() -> with(4, virtual)).get());
            assertEquals(
                    expected,
                    virtual.submit(() -> ofLoad(Look.now(OWNERS.withParallelism(4))))
                            .get());
        } finally {
            virtual.shutdown();
        }
        assertEquals(List.of(), workers());
    }

    @Test
    void manyCallersWithOnePoolDoNotWaitForEachOtherForever() throws InterruptedException, ExecutionException {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try {
            List<Future<List<ListeningPort>>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                results.add(callers.submit(() -> with(4, pool)));
            }
            for (Future<List<ListeningPort>> each : results) {
                assertEquals(expected, each.get());
            }
        } finally {
            callers.shutdown();
            pool.shutdown();
        }
    }

    @Test
    void anInterruptedCallerGetsTheSameAndStaysInterrupted() {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        Thread.currentThread().interrupt();
        List<ListeningPort> found = ofLoad(Look.now(OWNERS.withParallelism(4)));
        assertTrue(Thread.interrupted());
        assertEquals(expected, found);
        assertEquals(List.of(), workers());
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void whereverTheTimeEndsWhatIsThereIsRightAndTheRestIsReported(Mode mode) {
        needs(mode);
        List<ListeningPort> expected = ofLoad(Tiers.look(mode, OWNERS));
        CountingClock clock = new CountingClock();
        SnapshotRequest request = OWNERS.withTimeout(CountingClock.TIMEOUT).withParallelism(4);
        boolean partial = false;
        for (long looks = 20; ; looks += 20) {
            clock.allow(looks);
            PortSnapshot snapshot = new LinuxSource(request, ByteOrder.nativeOrder(), mode, clock).snapshot();
            if (!clock.isOver()) {
                assertEquals(expected, ofLoad(snapshot));
                break;
            }
            List<ListeningPort> owned = ofLoad(snapshot);
            assertTrue(expected.containsAll(owned), owned::toString);
            partial |= !owned.isEmpty() && owned.size() < LISTENERS;
            if (owned.size() < LISTENERS) {
                assertTrue(
                        snapshot.diagnostics().stream()
                                .map(Diagnostic::message)
                                .anyMatch(it -> it.contains("withTimeout")),
                        snapshot.diagnostics()::toString);
            }
        }
        assertTrue(partial, "the time ended while owners were read");
        assertEquals(List.of(), workers());
    }

    @Test
    void anOpenSourceGoesOnWhereTheTimeEnded() {
        List<ListeningPort> expected = ofLoad(Look.now(OWNERS));
        CountingClock clock = new CountingClock();
        SnapshotRequest request = OWNERS.withTimeout(CountingClock.TIMEOUT).withParallelism(4);
        clock.allow(Long.MAX_VALUE);
        new LinuxSource(request, ByteOrder.nativeOrder(), Mode.NEVER, clock).snapshot();
        long allowed = clock.looked();
        LinuxSource source;
        int found;
        do { // less time, until it ends in the first look: how many other processes there are is the machine's affair
            allowed = allowed * 3 / 4;
            source = new LinuxSource(request, ByteOrder.nativeOrder(), Mode.NEVER, clock);
            clock.allow(allowed);
            found = ofLoad(source.snapshot()).size();
        } while (found == LISTENERS);
        for (int looks = 1; found < LISTENERS && looks < 100; looks++) {
            clock.allow(allowed);
            found = ofLoad(source.snapshot()).size();
        }
        clock.allow(Long.MAX_VALUE);
        assertEquals(expected, ofLoad(source.snapshot()));
        source.close();
    }

    /** The listeners of the load, each with its owner. */
    private static List<ListeningPort> ofLoad(PortSnapshot snapshot) {
        return snapshot.ports().stream()
                .filter(port -> port.owners().stream()
                        .anyMatch(owner -> owner.name().orElse("").startsWith("swarm-")))
                .toList();
    }

    private static List<ListeningPort> with(int threads, Executor executor) {
        List<ListeningPort> found = ofLoad(Look.now(OWNERS.withParallelism(threads, executor)));
        assertFalse(Thread.currentThread().isInterrupted());
        return found;
    }

    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("listening-ports-worker"))
                .toList();
    }

    private static void needs(Mode mode) {
        if (mode == Mode.ALWAYS) {
            Tiers.needNativeCode();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
