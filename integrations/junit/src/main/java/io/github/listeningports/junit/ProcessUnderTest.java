package io.github.listeningports.junit;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that tests start as a process: it is started before them, waited for until it listens, and ended afterwards with every process that it started.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ProcessUnderTest orders = ProcessUnderTest.of(new ProcessBuilder("java", "-jar", "orders.jar", "--server.port=0"));
 *
 * @Test
 * void answers() {
 *     connect("127.0.0.1", orders.port().port());
 * }
 * }</pre>
 *
 * <p>In a static field it runs for all tests of the class, in another one for each test. Which port it chose is found, so that it can choose one itself (port 0): the first TCP port that it, or a process that it
 * started, listens on, or the one of {@link #onPort}. If it exits before, or does not listen in time, the tests fail with what is there instead, who holds the port, and the end of its output.
 *
 * <p>Not thread-safe, but tests may read {@link #port()} in parallel.
 */
public final class ProcessUnderTest
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessBuilder command;
    private final SnapshotRequest awaited;
    private final Duration timeout;

    private volatile Optional<Running> running = Optional.empty();

    /** Started for the class or test with this unique id of JUnit. */
    private record Running(String id, StartedProcess process, ListeningPort port) {}

    private ProcessUnderTest(ProcessBuilder command, SnapshotRequest awaited, Duration timeout) {
        this.command = command;
        this.awaited = awaited;
        this.timeout = timeout;
    }

    /** Starts this command, and waits up to 30 seconds. Its output, unless redirected, goes to a file, whose end is shown if the start fails. The builder is used at each start: leave it alone afterwards. */
    public static ProcessUnderTest of(ProcessBuilder command) {
        return new ProcessUnderTest(command, SnapshotRequest.owners().withProtocols(Protocol.TCP), PATIENCE);
    }

    /**
     * Waits for this TCP port.
     *
     * @throws IllegalArgumentException if it is not in 1 to 65535
     */
    public ProcessUnderTest onPort(int port) {
        return new ProcessUnderTest(command, awaited.withPorts(port), timeout);
    }

    /** Waits this long. */
    public ProcessUnderTest within(Duration time) {
        return new ProcessUnderTest(command, awaited, time);
    }

    /**
     * The port that it listens on, with its owners.
     *
     * @throws IllegalStateException if it is not running
     */
    public ListeningPort port() {
        return started().port();
    }

    /**
     * The process.
     *
     * @throws IllegalStateException if it is not running
     */
    public Process process() {
        return started().process().process();
    }

    private Running started() {
        return running.orElseThrow(() ->
                new IllegalStateException("not running; is this a field with @RegisterExtension, and a test running?"));
    }

    /** Called by JUnit. */
    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        start(context);
    }

    /** Called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) throws IOException, InterruptedException {
        start(context);
    }

    /** Called by JUnit. */
    @Override
    public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
        stop(context);
    }

    /** Called by JUnit. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        stop(context);
    }

    private void start(ExtensionContext context) throws IOException, InterruptedException {
        if (running.isPresent()) {
            return; // for the whole class
        }
        StartedProcess process = StartedProcess.of(command);
        boolean listens = false;
        try {
            AwaitRequest request = AwaitRequest.of(awaited).withProcess(process.process());
            ListeningPort port = ListeningPorts.await(request, timeout);
            running = Optional.of(new Running(context.getUniqueId(), process, port));
            listens = true;
        } catch (AwaitException e) {
            throw new AssertionError(e.getMessage() + process.endOfOutput(), e);
        } finally {
            if (!listens) {
                process.end();
            }
        }
    }

    private void stop(ExtensionContext context) throws IOException, InterruptedException {
        Optional<Running> ended = running.filter(each -> each.id().equals(context.getUniqueId()));
        if (ended.isPresent()) {
            running = Optional.empty();
            ended.get().process().end();
        }
    }
}
