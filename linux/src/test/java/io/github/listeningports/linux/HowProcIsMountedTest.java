package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A /proc that shows less, or that of others: real mounts, in a mount namespace that ends with the look. */
class HowProcIsMountedTest {

    @BeforeAll
    static void needsRoot() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("setpriv");
    }

    private static List<String> mounted(String mount) {
        return List.of("unshare", "--mount", "sh", "-ec", mount + "; exec \"$@\"", "sh");
    }

    @Test
    void rootWithoutACapabilityIsToldWhichOne() {
        try (Lab nobodys = Lab.start(Machine.AS_NOBODY, "hold", "port=7032")) {
            Probe probe = Probe.run(List.of("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace", "--"));

            assertEquals("[]", probe.only(7032).pids(), nobodys::toString);
            String hidden = probe.diagnostics("OWNER_HIDDEN").get(0);
            assertTrue(hidden.contains("this process is root, but lacks CAP_SYS_PTRACE: grant it"), hidden);
            assertFalse(hidden.contains("run as root"), hidden);
        }
    }

    @Test
    void anotherProcWithHidepidIsSaidToHideProcesses() {
        Probe probe = Probe.run(
                Machine.concat(
                        mounted("mount -t proc -o hidepid=2 proc /mnt"), Machine.AS_NOBODY.toArray(String[]::new)),
                "root=/mnt");

        String message = probe.exceptions().get(0);
        assertTrue(message.contains("/mnt is mounted with hidepid"), message);
        assertFalse(message.contains("make sure that proc(5) is mounted"), message);
    }

    @Test
    void subsetPidIsWhyStartTimesAreUnknown() {
        String subset = "mount -t proc -o subset=pid proc /proc";
        Machine.needs(
                Machine.succeeds("unshare", "--mount", "sh", "-ec", subset), "the right to mount proc with subset=pid");
        try (Lab lab = Lab.hold("port=7033")) {
            Probe probe = Probe.run(mounted(subset));

            assertEquals(lab.pids().toString(), probe.only(7033).pids());
            String missing = probe.diagnostics("DETAIL_MISSING").get(0);
            assertTrue(missing.contains("startedAt"), missing);
            assertTrue(missing.contains("subset=pid"), missing);
        }
    }
}
