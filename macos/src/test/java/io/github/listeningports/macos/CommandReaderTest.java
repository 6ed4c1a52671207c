package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Running a tool: its output, its failures, and that nothing of it is left behind. */
class CommandReaderTest {

    private static final Duration AMPLE = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private final Leftovers leftovers = new Leftovers();

    @BeforeEach
    void needsShell() {
        Machine.needs(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell, /bin/sh");
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        leftovers.assertNone();
    }

    private static CommandOutput shell(Duration limit, String script) throws IOException {
        return CommandReader.read(List.of("/bin/sh", "-c", script), System.nanoTime() + limit.toNanos());
    }

    private static String failure(Duration limit, String script) {
        return String.valueOf(
                assertThrows(IOException.class, () -> shell(limit, script)).getMessage());
    }

    @Test
    void readsBothStreamsAndTheExitStatus() throws IOException {
        assertEquals(new CommandOutput("out\nerr\n", 0), shell(AMPLE, "echo out; echo err >&2"));
        assertEquals(new CommandOutput("Größe", 0), shell(AMPLE, "printf 'Gr\\303\\266\\303\\237e'"));
        assertEquals(new CommandOutput("", 7), shell(AMPLE, "exit 7"));
        assertEquals(137, shell(AMPLE, "kill -9 $$").exitStatus());
    }

    @Test
    void runsInTheCLocaleWithEmptyInput() throws IOException {
        assertEquals("C:", shell(AMPLE, "printf %s: \"$LC_ALL\"; cat").text());
    }

    /** More than a pipe holds. */
    @Test
    void readsMoreThanAPipeHolds() throws IOException {
        String text = shell(AMPLE, "i=0; while [ $i -lt 20000 ]; do echo 123456789; i=$((i+1)); done")
                .text();

        assertEquals("123456789\n".repeat(20_000), text);
    }

    @Test
    void aMissingToolCannotBeRun() {
        String none = directory.resolve("none").toString();
        String missing = assertThrows(
                        IOException.class, () -> CommandReader.read(List.of(none), System.nanoTime() + AMPLE.toNanos()))
                .toString();

        assertTrue(missing.contains("No such file"), missing);
    }

    @Test
    void aFileThatIsNotExecutableCannotBeRun() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no program");

        assertThrows(
                IOException.class,
                () -> CommandReader.read(List.of(text.toString()), System.nanoTime() + AMPLE.toNanos()));
    }

    @Test
    void aHangingToolIsKilled() {
        String expected = "it did not finish within the request's time limit (withFirewallTimeout)";

        assertEquals(expected, failure(SHORT, "exec sleep 600"));
        assertEquals(expected, failure(SHORT, FakeTools.HANGS));
        assertEquals(expected, failure(SHORT, "exec >&- 2>&-; exec sleep 600"));
        assertEquals(expected, failure(Duration.ZERO, "exec sleep 600"));
    }

    @Test
    void aToolThatPrintsTooMuchIsKilled() {
        assertEquals("its output exceeds 1048576 bytes", failure(AMPLE, "exec yes"));
    }

    /** The program that uses the library may have other child processes. */
    @Test
    void otherChildProcessesAreLeftAlone() throws IOException, InterruptedException {
        Process other = new ProcessBuilder("/bin/sh", "-c", "exec sleep 600").start();
        try {
            failure(SHORT, "exec sleep 600");
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** The tool's own child holds the other end of the pipe; its end is not awaited. */
    @Test
    void processesLeftRunningAreNotAwaited() throws IOException {
        String[] printed = shell(AMPLE, "sleep 600 & echo $!").text().split("\n", -1);
        ProcessHandle left = ProcessHandle.of(Long.parseLong(printed[0])).orElseThrow();
        try {
            assertTrue(left.isAlive());
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void anInterruptKillsTheTool() {
        Thread.currentThread().interrupt();
        String message = failure(AMPLE, "exec sleep 600");

        assertTrue(Thread.interrupted(), "the thread is still interrupted");
        assertEquals("the thread was interrupted", message);
    }

    @Test
    void twoHundredRunsLeaveNothingBehind() throws IOException {
        for (int i = 0; i < 200; i++) {
            assertEquals(i + "\n", shell(AMPLE, "echo " + i).text());
        }
    }
}
