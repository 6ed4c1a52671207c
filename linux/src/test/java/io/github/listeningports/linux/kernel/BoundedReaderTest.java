package io.github.listeningports.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads of a pipe that nobody writes to hang in open(2), until somebody does. */
@Timeout(Machine.PATIENCE_SECONDS)
class BoundedReaderTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    private static final Deadline NONE = Deadline.none();

    private final BoundedReader reader = new BoundedReader();

    @TempDir
    private Path directory;

    private Path file;
    private final List<Path> pipes = new ArrayList<>();

    @BeforeAll
    static void needsPipes() {
        Machine.needs("mkfifo");
    }

    @BeforeEach
    void writeAFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), "content");
    }

    /** Opening for writing lets all reads begin, and closing ends them. */
    @AfterEach
    void letTheReadsEnd() throws IOException {
        for (Path each : pipes) {
            answer(each);
        }
    }

    @Test
    void aFileThatAnswersIsReadAndOneThatIsMissingIsEmpty() throws TimeoutException {
        assertEquals("content", read(file, LONG));
        assertEquals("content", read(file, LONG));
        assertTrue(reader.read(directory.resolve("none"), 1, LONG, NONE).isEmpty());
    }

    @Test
    void aLinkIsReadAndNotFollowed() throws IOException, TimeoutException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        assertEquals(Optional.of(directory.resolve("nowhere").toString()), reader.link(link, 1, LONG, NONE));
        assertEquals(Optional.empty(), reader.link(file, 1, LONG, NONE), "no link");
        assertThrows(TimeoutException.class, () -> reader.link(link, 1, Duration.ZERO, NONE));
    }

    @Test
    void afterAReadThatHangsTheNextOneIsRead() throws TimeoutException {
        assertThrows(TimeoutException.class, () -> read(pipe("stuck"), SHORT));

        assertEquals("content", read(file, LONG));
    }

    @Test
    void whatHangsIsNotReadAgainWhileItIsTheSameProcess() throws IOException, TimeoutException, InterruptedException {
        Path stuck = pipe("stuck");
        assertThrows(TimeoutException.class, () -> reader.read(stuck, 1, SHORT, NONE));

        assertThrows(TimeoutException.class, () -> reader.read(stuck, 1, LONG, NONE), "refused without waiting");
        assertThrows(TimeoutException.class, () -> reader.read(stuck, 2, SHORT, NONE), "another process is read");

        answer(stuck);
        Files.delete(stuck);
        while (true) {
            try {
                Files.writeString(stuck, "again");
                assertEquals("again", read(stuck, LONG));
                return;
            } catch (TimeoutException e) {
                Thread.sleep(10); // the reads have not returned yet
            }
        }
    }

    @Test
    void noMoreThanSoManyReadsHang() {
        for (int i = 0; i < BoundedReader.MAX_HANGING; i++) {
            Path pipe = pipe("stuck" + i);
            assertThrows(TimeoutException.class, () -> read(pipe, SHORT));
        }

        assertThrows(TimeoutException.class, () -> read(file, LONG));
    }

    @Test
    void anInterruptedThreadReadsAndStaysInterrupted() throws TimeoutException {
        Thread.currentThread().interrupt();
        try {
            assertEquals("content", read(file, LONG));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void withoutTimeLeftNothingIsRead() {
        assertThrows(TimeoutException.class, () -> read(file, Duration.ZERO));
        assertThrows(TimeoutException.class, () -> read(file, Duration.ofNanos(-1)));
    }

    @Test
    void itNeverWaitsLongerThanUntilTheDeadline() throws IOException {
        Path stuck = pipe("stuck");

        TimeoutException late;
        do {
            late = assertThrows(TimeoutException.class, () -> reader.read(stuck, 1, LONG, soon()));
            // On a slow machine the time may be over before the read begins, which then nobody could let end.
        } while ("not read".equals(late.getMessage()));
        assertThrows(TimeoutException.class, () -> reader.read(file, 1, LONG, passed()), "not even for what answers");
    }

    @Test
    void neitherDoesItWaitLongerForItsTurn() throws Exception {
        Path stuck = pipe("stuck");
        FutureTask<String> hanging = new FutureTask<>(() -> read(stuck, LONG));
        Thread before = new Thread(hanging);
        before.start();
        while (before.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        Thread.currentThread().interrupt();
        assertThrows(TimeoutException.class, () -> reader.read(file, 1, LONG, soon()));
        assertTrue(Thread.interrupted());

        answer(stuck);
        pipes.remove(stuck); // opening it once more would hang: nobody reads it
        assertEquals("", hanging.get());
        assertEquals("content", new String(reader.read(file, 1, LONG, later()).orElseThrow(), StandardCharsets.UTF_8));
    }

    private static Deadline soon() {
        return within(SHORT);
    }

    private static Deadline later() {
        return within(LONG);
    }

    private static Deadline passed() {
        Deadline deadline = within(Duration.ofNanos(1));
        while (!deadline.isOver()) {
            Thread.onSpinWait();
        }
        return deadline;
    }

    private static Deadline within(Duration timeout) {
        return Deadline.of(SnapshotRequest.ports().withTimeout(timeout));
    }

    @Test
    void manyThreadsTakeTurns() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(() -> read(file, LONG));
            }
            for (Future<String> each : callers.invokeAll(calls)) {
                assertEquals("content", each.get());
            }
        } finally {
            callers.shutdown();
        }
    }

    private String read(Path path, Duration limit) throws TimeoutException {
        return new String(reader.read(path, 1, limit, NONE).orElseThrow(), StandardCharsets.UTF_8);
    }

    private Path pipe(String name) {
        Path pipe = directory.resolve(name);
        Machine.run("mkfifo", pipe.toString());
        pipes.add(pipe);
        return pipe;
    }

    private static void answer(Path pipe) throws IOException {
        Files.newOutputStream(pipe).close();
    }
}
