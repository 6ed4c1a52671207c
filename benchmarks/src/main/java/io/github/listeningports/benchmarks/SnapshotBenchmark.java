package io.github.listeningports.benchmarks;

import static java.util.Objects.requireNonNull;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.IPConnection;

/**
 * What a snapshot costs on a load that is really there: processes, sockets and connections of {@code lab.c}; needs Linux and gcc, and root to see
 * all that a daemon would see. Unlike {@code benchmarks/compare} it shows allocation ({@code -prof gc}) and where time goes ({@code
 * -prof} others).
 *
 * <p>It sees the whole machine, not only the load. OSHI stands beside the stateless ones; what it finds is compared in a test.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnapshotBenchmark {

    /** A load of {@code benchmarks/compare}. */
    @Param("laptop")
    public String load = "laptop";

    /** The property {@code listeningports.native}, which OSHI does not know. */
    @Param({"never", "always"})
    public String nativeTier = "never";

    private @Nullable Companion swarm;
    private @Nullable ListeningPortSource source;
    private @Nullable InternetProtocolStats oshi;

    @Setup
    public void bringUp() throws IOException {
        Path directory = Files.createTempDirectory("listening-ports-benchmark");
        swarm = Companion.load(Programs.compile("lab", directory).toString(), Load.of(load));
        Files.delete(directory.resolve("lab"));
        Files.delete(directory);
        System.setProperty("listeningports.native", nativeTier);
        source = ListeningPorts.open(SnapshotRequest.owners());
        oshi = new SystemInfo().getOperatingSystem().getInternetProtocolStats();
    }

    @TearDown
    public void end() {
        requireNonNull(source).close();
        requireNonNull(swarm).close();
    }

    @Benchmark
    public PortSnapshot stateless() {
        return ListeningPorts.snapshot(SnapshotRequest.owners());
    }

    @Benchmark
    public PortSnapshot statelessSocketsOnly() {
        return ListeningPorts.snapshot(SnapshotRequest.ports());
    }

    @Benchmark
    public PortSnapshot incremental() {
        return requireNonNull(source).snapshot();
    }

    @Benchmark
    public List<IPConnection> oshi() {
        return requireNonNull(oshi).getConnections();
    }
}
