package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The CPU time of a first look at the firewall, and of the tool that lists the same rules, in turn: on a busy machine a comparison that holds.
 * {@code unshare --net java -cp benchmarks/target/benchmarks.jar io.github.listeningports.linux.FirewallSetsCost KUBE_NFT 5}
 */
public final class FirewallSetsCost {

    /** Before the first one that counts, so that the JVM has compiled the code. */
    private static final int WARMUP = 60;

    private FirewallSetsCost() {}

    /**
     * Measures one set.
     *
     * @param args a set, how often, and its size if another than usual; {@code -Dwarmup=1} for one so large that the kernel takes seconds for it
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        FirewallSet set = FirewallSet.valueOf(args[0]);
        int times = Integer.parseInt(args[1]);
        int size = args.length > 2 ? Integer.parseInt(args[2]) : set.size();
        OwnNamespace.need();
        OwnNamespace.run(OwnNamespace.INTERFACES + set.script(size));
        List<FirewallListener> listeners = listeners();
        int warmup = Integer.getInteger("warmup", WARMUP);
        for (int i = 0; i < warmup; i++) {
            look(listeners);
        }
        double[] ours = new double[times];
        double[] theirs = new double[times];
        for (int i = 0; i < times; i++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            look(listeners);
            ours[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6;
            theirs[i] = cpu(set.lister());
        }
        double mine = median(ours);
        double tool = median(theirs);
        System.out.printf("%-18s ours %8.1f ms  %s %8.1f ms  ratio %.2f%n", set, mine, set.lister(), tool, mine / tool);
        if (Boolean.getBoolean("verdicts")) {
            List<FirewallStatus> statuses = look(listeners);
            for (int i = 0; i < listeners.size(); i++) {
                System.out.println(listeners.get(i).protocol() + " "
                        + listeners.get(i).address().getHostAddress() + " "
                        + listeners.get(i).port() + ": " + statuses.get(i) + " "
                        + statuses.get(i).outcomes());
            }
        }
    }

    private static List<FirewallStatus> look(List<FirewallListener> listeners) {
        SnapshotRequest request = SnapshotRequest.standard()
                .withProcRoot(ProcFiles.DEFAULT_ROOT)
                .withFirewallTimeout(Duration.ofHours(1));
        FirewallReader reader = new FirewallReader(request, new ProcFiles(), new NativeTier(NativeTier.Mode.ALWAYS));
        FirewallEvaluator firewall = reader.read(Path.of("/proc/thread-self/net"), listeners, Deadline.none());
        return listeners.stream().map(each -> firewall.status(each, false)).toList();
    }

    /** As a machine has them: some let in, some not. */
    static List<FirewallListener> listeners() throws IOException {
        List<FirewallListener> listeners = new ArrayList<>();
        for (int port : new int[] {22, 53, 80, 443, 3306, 5432, 6443, 8005, 8080, 9100, 10250, 10256, 30080}) {
            listeners.add(listener(Protocol.TCP, port, 4));
        }
        for (int port : new int[] {53, 68, 123, 323, 5353}) {
            listeners.add(listener(Protocol.UDP, port, 4));
        }
        listeners.add(listener(Protocol.TCP, 22, 16));
        listeners.add(listener(Protocol.TCP, 9090, 16));
        return listeners;
    }

    private static FirewallListener listener(Protocol protocol, int port, int bytes) throws IOException {
        return new FirewallListener(
                protocol,
                InetAddress.getByAddress(new byte[bytes]),
                port,
                bytes == 16,
                true,
                OptionalInt.empty(),
                OptionalLong.empty());
    }

    private static double cpu(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", "TIMEFORMAT='%3U %3S'; time " + command + " > /dev/null")
                .redirectErrorStream(true)
                .start();
        String[] times = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .trim()
                .split(" ", -1);
        shell.waitFor();
        return 1000 * (Double.parseDouble(times[0]) + Double.parseDouble(times[1]));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
