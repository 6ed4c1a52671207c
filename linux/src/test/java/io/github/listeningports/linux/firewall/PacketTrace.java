package io.github.listeningports.linux.firewall;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel itself says of each packet, by nftrace and {@code nft monitor trace}: the rules that decided, named as a reason names them. */
final class PacketTrace implements AutoCloseable {

    /** All that comes in is traced, before any other chain; removed afterwards. */
    private static final String TABLE = "lp_trace";

    private static final int FIRST_PORT = 20000; // packets.c

    private static final Pattern LINE = Pattern.compile("trace id (\\S+) (\\S+) (\\S+) (\\S+) (.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("(?:tcp|udp) sport (\\d+)");
    private static final Pattern HANDLE = Pattern.compile("handle (\\d+) \\(verdict (\\S+?)(?: (\\S+))?\\)$");

    private final PacketLab lab;
    private final Process monitor;
    private final Path output;
    private final Optional<LegacyTrace> legacy;

    private PacketTrace(PacketLab lab, Process monitor, Path output) {
        this.lab = lab;
        legacy = LegacyTrace.start(lab);
        this.monitor = monitor;
        this.output = output;
    }

    /**
     * The verdicts on one packet.
     *
     * @param accepted the rules and policies that let it go on, with the chain of the hook that they did so in
     * @param dropped the rule or policy that ended it; at most one
     */
    record Fate(Map<String, String> accepted, Set<String> dropped) {

        private Fate and(Fate other) {
            Map<String, String> all = new HashMap<>(accepted);
            all.putAll(other.accepted);
            Set<String> ends = new HashSet<>(dropped);
            ends.addAll(other.dropped);
            return new Fate(all, ends);
        }
    }

    static PacketTrace start(PacketLab lab) {
        lab.run(
                "nft",
                "add table netdev " + TABLE + "; "
                        + "add chain netdev " + TABLE + " a { type filter hook ingress device a0 priority -1000; }; "
                        + "add chain netdev " + TABLE + " b { type filter hook ingress device b0 priority -1000; }; "
                        + "add rule netdev " + TABLE + " a meta nftrace set 1; "
                        + "add rule netdev " + TABLE + " b meta nftrace set 1");
        try {
            Path output = Files.createTempFile("trace", ".txt");
            Process monitor = new ProcessBuilder(Machine.concat(lab.enter(), "nft", "-a", "monitor", "trace"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            PacketTrace trace = new PacketTrace(lab, monitor, output);
            while (monitor.isAlive() && trace.queued() < 0) {
                Thread.onSpinWait();
            }
            return trace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes that wait for the monitor, of the groups that it joined (proc(5), /proc/net/netlink); -1 before it did. */
    private int queued() {
        int queued = -1;
        for (String line : lab.run("cat", "/proc/net/netlink").lines().toList()) {
            String[] columns = line.trim().split(" +", -1);
            if (columns[1].equals("12") && Long.parseLong(columns[3], 16) != 0) {
                queued = Math.max(queued, Integer.parseInt(columns[4]));
            }
        }
        return queued;
    }

    /** What was said since the start, by the number of the try since the lab was opened. */
    Map<Integer, Fate> stop() {
        try {
            while (monitor.isAlive() && queued() > 0) {
                Thread.sleep(5);
            }
            // For what was taken from the queue and is not written yet: if that takes longer, one packet less is
            // compared.
            Thread.sleep(50);
            Map<Integer, Fate> fates = parse(Files.readString(output));
            if (legacy.isPresent()) {
                legacy.get().stop().forEach((port, fate) -> fates.merge(port - FIRST_PORT, fate, Fate::and));
            }
            close();
            return fates;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (monitor.isAlive()) {
            legacy.ifPresent(LegacyTrace::close);
            monitor.destroy();
            monitor.onExit().join();
            lab.run("nft", "delete", "table", "netdev", TABLE);
        }
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<Integer, Fate> parse(String text) {
        Map<String, List<String[]>> byId = new LinkedHashMap<>();
        for (String event : text.split("\n(?=trace id )", -1)) {
            Matcher line = LINE.matcher(event.strip());
            if (line.matches()) {
                byId.computeIfAbsent(line.group(1), id -> new ArrayList<>())
                        .add(new String[] {line.group(2), line.group(3), line.group(4), line.group(5)});
            }
        }
        Map<Integer, Fate> fates = new HashMap<>();
        byId.values().forEach(events -> {
            Matcher port = PORT.matcher(events.get(0)[3]);
            if (port.find()) {
                // Only the first packet from a port begins a connection.
                fates.putIfAbsent(Integer.parseInt(port.group(1)) - FIRST_PORT, fate(events));
            }
        });
        return fates;
    }

    private static Fate fate(List<String[]> events) {
        Map<String, String> accepted = new HashMap<>();
        String base = "";
        Set<String> dropped = new HashSet<>();
        Map<String, String> blocks = new HashMap<>();
        for (String[] event : events) {
            String chain = "table " + event[0] + " " + event[1] + ", chain " + event[2];
            String what = event[3].strip();
            Matcher rule = HANDLE.matcher(what);
            if (what.startsWith("packet:")) {
                base = chain;
            }
            if (event[1].equals(TABLE) || what.startsWith("packet:")) {
                continue;
            }
            if (what.startsWith("policy accept")) {
                accepted.put("the policy of " + chain, base);
            } else if (what.startsWith("policy drop")) {
                dropped.add("the policy of " + chain);
            } else if (rule.find()) {
                String name = blocks.getOrDefault(event[2], chain + ", rule handle " + rule.group(1));
                switch (rule.group(2)) {
                    case "accept" -> accepted.put(name, base);
                    case "drop" -> dropped.add(name);
                    case "stolen" -> {
                        // By SYNPROXY, which may bring the connection.
                        dropped.add(name);
                        accepted.put(name, base);
                    }
                    case "jump", "goto" -> {
                        if (rule.group(3) != null && rule.group(3).startsWith("__chain")) {
                            blocks.put(rule.group(3), name);
                        }
                    }
                    default -> {}
                }
            }
        }
        return new Fate(accepted, dropped);
    }
}
