package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.util.List;
import java.util.Locale;
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

/** The cost of parsing all sockets of a Mac, already in memory: from pcblist_n, and from libproc, the latter also with jna-platform. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MacTablesBenchmark {

    private static final long SEED = 20_260_101;

    @Param({"tcp", "udp"})
    public String table = "tcp";

    @Param({"10", "1000", "10000"})
    public int sockets = 10;

    @Param({"LISTENING", "CONNECTED"})
    public String kind = "LISTENING";

    private Protocol protocol = Protocol.TCP;
    private MacTables tables = MacTables.generate(Protocol.TCP, 0, true, SEED);

    @Setup
    public void generate() {
        protocol = Protocol.valueOf(table.toUpperCase(Locale.ROOT));
        tables = MacTables.generate(protocol, sockets, kind.equals("LISTENING"), SEED);
        JnaRows.load();
    }

    @Benchmark
    public List<SocketRow> pcblist() {
        return OurRows.ofAnswer(tables.answer(), protocol);
    }

    @Benchmark
    public List<SocketRow> libproc() {
        return OurRows.ofInfos(tables.infos());
    }

    @Benchmark
    public List<MacListener> libprocByJnaPlatform() {
        return JnaRows.read(tables.infos());
    }
}
