package io.github.listeningports.windows;

import io.github.listeningports.windows.api.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a table of Windows costs to parse, once it is in memory; an operation is a table. On any system: neither way calls Windows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SocketTableBenchmark {

    private static final long SEED = 20_260_101;

    /** Or UDP4_PID, UDP6_PID by {@code -p}. */
    @Param({"TCP4_PID", "TCP6_PID"})
    public String layout = "TCP4_PID";

    @Param({"10", "1000", "10000"})
    public int rows = 10;

    private TableLayout plain = TableLayout.TCP4_PID;
    private TableLayout timed = TableLayout.TCP4_MODULE;
    private SocketTable table = SocketTable.generate(plain, 0, SEED);
    private SocketTable timedTable = SocketTable.generate(timed, 0, SEED);

    @Setup
    public void generate() {
        plain = TableLayout.valueOf(layout);
        timed = TableLayout.withTimes(plain.protocol, plain.family);
        table = SocketTable.generate(plain, rows, SEED);
        timedTable = SocketTable.generate(timed, rows, SEED);
    }

    @Benchmark
    public Object listeningPorts() {
        return parse(table, plain);
    }

    /** The table that the provider asks for, several times as large. */
    @Benchmark
    public Object listeningPortsWithTimes() {
        return parse(timedTable, timed);
    }

    @Benchmark
    public Object jnaPlatform() {
        return PlatformRows.read(table, plain);
    }

    static List<SocketRow> parse(SocketTable table, TableLayout layout) {
        List<SocketRow> found = new ArrayList<>();
        SocketTableParser.parse(table.bytes(), layout, port -> true, found);
        return found;
    }
}
