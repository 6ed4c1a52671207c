package io.github.listeningports.linux.firewall;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ip_tables says of each packet whose trace nf_tables turned on: both use one bit. In another namespace than the first the kernel writes to no log of its own, but to a
 * program, nflog.c.
 */
final class LegacyTrace implements AutoCloseable {

    private static final Pattern LINE =
            Pattern.compile("([46]) (\\d+) TRACE: (\\w+):(.+):(?:rule|return|policy):(\\d+) ");
    private static final Set<String> BASES = Set.of("PREROUTING", "INPUT");
    private static final Set<String> DROPPING = Set.of("DROP", "REJECT", "SYNPROXY");
    private static final Set<String> PASSING = Set.of("ACCEPT", "DNAT", "REDIRECT", "SNAT", "SYNPROXY");

    private final ChildProcess process;

    /** The targets of rules, and the policies of chains, by what the trace calls them. */
    private final Map<String, String> targets = new HashMap<>();

    private LegacyTrace(PacketLab lab) {
        for (String six : List.of("", "6")) {
            readTargets(six.isEmpty() ? "4" : six, lab.run("ip" + six + "tables-legacy-save"));
        }
        process = ChildProcess.start(Machine.concat(lab.enter(), Compiled.PROGRAM.toString()));
        process.awaitReady();
    }

    /** Of rules that are loaded; empty where the kernel has no module that hands the trace to a program. */
    static Optional<LegacyTrace> start(PacketLab lab) {
        String logs = "/proc/sys/net/netfilter/nf_log/";
        // NFPROTO_IPV4 and NFPROTO_IPV6. Writing the name of a logger does not load its module.
        String said = lab.run(
                "sh",
                "-c",
                "modprobe -q nfnetlink_log; for family in 2 10; do echo nfnetlink_log > " + logs
                        + "$family || exit 0; done 2>/dev/null; echo logged");
        return said.contains("logged") ? Optional.of(new LegacyTrace(lab)) : Optional.empty();
    }

    private void readTargets(String family, String rules) {
        String table = "";
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : rules.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (line.startsWith("*")) {
                table = line.substring(1);
                numbers.clear();
            } else if (line.startsWith(":")) {
                targets.put(family + " " + table + ":" + words[0].substring(1) + ":policy", words[1]);
            } else if (line.startsWith("-A ")) {
                int number = numbers.merge(words[1], 1, Integer::sum);
                Matcher target = Pattern.compile(" -j (\\S+)").matcher(line);
                targets.put(family + " " + table + ":" + words[1] + ":" + number, target.find() ? target.group(1) : "");
            }
        }
    }

    /** The verdicts on each packet, by its source port. */
    Map<Integer, PacketTrace.Fate> stop() {
        process.writeLine("");
        Map<Integer, PacketTrace.Fate> fates = new TreeMap<>();
        Map<Integer, String> bases = new HashMap<>();
        for (String line = process.readLine(); !line.isEmpty(); line = process.readLine()) {
            Matcher event = LINE.matcher(line);
            if (event.matches()) {
                int port = Integer.parseInt(event.group(2));
                String base = event.group(3) + ":" + event.group(4);
                if (BASES.contains(event.group(4))) {
                    bases.put(port, base);
                }
                add(
                        event,
                        bases.getOrDefault(port, base),
                        fates.computeIfAbsent(port, key -> new PacketTrace.Fate(new HashMap<>(), new HashSet<>())));
            }
        }
        return fates;
    }

    private void add(Matcher event, String base, PacketTrace.Fate fate) {
        String chain = (event.group(1).equals("6") ? "ip6" : "ip") + "tables-legacy table " + event.group(3)
                + ", chain " + event.group(4);
        String key = event.group(1) + " " + event.group(3) + ":" + event.group(4) + ":";
        // The trace calls a rule without a match the end of its chain, numbered after all rules.
        String rule = targets.get(key + event.group(5));
        String target = rule != null ? rule : targets.getOrDefault(key + "policy", "");
        String name = rule != null ? chain + ", rule " + event.group(5) : "the policy of " + chain;
        if (PASSING.contains(target)) {
            fate.accepted().put(name, base);
        }
        if (DROPPING.contains(target)) {
            fate.dropped().add(name);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("nflog", Path.of("src/test/c/nflog.c"));
    }
}
