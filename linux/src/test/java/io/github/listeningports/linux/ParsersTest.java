package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The parsers of small files. */
class ParsersTest {

    @Test
    void theEffectiveUserIsTheSecondOfTheLastUidLine() {
        assertEquals(
                Optional.of("26"),
                ProcessStatusParser.effectiveUid(
                        bytes("Name:\tx\nUid:\t0\t0\t0\t0\nPid:\t1\nUid:\t1000\t26\t1000\t26\n")));
        assertEquals(Optional.empty(), ProcessStatusParser.effectiveUid(bytes("Name:\tx\nUid:\t0")));
        assertEquals(Optional.empty(), ProcessStatusParser.effectiveUid(bytes("Name:\tx\nUid:\t0\t-1\t0\t0\n")));
    }

    @Test
    void whatCallsItselfLinuxAndIsNot() {
        assertTrue(KernelVersionParser.isLinux(bytes("Linux version 6.1.0-18-amd64 (builder@host) (gcc-12) #1 SMP\n")));
        assertFalse(KernelVersionParser.isLinux(bytes("Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n")));
        assertFalse(KernelVersionParser.isLinux(new byte[0]));
        assertTrue(KernelVersionParser.isBefore(bytes("Linux version 3.10.0-1160.el7.x86_64 (builder@host)"), 4, 1));
        assertTrue(KernelVersionParser.isBefore(bytes("Linux version 4.0.9 (builder@host)"), 4, 1));
        assertFalse(KernelVersionParser.isBefore(bytes("Linux version 4.1.0 (builder@host)"), 4, 1));
        assertFalse(KernelVersionParser.isBefore(bytes("Linux version 6.0-rc1 (builder@host)"), 4, 1));
        assertFalse(KernelVersionParser.isBefore(bytes("Linux version 99999999999.1 (builder@host)"), 4, 1));
        assertFalse(KernelVersionParser.isBefore(bytes("FreeBSD 3.1"), 4, 1));
    }

    @Test
    void hidepidOfTheLastMountOfProc() {
        String row = "22 1 0:21 / /proc rw,nosuid - proc proc rw,hidepid=%s\n";
        for (String hiding : List.of("2", "invisible", "4", "ptraceable", "2,gid=5")) {
            assertTrue(MountInfoParser.hidesProcesses(bytes(row.formatted(hiding)), "/proc"), hiding);
            assertFalse(MountInfoParser.hidesProcesses(bytes(row.formatted(hiding)), "/host/proc"), hiding);
            assertFalse(
                    MountInfoParser.hidesProcesses(bytes(row.formatted(hiding) + row.formatted("0")), "/proc"), hiding);
        }
        assertFalse(MountInfoParser.hidesProcesses(bytes(row.formatted("1")), "/proc"), "1 hides contents only");
        assertFalse(MountInfoParser.hidesProcesses(bytes(row.formatted("22")), "/proc"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whereControlGroupsOfVersion2AreMounted() {
        String rows = """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime shared:3 - cgroup cgroup rw,cpu
                41 31 0:38 / /sys/fs/cgroup/with\\040blank rw - cgroup2 cgroup2 rw
                """;
        assertEquals(Optional.empty(), MountInfoParser.cgroup2(bytes(rows)));
        String hybrid = rows + "42 31 0:38 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";
        assertEquals(Optional.of("/sys/fs/cgroup/unified"), MountInfoParser.cgroup2(bytes(hybrid)));
    }

    /** Linux 6.18, net/ipv4/igmp.c. */
    @Test
    void namesOfInterfacesByIndex() {
        byte[] table = bytes("""
                Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
                1\tlo        :     1      V3
                \t\t\t\t010000E0     1 0:00000000\t\t0
                31\ta-very-long-nam:     1      V3
                \t\t\t\t010000E0     1 0:00000000\t\t0
                """);
        assertEquals(Optional.of("lo"), IgmpParser.name(table, 1));
        assertEquals(Optional.of("a-very-long-nam"), IgmpParser.name(table, 31));
        assertEquals(Optional.empty(), IgmpParser.name(table, 3));
        assertEquals(Optional.empty(), IgmpParser.name(new byte[] {'1', '\t'}, 1));
    }
}
