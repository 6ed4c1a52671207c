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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        if (Files.getAttribute(Path.of("/proc/self/net/dev"), "unix:ino")
                .equals(Files.getAttribute(Path.of("/proc/1/net/dev"), "unix:ino"))) {
            throw new IllegalStateException(
                    "this loads firewall rules: run it in a namespace of its own, unshare --net java -jar ...");
        }
        // To ask ip_tables for a table that is not there would make it.
        StringBuilder script = new StringBuilder("nft flush ruleset\nif grep -q filter /proc/net/ip_tables_names; then"
                + " iptables-legacy -F; iptables-legacy -P INPUT ACCEPT; fi\n");
        script.append("ip link set lo up\n");
        for (int i = 1; i <= 3; i++) {
            // JMH's forks share the namespace.
            script.append("if ip link add e" + i + " type veth peer name p" + i + " 2>/dev/null; then ip addr add 10.0."
                    + i + ".1/24 dev e" + i + " && ip -6 addr add fd00:" + i + "::1/64 dev e" + i
                    + " nodad && ip link set e" + i + " up; fi\n");
        }
        script.append(
                switch (style) {
                    case "nft" -> nft();
                    case "hosts" -> hosts();
                    default -> iptables();
                });
        run(script.toString());
        listeners = listeners();
        open = reader();
        Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
        read().forEach(each -> verdicts.merge(each.verdict(), 1, Integer::sum));
        if (verdicts.containsKey(FirewallVerdict.UNKNOWN) || verdicts.size() < 2) {
            throw new IllegalStateException("not what should be measured: " + verdicts);
        }
    }

    private static void run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-e")
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        shell.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        if (shell.waitFor() != 0) {
            throw new IllegalStateException("the rules could not be loaded");
        }
    }

    private static FirewallReader reader() {
        return new FirewallReader(
                SnapshotRequest.standard().withProcRoot(ProcFiles.DEFAULT_ROOT),
                new ProcFiles(),
                new NativeTier(NativeTier.Mode.ALWAYS));
    }

    /** As people have them: ports, networks, interfaces, sets, and a log here and there; and loopback, over which JMH talks to its forks. */
    private String nft() {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder(
                "nft -f - <<'END'\ntable inet f {\n set s { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.0/24 } }\n");
        text.append(
                " chain input { type filter hook input priority 0; policy drop;\n  iifname \"lo\" accept\n  ct state established,related accept\n");
        for (int i = 2; i < rules; i++) {
            int port = 1 + random.nextInt(20_000);
            text.append("  ")
                    .append(
                            switch (i % 8) {
                                case 0 ->
                                    "ip saddr 10." + random.nextInt(256) + ".0.0/16 tcp dport " + port + " accept";
                                case 1 -> "udp dport " + port + "-" + (port + 20) + " accept";
                                case 2 -> "iifname \"e" + (1 + random.nextInt(3)) + "\" tcp dport " + port + " accept";
                                case 3 -> "ip6 saddr fd00:" + random.nextInt(4) + "::/64 udp dport " + port + " drop";
                                case 4 -> "ip saddr @s tcp dport " + port + " counter drop";
                                case 5 -> "tcp dport " + port + " log prefix \"x\" accept";
                                case 6 -> "tcp dport { " + port + ", " + (port + 1) + " } accept";
                                default -> "ip daddr 10.0.1.1 tcp dport " + port + " ct state new accept";
                            })
                    .append('\n');
        }
        return text + " }\n}\nEND\n";
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
