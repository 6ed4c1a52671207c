package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
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
 * What a socket in the answer of sock_diag costs. As in {@link ProcNetBenchmark} an operation is a row; here the kernel leaves connections out, so those that are
 * skipped are sockets on ports that nobody asked for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(InetDiagBenchmark.ROWS_AN_INVOCATION)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InetDiagBenchmark {

    static final int ROWS_AN_INVOCATION = 50_000;

    private static final long SEED = 20_260_101;

    /** Or tcp6, udp6 by {@code -p}. */
    @Param({"tcp", "udp"})
    public String table = "tcp";

    @Param({"10", "1000", "50000"})
    public int rows = 10;

    @Param({"KEPT", "SKIPPED"})
    public String kind = "KEPT";

    private Protocol protocol = Protocol.TCP;
    private IntPredicate wantedPort = port -> true;
    private List<DiagTable> tables = List.of();

    @Setup
    public void generate() {
        protocol = table.startsWith("tcp") ? Protocol.TCP : Protocol.UDP;
        AddressFamily family = table.endsWith("6") ? AddressFamily.IPV6 : AddressFamily.IPV4;
        boolean kept = kind.equals("KEPT");
        wantedPort = port -> kept;
        tables = IntStream.range(0, ROWS_AN_INVOCATION / rows)
                .mapToObj(i -> DiagTable.generate(protocol, family, rows, SEED + i))
                .toList();
    }

    @Benchmark
    public void listeningPorts(Blackhole hole) {
        for (DiagTable each : tables) {
            List<SocketRow> found = new ArrayList<>();
            InetDiagParser sockets = new InetDiagParser(protocol, wantedPort, found);
            NetlinkParser answer = new NetlinkParser(DiagTable.SEQUENCE, sockets);
            for (ByteBuffer datagram : each.datagrams()) {
                answer.parse(datagram);
            }
            hole.consume(found);
        }
    }
}
