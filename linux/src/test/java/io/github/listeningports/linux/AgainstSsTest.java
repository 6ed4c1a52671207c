package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The set of (protocol, address, port, all pids) is the one that {@code ss -Htulnp} prints. */
class AgainstSsTest {

    /** Other programs of the machine may open or close a port between the two looks: then both look again. */
    private static final int MAX_TRIES = 5;

    @BeforeAll
    static void needsSs() {
        Machine.needsRoot();
        Machine.needs("ss");
    }

    @Test
    void agreesOnThisMachineAsItIs() {
        List<String> ours = List.of();
        List<String> theirs = List.of();
        for (int i = 0; i < MAX_TRIES; i++) {
            ours = look();
            theirs = SsTable.read(List.of());
            if (ours.equals(theirs)) {
                break;
            }
        }
        assertEquals(String.join("\n", theirs), String.join("\n", ours));
    }

    @Test
    void agreesUnderTheLaptopLoad() {
        Machine.needs("gcc");
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab swarm = Lab.start(namespace.enter(), "swarm", "300", "30", "60", "500");
                Lab forked = Lab.start(namespace.enter(), "hold", "fork=3", "addr=::");
                Lab datagrams = Lab.start(namespace.enter(), "hold", "proto=udp", "addr=0.0.0.0", "fork=2")) {
            List<String> ours = seen(Probe.run(namespace.enter()));
            List<String> theirs = SsTable.read(namespace.enter());

            assertTrue(theirs.size() >= 63, "the load is there: " + theirs);
            assertTrue(
                    theirs.stream().anyMatch(row -> row.endsWith(" " + new TreeSet<>(forked.pids()))),
                    theirs::toString);
            assertTrue(
                    theirs.stream().anyMatch(row -> row.startsWith("udp 0.0.0.0 " + datagrams.port())),
                    theirs::toString);
            assertEquals(List.of(), swarm.numbers());
            assertEquals(String.join("\n", theirs), String.join("\n", ours));
        }
    }

    private static List<String> look() {
        return Look.now().ports().stream()
                .map(port -> port.protocol() + " " + port.addressText().replaceFirst("%.*", "") + " " + port.port()
                        + " " + new TreeSet<>(Look.pids(port)))
                .sorted()
                .toList();
    }

    private static List<String> seen(Probe probe) {
        return probe.ports().stream()
                .map(row -> row.protocol() + " " + row.address().replaceFirst("%.*", "") + " " + row.port() + " "
                        + sorted(row.pids()))
                .sorted()
                .toList();
    }

    private static Set<Long> sorted(String pids) {
        Set<Long> sorted = new TreeSet<>();
        for (String pid : pids.replaceAll("[\\[\\] ]", "").split(",", -1)) {
            if (!pid.isEmpty()) {
                sorted.add(Long.parseLong(pid));
            }
        }
        return sorted;
    }
}
