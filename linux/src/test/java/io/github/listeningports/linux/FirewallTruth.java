package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.NativeTier.Mode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Compares the verdicts on a ruleset with what really happens to packets. */
final class FirewallTruth {

    /** How long nothing must come; looked at again with more patience before anything is said to be wrong. */
    private static final int QUIET_MILLIS = 60;

    private static final int PATIENT_MILLIS = 1500;

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

    private final List<String> disagreements = new ArrayList<>();
    private final List<String> unneeded = new ArrayList<>();
    private final Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);

    /** Looks, sends and compares. */
    void check(String name, PacketLab lab) {
        PortSnapshot snapshot = look(lab);
        List<List<Boolean>> truth = lab.send(QUIET_MILLIS);
        List<String> wrong = compare(name, snapshot, truth);
        if (!wrong.isEmpty()) {
            wrong = compare(name, look(lab), lab.send(PATIENT_MILLIS));
        }
        disagreements.addAll(wrong);
        for (int i = 0; i < LISTENERS.size(); i++) {
            FirewallStatus status = status(snapshot, LISTENERS.get(i));
            verdicts.merge(status.verdict(), 1, Integer::sum);
            boolean uniform = truth.get(i).stream().distinct().count() == 1;
            if (uniform && status.verdict() == FirewallVerdict.RESTRICTED) {
                unneeded.add(name + ": " + LISTENERS.get(i) + " " + status);
            }
        }
    }

    static PortSnapshot look(PacketLab lab) {
        return lab.onHost(() -> Tiers.look(Mode.ALWAYS, SnapshotRequest.standard()));
    }

    /** The answer about a listener, as packets.c names it. */
    static FirewallStatus status(PortSnapshot snapshot, String listener) {
        String[] parts = listener.split(",", -1);
        for (ListeningPort port : snapshot) {
            if (port.protocol().toString().equals(parts[0])
                    && port.addressText().equals(parts[1])
                    && port.port() == Integer.parseInt(parts[2])) {
                return port.firewall();
            }
        }
        throw new AssertionError(listener + " is not in " + snapshot);
    }

    private static List<String> compare(String name, PortSnapshot snapshot, List<List<Boolean>> truth) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < LISTENERS.size(); i++) {
            FirewallStatus status = status(snapshot, LISTENERS.get(i));
            List<Boolean> arrived = truth.get(i);
            boolean agrees = switch (status.verdict()) {
                case ALLOWED -> !arrived.contains(false);
                case BLOCKED, REDIRECTED, NOT_EXPOSED -> !arrived.contains(true);
                case RESTRICTED, UNKNOWN -> true;
            };
            if (!agrees || arrived.isEmpty()) {
                wrong.add(name + ": " + LISTENERS.get(i) + " is said to be " + status + ", but " + arrived);
            }
        }
        return wrong;
    }

    List<String> disagreements() {
        return disagreements;
    }

    /** Where RESTRICTED was said, though all packets met the same fate. */
    List<String> unneeded() {
        return unneeded;
    }

    int count(FirewallVerdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    int total() {
        return verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return total() + " verdicts " + verdicts + ", " + disagreements.size() + " disagreements, " + unneeded.size()
                + " RESTRICTED where all packets met the same fate";
    }
}
