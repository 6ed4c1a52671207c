package io.github.listeningports.macos;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a system tool and reads its output, within a time limit. No shell is involved, and the tool's input is empty. When this returns the tool has ended, by
 * itself or by our kill; processes that it started are left alone.
 *
 * <p>The output is polled and never waited for, so we need no thread. The JDK starts one of its own, "process reaper", to wait for the process: a daemon shared
 * by all processes of a JVM, which ends a minute after the last of them.
 */
final class CommandReader {

    /** More than a tool prints: a list of applications has some 100 bytes for each. */
    static final int MAX_BYTES = 1024 * 1024;

    /** The longest sleep: a tool blocked on a full pipe continues after it; the end of the process wakes us at once. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final File DEV_NULL = new File("/dev/null");

    private CommandReader() {}

    /**
     * Runs a command. Its standard error is part of the output, because that is where it reports what is wrong.
     *
     * @param deadline in {@link System#nanoTime()}
     * @throws IOException if it cannot be run, does not end in time or prints too much, or the thread is interrupted, which then stays interrupted
     */
    static CommandOutput read(List<String> command, long deadline) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(DEV_NULL))
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (SecurityException e) {
            throw new IOException("permission to run it is denied: " + e.getMessage(), e);
        }
        try (InputStream output = process.getInputStream()) {
            return new CommandOutput(readAll(process, output, deadline), process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("the thread was interrupted").initCause(e);
        } finally {
            process.destroyForcibly(); // no effect once it has ended
        }
    }

    private static String readAll(Process process, InputStream output, long deadline)
            throws IOException, InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean ended = false;
        while (!ended) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IOException("it did not finish within the request's time limit (withFirewallTimeout)");
            }
            ended = process.waitFor(Math.min(left, POLL_NANOS), TimeUnit.NANOSECONDS);
            readAvailable(output, text);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void readAvailable(InputStream output, ByteArrayOutputStream text) throws IOException {
        for (int ready = output.available(); ready > 0; ready = output.available()) {
            text.writeBytes(output.readNBytes(ready));
            if (text.size() > MAX_BYTES) {
                throw new IOException("its output exceeds " + MAX_BYTES + " bytes");
            }
        }
    }
}
