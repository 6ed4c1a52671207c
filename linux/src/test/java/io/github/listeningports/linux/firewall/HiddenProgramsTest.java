package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.ProbeJvm;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Why BPF programs cannot be listed: no verdict is ALLOWED then, and the reason is the right one. */
class HiddenProgramsTest {

    private static final int ENOSYS = 38;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
    }

    /** As container engines answer about calls that their profile does not know; a kernel without bpf(2) answers the same. */
    @Test
    void aFilterThatHidesTheSystemCallIsNoKernelWithoutIt() {
        Machine.needs(System.getProperty("os.arch").equals("amd64"), "amd64, where bpf(2) has the number 321");
        Path seccomp = CProgram.compile("seccomp", Path.of("src/test/c/seccomp.c"));
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"))) {
            List<String> behind = Machine.concat(lab.enter(), seccomp.toString(), "321", Integer.toString(ENOSYS));
            ProbeJvm jvm = ProbeJvm.plain().withJna().withNativeAccess().behind(behind);

            String firewall = jvm.look("detailed").only(7301).firewall();
            assertTrue(firewall.startsWith("UNKNOWN"), firewall);
            assertTrue(firewall.contains("maybe by a filter of seccomp(2)"), firewall);
        }
    }

    @Test
    void anArchitectureWhoseNumbersAreUnknownIsNoMissingRight() {
        UnexaminedHookReader reader = new UnexaminedHookReader(
                ProcFiles.DEFAULT_ROOT,
                new ProcFiles(),
                new NativeTier(NativeTier.Mode.ALWAYS).libc(),
                "vax",
                new Patience());
        reader.refresh();
        FirewallListener listener = new FirewallListenerBuilder(22).build();
        FirewallStatus status = reader.read(Path.of("/proc/self/net"), List.of(listener))
                .weigh(listener, new FirewallStatus(FirewallVerdict.ALLOWED, "no rule"));
        assertEquals(FirewallVerdict.UNKNOWN, status.verdict());
        assertTrue(
                status.reason().contains("the number of the system call bpf(2) is not known for vax"),
                status::toString);
    }

    @Test
    void theStatusOfAProcessTellsWhetherItIsFiltered() {
        for (List<String> each : List.of(
                List.of("true", "Name:\ta\nCapEff:\t0\nSeccomp:\t0\nSeccomp_filters:\t0\n"),
                List.of("false", "Name:\ta\nCapEff:\t0\nSeccomp:\t2\nSeccomp_filters:\t1\n"),
                List.of("true", "Name:\ta\nCapEff:\t0\n"),
                List.of("false", ""))) {
            assertEquals(
                    each.get(0),
                    Boolean.toString(
                            ProcessStatusParser.isUnfiltered(each.get(1).getBytes(StandardCharsets.US_ASCII))));
        }
    }
}
