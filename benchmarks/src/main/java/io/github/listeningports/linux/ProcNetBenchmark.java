package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a row of /proc/net/{tcp,udp} costs: ours, OSHI's and a plain split.
 *
 * <p>An operation is a row, so scores are nanoseconds a row and, with {@code -prof gc}, bytes allocated a row. Each invocation parses the same
 * number of rows, in one table or in many: what a table costs by itself is shared out among its rows.
 *
 * <p>Ours begins with the bytes that the kernel wrote; the others are given lines for free.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ProcNetBenchmark.ROWS_AN_INVOCATION)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProcNetBenchmark {

    static final int ROWS_AN_INVOCATION = 50_000;

    private static final long SEED = 20_260_101;

    /** The name of the file; tcp6 and udp6 are there for {@code -p table=tcp6}. */
    @Param({"tcp", "udp"})
    public String table = "tcp";

    @Param({"10", "1000", "50000"})
    public int rows = 10;

    @Param({"KEPT", "SKIPPED"})
    public String kind = "KEPT";

    private Protocol protocol = Protocol.TCP;
    private AddressFamily family = AddressFamily.IPV4;
    private List<byte[]> bytes = List.of();
    private List<List<String>> lines = List.of();

    @Setup
    public void generate() {
        protocol = table.startsWith("tcp") ? Protocol.TCP : Protocol.UDP;
        family = table.endsWith("6") ? AddressFamily.IPV6 : AddressFamily.IPV4;
        List<ProcNetTable> tables = IntStream.range(0, ROWS_AN_INVOCATION / rows)
                .mapToObj(i -> ProcNetTable.generate(protocol, family, ProcNetTable.Rows.valueOf(kind), rows, SEED + i))
                .toList();
        bytes = tables.stream().map(ProcNetTable::bytes).toList();
        lines = tables.stream().map(ProcNetTable::lines).toList();
    }

    @Benchmark
    public void listeningPorts(Blackhole hole) {
        for (byte[] each : bytes) {
            ProcNetParser parser = new ProcNetParser(protocol, family, ByteOrder.LITTLE_ENDIAN);
            parser.parse(each, each.length);
            hole.consume(parser.rows());
        }
    }

    @Benchmark
    public void oshi(Blackhole hole) {
        for (List<String> each : lines) {
            hole.consume(OshiRows.parse(each, protocol.toString(), family == AddressFamily.IPV4 ? 4 : 6, Map.of()));
        }
    }

    @Benchmark
    public void split(Blackhole hole) {
        for (List<String> each : lines) {
            hole.consume(SplitRows.parse(each, protocol, family));
        }
    }
}
