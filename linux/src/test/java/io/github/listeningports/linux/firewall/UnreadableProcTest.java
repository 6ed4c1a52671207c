package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.Probe;
import io.github.listeningports.linux.ProbeJvm;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of /proc cannot be read is not off, and not absent: real mounts that hide it. */
class UnreadableProcTest {

    private static final List<String> LISTENERS = List.of("tcp,127.0.0.1,7302", "tcp,0.0.0.0,7301");

    @BeforeEach
    void needsNamespacesAndTools() {
        PacketLab.needs();
    }

    private static Probe look(PacketLab lab, String mount) {
        List<String> behind =
                Machine.concat(lab.enter(), "unshare", "--mount", "sh", "-ec", mount + "; exec \"$@\"", "sh");
        return ProbeJvm.plain().withJna().withNativeAccess().behind(behind).look("detailed");
    }

    @Test
    void whetherLoopbackIsRoutedIsUnknownWithoutProcSys() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/a0/route_localnet");
            Probe.Row row = look(lab, "mount -t tmpfs none /proc/sys").only(7302);
            assertTrue(row.firewall().startsWith("UNKNOWN "), row::firewall);
            assertTrue(row.firewall().contains("route_localnet cannot be read"), row::firewall);

            String one = "mount --bind /dev/null /proc/sys/net/ipv4/conf/a0/route_localnet";
            Probe.Row masked = look(lab, one).only(7302);
            assertTrue(masked.firewall().startsWith("UNKNOWN "), masked::firewall);
        }
    }

    @Test
    void loopbackThatTheRulesBlockIsNotExposedEitherWay() {
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("nft", "add table inet t; add chain inet t c { type filter hook input priority 0; policy drop; }");
            Probe.Row row = look(lab, "mount -t tmpfs none /proc/sys").only(7302);
            assertTrue(row.firewall().startsWith("NOT_EXPOSED "), row::firewall);
        }
    }

    @Test
    void subsetPidHidesWhetherNftablesWouldBeLoaded() {
        String subset = "mount -t proc -o subset=pid proc /proc";
        Machine.needs(
                Machine.succeeds("unshare", "--mount", "sh", "-ec", subset), "the right to mount proc with subset=pid");
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/a0/route_localnet");
            Probe probe = look(lab, subset);
            assertTrue(probe.only(7302).firewall().startsWith("UNKNOWN "), probe::toString);
            boolean loaded = Machine.succeeds("test", "-e", "/sys/module/nf_tables");
            Probe.Row any = probe.only(7301);
            assertTrue(loaded || any.firewall().matches("UNKNOWN .*subset=pid.*"), any::firewall);
        }
    }
}
