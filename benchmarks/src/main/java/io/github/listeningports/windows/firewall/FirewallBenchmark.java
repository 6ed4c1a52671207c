package io.github.listeningports.windows.firewall;

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

/** What the firewall's answer for 500 listeners costs on Windows, once its rules are in memory; an operation is all of them. On any system. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FirewallBenchmark {

    private static final long SEED = 20_260_101;

    @Param({"100", "1000"})
    public int rules = 100;

    private FirewallLoad load = new FirewallLoad(0, 0, SEED);
    private List<FirewallRule> parsed = List.of();

    @Setup
    public void generate() {
        load = new FirewallLoad(rules, 500, SEED);
        parsed = load.parse();
    }

    /** A source that stays open, while no rule changes. */
    @Benchmark
    public Object evaluate() {
        return load.evaluate(parsed);
    }

    /** And where one did. */
    @Benchmark
    public Object parseAndEvaluate() {
        return load.evaluate(load.parse());
    }
}
