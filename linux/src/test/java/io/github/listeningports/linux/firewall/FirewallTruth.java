package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the verdicts on a ruleset with what really happens to packets. */
final class FirewallTruth {

    /** How long nothing must come: on a busy machine packets take longer, so the next one is tried before a verdict is called wrong. */
    private static final List<Integer> QUIET_MILLIS = List.of(60, 1500, 10_000);

    static final int MAX_TRIES = QUIET_MILLIS.size();

    /** For a kernel that answers late, as on a busy machine: no verdict depends on it. */
    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    static final List<String> LISTENERS = List.of(
            "tcp,0.0.0.0,22",
            "tcp,0.0.0.0,80",
            "tcp,0.0.0.0,443",
            "tcp,0.0.0.0,8080",
            "tcp,0.0.0.0,9000",
            "udp,0.0.0.0,53",
            "udp,0.0.0.0,5353",
            "udp,0.0.0.0,9000",
            "tcp,10.77.1.1,3306",
            "udp,10.77.2.1,1194",
            "udp,10.77.1.255,138",
            "tcp,0.0.0.0,7100,b0",
            "tcp,::,22,v6only",
            "tcp,::,80,v6only",
            "tcp,::,443,v6only",
            "tcp,::,8080,v6only",
            "udp,::,53,v6only",
            "udp,::,9000,v6only",
            "tcp,fd00:77:1::1,3306",
            "tcp,::,7000",
            "udp,::,7001");

    private final List<String> unneeded = new ArrayList<>();
    private final Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
    private final Map<FirewallVerdict, Integer> hosts = new EnumMap<>(FirewallVerdict.class);
    private final NamedRules rules = new NamedRules();
    private int undecided;
    private int rulesets;
    private int disagreements;

    /**
     * What was said and what happened.
     *
     * @param wrong the listeners whose packets did not fare as the verdict predicts
     */
    record Comparison(List<FirewallStatus> statuses, List<List<Boolean>> arrived, List<String> wrong) {}

    /**
     * Looks, sends and compares; again, and more patiently, while anything is wrong, so many times in all.
     *
     * @param a0 the interface by which the packets of a0 come in
     */
    static Comparison compare(List<String> listeners, PacketLab lab, int tries, String a0) {
        Comparison last = new Comparison(List.of(), List.of(), List.of());
        for (int quietMillis : QUIET_MILLIS.subList(0, tries)) {
            List<FirewallStatus> statuses = statuses(listeners, look(lab));
            List<List<Boolean>> arrived = lab.send(quietMillis);
            last = new Comparison(statuses, arrived, disagreements(listeners, statuses, arrived, a0));
            if (last.wrong().isEmpty()) {
                break;
            }
        }
        return last;
    }

    /** Looks, sends and compares: fails with all disagreements. */
    void check(String name, PacketLab lab) {
        List<FirewallStatus> statuses = List.of();
        List<List<Boolean>> arrived = List.of();
        List<String> wrong = List.of();
        Map<Integer, PacketTrace.Fate> traced = Map.of();
        int sent = 0;
        int first = 0;
        for (int quietMillis : QUIET_MILLIS) {
            statuses = statuses(look(lab));
            try (PacketTrace trace = PacketTrace.start(lab)) {
                arrived = lab.send(quietMillis);
                traced = trace.stop();
            }
            first = sent;
            sent += arrived.stream().mapToInt(List::size).sum();
            wrong = disagreements(LISTENERS, statuses, arrived, "a0");
            if (wrong.isEmpty()) {
                break;
            }
        }
        rulesets++;
        disagreements += wrong.size();
        for (int i = 0; i < LISTENERS.size(); i++) {
            FirewallStatus status = statuses.get(i);
            verdicts.merge(status.verdict(), 1, Integer::sum);
            checkOutcomes(name, LISTENERS.get(i), status);
            count(LISTENERS.get(i), status, arrived.get(i));
            if (!name.startsWith("attacks/")) {
                // Those pile up what nobody can foretell: which of their rules decides is chance.
                rules.check(name, LISTENERS.get(i), status, arrived.get(i), first, traced);
            }
            first += arrived.get(i).size();
            boolean uniform = arrived.get(i).stream().distinct().count() == 1;
            if (uniform && status.verdict() == FirewallVerdict.RESTRICTED) {
                unneeded.add(name + ": " + LISTENERS.get(i) + " " + status);
            }
        }
        assertEquals("", String.join("\n", wrong), name);
    }

    /** After all rulesets: prints the totals, and checks that hardly any verdict is UNKNOWN. */
    void conclude(String what) {
        System.out.println(rulesets + " " + what + ": " + this);
        if (Boolean.getBoolean("listeningports.test.verbose")) {
            unneeded.forEach(each -> System.out.println("RESTRICTED, but uniform: " + each));
            rules.wrong().forEach(System.out::println);
        }
        assertTrue(verdicts.getOrDefault(FirewallVerdict.UNKNOWN, 0) * 100 <= total(), this::toString);
        int all = hosts.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(hosts.getOrDefault(FirewallVerdict.UNKNOWN, 0) * 100 <= all, this::toString);
    }

    /** After all rulesets: the rules named first are those of most packets. */
    void concludeReasons() {
        assertTrue(rules.areRight(), () -> rules + "\n" + String.join("\n", rules.wrong()));
    }

    static PortSnapshot look(PacketLab lab) {
        return lab.onHost(
                () -> Tiers.look(Mode.ALWAYS, SnapshotRequest.standard().withFirewallTimeout(PATIENCE)));
    }

    /** The verdict on each of the {@link #LISTENERS}. */
    static List<FirewallStatus> statuses(PortSnapshot snapshot) {
        return statuses(LISTENERS, snapshot);
    }

    private static List<FirewallStatus> statuses(List<String> listeners, PortSnapshot snapshot) {
        return listeners.stream().map(listener -> status(snapshot, listener)).toList();
    }

    /** The answer about a listener, as packets.c names it. */
    private static FirewallStatus status(PortSnapshot snapshot, String listener) {
        String[] parts = listener.split(",", -1);
        String device = parts.length > 3 && !parts[3].equals("v6only") ? "%" + parts[3] : "";
        for (ListeningPort port : snapshot) {
            if (port.protocol().toString().equals(parts[0])
                    && List.of(parts[1] + device, parts[1]).contains(port.addressText())
                    && port.port() == Integer.parseInt(parts[2])) {
                return port.firewall();
            }
        }
        throw new AssertionError(listener + " is not in " + snapshot);
    }

    /** The listeners whose packets did not fare as the verdict predicts. */
    static List<String> disagreements(
            List<String> listeners, List<FirewallStatus> statuses, List<List<Boolean>> truth, String a0) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            FirewallStatus status = statuses.get(i);
            List<Boolean> arrived = truth.get(i);
            boolean agrees = switch (status.verdict()) {
                case ALLOWED -> !arrived.contains(false);
                case BLOCKED, REDIRECTED, NOT_EXPOSED -> !arrived.contains(true);
                case RESTRICTED, UNKNOWN -> true;
            };
            if (!agrees || arrived.isEmpty()) {
                wrong.add(listeners.get(i) + " has the verdict " + status + ", but " + arrived);
            }
            List<PacketTry> tries = PacketTry.to(listeners.get(i));
            assertEquals(tries.size(), arrived.size(), listeners.get(i));
            for (int at = 0; at < tries.size(); at++) {
                wrong.addAll(
                        disagreements(listeners.get(i), status, tries.get(at).enteringBy(a0), arrived.get(at)));
            }
        }
        return wrong;
    }

    /** What is said of one host, by one interface or by any, and what became of its packet. */
    private static List<String> disagreements(
            String listener, FirewallStatus status, PacketTry packet, boolean arrived) {
        List<String> wrong = new ArrayList<>();
        for (FirewallVerdict verdict : List.of(
                status.verdictFrom(packet.source()), status.verdictFrom(packet.source(), packet.interfaceName()))) {
            boolean agrees = switch (verdict) {
                case ALLOWED -> arrived;
                case BLOCKED, REDIRECTED, NOT_EXPOSED -> !arrived;
                case RESTRICTED, UNKNOWN -> true;
            };
            if (!agrees) {
                wrong.add(listener + " is " + verdict + " for " + packet + " by " + status.outcomes() + ", but it "
                        + (arrived ? "arrived" : "did not arrive"));
            }
        }
        return wrong;
    }

    /** Data and verdict are one answer. */
    private static void checkOutcomes(String name, String listener, FirewallStatus status) {
        if (status.verdict() == FirewallVerdict.NOT_EXPOSED) {
            return;
        }
        Set<FirewallVerdict> families = status.outcomes().stream()
                .map(each -> status.verdict(each.family()))
                .collect(Collectors.toSet());
        FirewallVerdict mixed =
                families.contains(FirewallVerdict.UNKNOWN) ? FirewallVerdict.UNKNOWN : FirewallVerdict.RESTRICTED;
        FirewallVerdict of = families.size() == 1 ? families.iterator().next() : mixed;
        assertEquals(status.verdict(), of, () -> name + ": " + listener + " " + status + " " + status.outcomes());
    }

    /** Counts the answers about single hosts. */
    private void count(String listener, FirewallStatus status, List<Boolean> arrived) {
        List<PacketTry> tries = PacketTry.to(listener);
        for (int i = 0; i < tries.size(); i++) {
            PacketTry packet = tries.get(i);
            FirewallVerdict verdict = status.verdictFrom(packet.source(), packet.interfaceName());
            hosts.merge(verdict, 1, Integer::sum);
            if (verdict == FirewallVerdict.RESTRICTED) {
                boolean otherwise = false;
                for (int other = 0; other < tries.size(); other++) {
                    otherwise |= tries.get(other).source().equals(packet.source())
                            && !arrived.get(other).equals(arrived.get(i));
                }
                undecided += otherwise ? 0 : 1;
            }
        }
    }

    private int total() {
        return verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return total() + " verdicts " + verdicts + ", " + disagreements + " disagreements, " + unneeded.size()
                + " RESTRICTED where all packets met the same fate; of single hosts " + hosts + ", of which "
                + undecided
                + " RESTRICTED though all its packets met the same fate; " + rules;
    }
}
