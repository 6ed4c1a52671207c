package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
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
 * What the firewall adds to a snapshot: its rules are read from the kernel, and walked for every listener. It loads rules, so it runs as root in a network namespace
 * of its own only: {@code unshare --net sh -c "ip link set lo up; java -jar benchmarks/target/benchmarks.jar FirewallBenchmark"}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FirewallBenchmark {

    private static final Path NET = Path.of("/proc/thread-self/net");
    private static final int LISTENERS = 500;
    private static final long SEED = 20_260_101;

    /** The last one has a rule for each of so many hosts, as scripts that read blocklists make them. */
    @Param({"nft", "iptables-nft", "iptables-legacy", "hosts"})
    public String style = "nft";

    @Param({"10", "1000"})
    public int rules = 10;

    private List<FirewallListener> listeners = List.of();
    private FirewallReader open = reader();

    /** Makes interfaces and rules, and looks once: so many rules give answers of all kinds. */
    @Setup
    public void load() throws IOException, InterruptedException {
        OwnNamespace.need();
        StringBuilder script = new StringBuilder(OwnNamespace.WITHOUT_RULES);
        script.append(OwnNamespace.INTERFACES);
        script.append(
                switch (style) {
                    case "nft" -> "nft -f - <<'END'\n" + MixedRules.nft(rules, SEED) + "END\n";
                    case "hosts" -> hosts();
                    default -> iptables();
                });
        OwnNamespace.run(script.toString());
        listeners = listeners();
        open = reader();
        Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
        read().forEach(each -> verdicts.merge(each.verdict(), 1, Integer::sum));
        if (verdicts.containsKey(FirewallVerdict.UNKNOWN) || verdicts.size() < 2) {
            throw new IllegalStateException("not what should be measured: " + verdicts);
        }
    }

    private static FirewallReader reader() {
        return new FirewallReader(
                SnapshotRequest.standard().withProcRoot(ProcFiles.DEFAULT_ROOT),
                new ProcFiles(),
                new NativeTier(NativeTier.Mode.ALWAYS));
    }

    private String hosts() {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder(
                "nft -f - <<'END'\ntable inet f {\n chain input {\n  type filter hook input priority 0;\n  tcp dport 22 accept\n");
        for (int i = 2; i < rules; i++) {
            text.append("  ip saddr ")
                    .append(1 + random.nextInt(9))
                    .append('.')
                    .append(random.nextInt(256))
                    .append('.')
                    .append(random.nextInt(256))
                    .append('.')
                    .append(random.nextInt(256))
                    .append(" counter drop\n");
        }
        return text + "  udp dport 1-65535 drop\n }\n}\nEND\n";
    }

    private String iptables() {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder(style + "-restore <<'END'\n*filter\n:INPUT DROP [0:0]\n");
        text.append("-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n");
        for (int i = 2; i < rules; i++) {
            int port = 1 + random.nextInt(20_000);
            text.append("-A INPUT ")
                    .append(
                            switch (i % 6) {
                                case 0 ->
                                    "-s 10." + random.nextInt(256) + ".0.0/16 -p tcp --dport " + port + " -j ACCEPT";
                                case 1 -> "-p udp --dport " + port + ":" + (port + 20) + " -j ACCEPT";
                                case 2 -> "-i e" + (1 + random.nextInt(3)) + " -p tcp --dport " + port + " -j ACCEPT";
                                case 3 -> "-p tcp -m multiport --dports " + port + "," + (port + 1) + " -j ACCEPT";
                                case 4 -> "-p tcp --dport " + port + " -j LOG";
                                default -> "-p tcp --dport " + port + " -m conntrack --ctstate NEW -j ACCEPT";
                            })
                    .append('\n');
        }
        return text + "COMMIT\nEND\n";
    }

    private static List<FirewallListener> listeners() throws IOException {
        Random random = new Random(SEED + 1);
        List<FirewallListener> rows = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            boolean six = i % 3 == 0;
            rows.add(new FirewallListener(
                    i % 2 == 0 ? Protocol.TCP : Protocol.UDP,
                    InetAddress.getByAddress(new byte[six ? 16 : 4]),
                    1 + random.nextInt(20_000),
                    six,
                    true,
                    OptionalInt.empty(),
                    OptionalLong.empty()));
        }
        return rows;
    }

    /** Reads everything, and walks for every listener: what it adds to a snapshot without a source. */
    @Benchmark
    public List<FirewallStatus> read() {
        return statuses(reader().read(NET, listeners, Deadline.none()));
    }

    /** The same in an open source, whose rules did not change. */
    @Benchmark
    public List<FirewallStatus> readAgain() {
        return statuses(open.read(NET, listeners, Deadline.none()));
    }

    private List<FirewallStatus> statuses(FirewallEvaluator firewall) {
        return listeners.stream()
                .map(listener -> firewall.status(listener, false))
                .toList();
    }
}
