package io.github.listeningports.benchmarks;

import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must be right in every snapshot of a soak, and what was not. Thread-safe. */
final class SoakChecks {

    /** Of each kind of mistake; the others are counted. */
    private static final int SHOWN = 3;

    /** A listener that stays as it is. */
    private record Stable(Protocol protocol, String address, int port, FirewallVerdict verdict, Set<Long> owners) {

        boolean is(ListeningPort each) {
            return each.port() == port
                    && each.protocol() == protocol
                    && each.addressText().equals(address);
        }

        static Stable parse(String line) {
            String[] words = line.split(" ", -1);
            return new Stable(
                    Protocol.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    words[1],
                    Integer.parseInt(words[2]),
                    FirewallVerdict.valueOf(words[3]),
                    Arrays.stream(words).skip(4).map(Long::valueOf).collect(Collectors.toSet()));
        }
    }

    private final List<Stable> stable;
    private final Map<String, Integer> wrong = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long looks;
    private long watched;
    private long changes;
    private long unread;

    private SoakChecks(List<Stable> stable) {
        this.stable = stable;
    }

    static SoakChecks of(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return new SoakChecks(lines.map(Stable::parse).toList());
        }
    }

    void check(SnapshotRequest request, PortSnapshot snapshot) {
        Map<Integer, List<ListeningPort>> byPort =
                snapshot.ports().stream().collect(Collectors.groupingBy(ListeningPort::port));
        long unknown = 0;
        for (Stable each : stable) {
            List<ListeningPort> found = byPort.getOrDefault(each.port(), List.of()).stream()
                    .filter(each::is)
                    .toList();
            if (found.isEmpty()) {
                wrong(
                        "a stable listener is missing",
                        each + " in a snapshot of " + request + " with " + snapshot.diagnostics());
            } else if (request.asksForOwners()
                    && found.stream().noneMatch(port -> pids(port).equals(each.owners()))) {
                wrong("other owners", each + " is listed as " + found + " with " + snapshot.diagnostics());
            }
            // In other namespaces the same port can have another verdict.
            if (request.asksForFirewall() && !request.allNetworkNamespaces()) {
                for (ListeningPort port : found) {
                    unknown += unknown(each, port);
                }
            }
        }
        count(unknown);
    }

    /** 1 if the rules changed faster than they could be read: that is no mistake. */
    private int unknown(Stable expected, ListeningPort port) {
        if (isUnread(port)) {
            return 1;
        }
        FirewallVerdict verdict = port.firewall().verdict();
        if (verdict != expected.verdict()) {
            wrong("a wrong verdict", expected + " is " + port.firewall());
        }
        return 0;
    }

    private static boolean isUnread(ListeningPort port) {
        return port.firewall().verdict() == FirewallVerdict.UNKNOWN
                && port.firewall().reason().contains("change faster than");
    }

    /** A look of the watch: what is stable never changes. */
    void watched(PortSnapshot now, List<PortChange> changed) {
        check(SnapshotRequest.standard(), now);
        for (PortChange change : changed) {
            for (Stable each : stable) {
                boolean unread = change.before().filter(SoakChecks::isUnread).isPresent() || isUnread(change.port());
                if (!unread && each.is(change.port())) {
                    wrong("a change of what is stable", each + ": " + change);
                }
            }
        }
        synchronized (this) {
            watched++;
            changes += changed.size();
        }
    }

    private synchronized void count(long unknown) {
        looks++;
        unread += unknown;
    }

    synchronized void wrong(String what, String example) {
        if (wrong.merge(what, 1, Integer::sum) <= SHOWN) {
            examples.add(what + ": " + example);
            System.out.println(what + ": " + example);
        }
    }

    synchronized boolean areWell() {
        return wrong.isEmpty();
    }

    synchronized long looks() {
        return looks;
    }

    synchronized int mistakes() {
        return wrong.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public synchronized String toString() {
        return looks + " snapshots, " + watched + " of them by the watch, which reported " + changes + " changes; "
                + stable.size() + " stable listeners in each; " + unread
                + " verdicts unknown, as the rules changed while they were read; wrong: "
                + (wrong.isEmpty() ? "nothing" : wrong);
    }

    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static Set<Long> pids(ListeningPort port) {
        return port.owners().stream().map(ProcessInfo::pid).collect(Collectors.toSet());
    }
}
