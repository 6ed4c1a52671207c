package io.github.listeningports.linux;

import static java.util.stream.Collectors.toSet;
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

    /** Other programs of the machine may close a port and open it again between the looks that are compared: then all look again. */
    private static final int MAX_TRIES = 5;

    @BeforeAll
    static void needsSs() {
        Machine.needsRoot();
        Machine.needs("ss");
    }

    /** Other programs open and close ports meanwhile: what one of the two sees before and after the other looked, the other sees, too. */
    @Test
    void agreesOnThisMachineAsItIs() {
        Set<String> missing = Set.of("not looked");
        for (int i = 0; i < MAX_TRIES && !missing.isEmpty(); i++) {
            Set<String> ours = each(look());
            Set<String> theirs = each(SsTable.read(List.of()));
            Set<String> oursAgain = each(look());
            Set<String> theirsAgain = each(SsTable.read(List.of()));

            missing = new TreeSet<>();
            missing.addAll(missing("ss lacks ", ours, theirs, oursAgain));
            missing.addAll(missing("ss has ", theirs, oursAgain, theirsAgain));
        }
        assertEquals(Set.of(), missing);
    }

    /** A row that is there twice becomes two. */
    private static Set<String> each(List<String> rows) {
        Set<String> each = new TreeSet<>();
        for (String row : rows) {
            int number = 1;
            while (!each.add(row + " #" + number)) {
                number++;
            }
        }
        return each;
    }

    private static Set<String> missing(String what, Set<String> before, Set<String> between, Set<String> after) {
        return before.stream()
                .filter(row -> after.contains(row) && !between.contains(row))
                .map(what::concat)
                .collect(toSet());
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
