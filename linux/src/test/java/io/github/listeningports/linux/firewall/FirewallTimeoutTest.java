package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link SnapshotRequest#withFirewallTimeout}: whenever the time ends, what was decided stays, and nothing is wrong. */
@Timeout(Machine.PATIENCE_SECONDS)
class FirewallTimeoutTest {

    private static final String REASON =
            "the timeout of 5000 ms was over (withFirewallTimeout): allow more time, or ask for fewer ports (withPorts)";

    private static final Path NET = Path.of("/proc/thread-self/net");

    /** Of all kinds: chains of both families of rules, translation, a map, a set, marks, banned hosts. */
    private static final String RULES = """
            {
            echo 'table inet t {'
            echo ' set banned { type ipv4_addr; flags interval; elements = { '
            for i in $(seq 200); do echo "11.0.$i.0/25,"; done
            echo ' } }'
            echo ' chain open { accept; }'
            echo ' chain input { type filter hook input priority 0; policy drop; ip saddr @banned drop;'
            for i in $(seq 200); do echo "tcp dport $((7000 + i)) ip saddr 10.$i.0.0/16 accept;"; done
            echo ' tcp dport vmap { 22 : accept, 80 : jump open }'
            echo ' }'
            echo '}'
            echo 'table ip n {'
            echo ' chain prerouting { type nat hook prerouting priority dstnat;'
            for i in $(seq 60); do echo "tcp dport $((9000 + i)) redirect to :$((8000 + i));"; done
            echo ' }'
            echo '}'
            } | nft -f -
            {
            echo '*filter'
            echo ':INPUT ACCEPT'
            for i in $(seq 150); do echo "-A INPUT -s 12.0.0.$i -p tcp -j DROP"; echo "-A INPUT -s 13.0.0.$i -j ACCEPT"; done
            echo 'COMMIT'
            } | iptables-legacy-restore
            """;

    /** Lookups of a set with a thousand members, and rules that are walked for every verdict. */
    private static final String IPSETS = """
            ipset create banned hash:ip
            for i in $(seq 0 3); do for j in $(seq 0 249); do echo "add banned 12.0.$i.$j"; done; done | ipset restore
            {
            echo '*filter'
            echo ':INPUT ACCEPT'
            for i in $(seq 4); do echo "-A INPUT -p tcp --dport 700$i -m set --match-set banned src -j DROP"; done
            for i in $(seq 100); do echo "-A INPUT -s 14.0.0.$i -p tcp -j DROP"; echo "-A INPUT -s 15.0.0.$i -j ACCEPT"; done
            echo 'COMMIT'
            } | iptables-legacy-restore
            """;

    private static final int[] PORTS = {22, 80, 443, 7001, 7100, 8001, 8030, 9001};

    @BeforeAll
    static void needs() {
        PacketLab.needs();
        PacketLab.needsNft();
        Machine.needs("iptables-legacy-restore");
    }

    @Test
    void wheneverTheTimeEndsAVerdictIsTheSameOrUnknown() {
        check(RULES);
    }

    @Test
    void alsoWithSetsOfIpset() {
        IpSetPacketsTest.needsIpset();
        check(IPSETS);
    }

    private static void check(String rules) {
        try (PacketLab lab = PacketLab.open(List.of())) {
            lab.run("sh", "-ec", rules);
            List<FirewallListener> listeners = new ArrayList<>();
            for (int port : PORTS) {
                listeners.add(new FirewallListenerBuilder(port).build());
            }
            List<FirewallStatus> whole = lab.onHost(() -> statuses(reader(), listeners, Deadline.none()));
            assertTrue(whole.stream().noneMatch(each -> each.verdict() == FirewallVerdict.UNKNOWN), whole::toString);
            boolean some = false;
            boolean none = false;
            CountingClock clock = new CountingClock();
            for (long looks = 1; ; looks++) {
                clock.allow(looks);
                FirewallReader reader = reader();
                Deadline deadline = Deadline.of(SnapshotRequest.standard(), clock)
                        .orAfter(CountingClock.TIMEOUT, "withFirewallTimeout");
                List<FirewallStatus> statuses = lab.onHost(() -> statuses(reader, listeners, deadline));
                int decided = decided(statuses, whole);
                if (!clock.isOver()) {
                    assertEquals(whole, statuses);
                    assertTrue(some && none, "the time ended while rules were read, and between verdicts");
                    return;
                }
                some |= decided > 0 && decided < statuses.size();
                none |= decided == 0;
                assertEquals(whole, lab.onHost(() -> statuses(reader, listeners, Deadline.none())));
            }
        }
    }

    private static int decided(List<FirewallStatus> statuses, List<FirewallStatus> whole) {
        int decided = 0;
        for (int i = 0; i < statuses.size(); i++) {
            FirewallStatus status = statuses.get(i);
            if (status.verdict() == FirewallVerdict.UNKNOWN) {
                assertEquals(REASON, status.reason());
            } else {
                assertEquals(whole.get(i), status);
                decided++;
            }
        }
        return decided;
    }

    private static FirewallReader reader() {
        return new FirewallReader(
                SnapshotRequest.standard().withProcRoot(ProcFiles.DEFAULT_ROOT),
                new ProcFiles(),
                new NativeTier(Mode.ALWAYS));
    }

    private static List<FirewallStatus> statuses(
            FirewallReader reader, List<FirewallListener> listeners, Deadline deadline) {
        FirewallEvaluator firewall = reader.read(NET, listeners, deadline);
        return listeners.stream().map(each -> firewall.status(each, false)).toList();
    }
}
