package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Records the rulesets that {@code firewall-cases/cases.txt} names, and writes the verdicts on them there, after real packets met that fate. No test of the build, which
 * does not look for its name.
 */
class FirewallCaseRecorder {

    /** For recording some only: a part of the ruleset's name. */
    private static final String ONLY = System.getProperty("listeningports.test.ruleset", "");

    private static final String SOURCE = ", recorded by FirewallCaseRecorder on Linux "
            + System.getProperty("os.version").replaceFirst("^([0-9]+[.][0-9]+).*", "$1") + ", "
            + System.getProperty("os.arch");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
        Machine.needs("ipset");
        Machine.needs(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "a little-endian machine, as recordings are read");
    }

    @Test
    void record() throws IOException {
        FirewallCases cases = FirewallCases.read();
        List<String> network = networkOfTheHosts();
        Map<String, List<String>> lines = new LinkedHashMap<>(cases.lines());
        for (String ruleset : cases.lines().keySet()) {
            if (ruleset.contains(ONLY)) {
                lines.put(ruleset, record(ruleset, network));
            }
        }
        new FirewallCases(cases.comments(), lines).write();
    }

    /** Recorded anew only if it is another one: statistics of links move by themselves. */
    private static List<String> networkOfTheHosts() throws IOException {
        try (PacketLab lab = PacketLab.open(List.of())) {
            List<String> now = lab.onHost(FirewallRecorder::network);
            List<String> before = FirewallCases.network();
            boolean same = RecordedFirewall.of(now, List.of()).hasNetworkOf(RecordedFirewall.of(before, List.of()));
            if (!same) {
                now.add(0, "# The hosts of packets.c" + SOURCE);
                FirewallCases.writeNetwork(now);
            }
            return same ? before : now;
        }
    }

    private static List<String> record(String name, List<String> hosts) throws IOException {
        try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
            Ruleset.named(name).load(lab);
            List<String> network = lab.onHost(FirewallRecorder::network);
            List<String> rules = lab.onHost(FirewallRecorder::rules);
            RecordedFirewall recorded = RecordedFirewall.of(network, rules);
            List<FirewallStatus> statuses =
                    FirewallTruth.LISTENERS.stream().map(recorded::status).toList();
            assertEquals(FirewallTruth.statuses(FirewallTruth.look(lab)), statuses, name);
            new FirewallTruth().check(name, lab);

            List<String> recording = new ArrayList<>(List.of("# " + name + SOURCE));
            if (!recorded.hasNetworkOf(RecordedFirewall.of(hosts, List.of()))) {
                recording.addAll(network);
            }
            recording.addAll(rules);
            FirewallCases.write(name, recording);
            return lines(statuses);
        }
    }

    private static List<String> lines(List<FirewallStatus> statuses) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < statuses.size(); i++) {
            lines.add(FirewallCases.line(FirewallTruth.LISTENERS.get(i), statuses.get(i)));
        }
        return lines;
    }
}
