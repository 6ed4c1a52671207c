package io.github.listeningports.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;

/**
 * A JVM that measures one thing: once for each line on its standard input, answered by a {@link Sample}. A fresh one measures the first
 * snapshot of its life.
 */
public final class InProcess {

    private InProcess() {}

    /** Measures what its argument says, one of {@code Look}. */
    public static void main(String[] arguments) throws IOException {
        Look look = Look.valueOf(arguments[0]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Looker looker = look.looker()) {
            boolean first = true;
            while (commands.readLine() != null) {
                System.out.println(measure(looker, !first));
                first = false;
            }
        }
    }

    /** The first time, allocation is not counted: what counts it would already be loaded when the clock starts. */
    private static Sample measure(Looker looker, boolean counting) {
        looker.settle();
        long before = counting ? Allocation.bytes() : 0;
        long start = System.nanoTime();
        Supplier<Seen> look = looker.look();
        long nanos = System.nanoTime() - start;
        long allocated = counting ? Allocation.bytes() - before : Sample.UNKNOWN;
        Seen seen = look.get();
        return new Sample(nanos, seen.listeners(), allocated, seen.remark());
    }

    /** What this thread has allocated so far. */
    private static final class Allocation {

        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        static long bytes() {
            return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        }
    }

    /** What a look found. */
    private record Seen(int listeners, String remark) {}

    /** What can be measured. */
    enum Look {
        OWNERS,
        PARALLEL,
        STANDARD,
        PORTS,
        OPEN,
        OSHI,
        OSHI_NATIVE_FREE;

        private Looker looker() {
            return switch (this) {
                case OWNERS -> () -> ours(ListeningPorts.snapshot(SnapshotRequest.owners()));
                case PARALLEL ->
                    () -> ours(ListeningPorts.snapshot(SnapshotRequest.owners()
                            .withParallelism(Runtime.getRuntime().availableProcessors())));
                case STANDARD -> () -> ours(ListeningPorts.snapshot(SnapshotRequest.standard()));
                case PORTS -> () -> ours(ListeningPorts.snapshot(SnapshotRequest.ports()));
                case OPEN -> new OpenSource();
                case OSHI ->
                    new Oshi(() -> new oshi.SystemInfo().getOperatingSystem().getInternetProtocolStats());
                case OSHI_NATIVE_FREE ->
                    new Oshi(() -> new oshi.nativefree.SystemInfo()
                            .getOperatingSystem()
                            .getInternetProtocolStats());
            };
        }
    }

    /** Looks, and leaves the counting for after the clock has stopped. */
    private interface Looker extends AutoCloseable {

        Supplier<Seen> look();

        /** What has to be done before, and is not measured. */
        default void settle() {}

        @Override
        default void close() {}
    }

    /** Keeps its source. Before each measurement it takes in what changed since the last one: what others did when it was their turn. */
    private static final class OpenSource implements Looker {

        private final ListeningPortSource source = ListeningPorts.open(SnapshotRequest.owners());

        @Override
        public void settle() {
            source.snapshot();
        }

        @Override
        public Supplier<Seen> look() {
            return ours(source.snapshot());
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** Keeps OSHI's entrance, which OSHI means to be kept; the first look pays for it. */
    private static final class Oshi implements Looker {

        private final Supplier<InternetProtocolStats> entrance;
        private @Nullable InternetProtocolStats stats;

        Oshi(Supplier<InternetProtocolStats> entrance) {
            this.entrance = entrance;
        }

        @Override
        public Supplier<Seen> look() {
            if (stats == null) {
                stats = entrance.get();
            }
            List<IPConnection> connections = stats.getConnections();
            return () -> new Seen(
                    (int) connections.stream().filter(InProcess::isListening).count(), "");
        }
    }

    private static Supplier<Seen> ours(PortSnapshot snapshot) {
        return () -> new Seen(snapshot.ports().size(), NativeUse.REMARK);
    }

    /** The native tier falls back silently: it is believed to be in use only if there is what it alone can tell. Found out once, when the clock has stopped. */
    private static final class NativeUse {

        private static final String REMARK = remark();

        private static String remark() {
            boolean asked = "always".equals(System.getProperty("listeningports.native"));
            return asked
                            && ListeningPorts.snapshot(SnapshotRequest.detailed()).ports().stream()
                                    .noneMatch(port -> port.socket().cookie().isPresent())
                    ? "the native tier was not in use"
                    : "";
        }
    }

    private static boolean isListening(IPConnection connection) {
        TcpState wanted = connection.getType().startsWith(Protocol.TCP.toString()) ? TcpState.LISTEN : TcpState.CLOSED;
        return connection.getState() == wanted;
    }
}
