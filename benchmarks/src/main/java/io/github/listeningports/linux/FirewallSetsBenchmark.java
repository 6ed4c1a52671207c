package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
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

/**
 * A first look at the firewall for the listeners of a server, with the large rulesets of {@link FirewallSet}. It loads rules, so it runs as root in a network namespace of its
 * own only: {@code unshare --net java -jar benchmarks/target/benchmarks.jar FirewallSetsBenchmark}. {@link FirewallSetsCost} compares with the tools that list the same rules.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class FirewallSetsBenchmark {

    @Param({"KUBE_NFT", "KUBE_NFT_AND_NAT", "KUBE_LEGACY", "MARKS", "LOG_DROP", "BLOCKLIST", "MIXED"})
    public String set = "MIXED";

    private List<FirewallListener> listeners = List.of();

    /** Loads the rules, and looks once. */
    @Setup
    public void load() throws IOException, InterruptedException {
        OwnNamespace.need();
        FirewallSet rules = FirewallSet.valueOf(set);
        OwnNamespace.run(OwnNamespace.WITHOUT_RULES + OwnNamespace.INTERFACES + rules.script(rules.size()));
        listeners = FirewallSetsCost.listeners();
        List<FirewallStatus> statuses = read();
        if (statuses.stream().anyMatch(each -> each.verdict() == FirewallVerdict.UNKNOWN)) {
            throw new IllegalStateException("not what should be measured: " + statuses);
        }
    }

    @Benchmark
    public List<FirewallStatus> read() {
        FirewallReader reader = new FirewallReader(
                SnapshotRequest.standard().withProcRoot(ProcFiles.DEFAULT_ROOT),
                new ProcFiles(),
                new NativeTier(NativeTier.Mode.ALWAYS));
        FirewallEvaluator firewall = reader.read(Path.of("/proc/thread-self/net"), listeners, Deadline.none());
        return listeners.stream().map(each -> firewall.status(each, false)).toList();
    }
}
