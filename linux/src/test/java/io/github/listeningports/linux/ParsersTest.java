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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parsers of small files. */
class ParsersTest {

    @Test
    void theEffectiveUserIsTheSecondOfTheLastUidLine() {
        assertEquals(
                Optional.of("26"),
                ProcessStatusParser.effectiveUid(
                        bytes("Name:\tx\nUid:\t0\t0\t0\t0\nPid:\t1\nUid:\t1000\t26\t1000\t26\n")));
        assertEquals(Optional.of("26"), ProcessStatusParser.effectiveUid(bytes("\nUid:\t1000\t26\t1000\t26")));
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
    void versionsOfTheKernel() {
        assertFalse(KernelVersionParser.isLinux(bytes("Linux version  (builder@host)")), "without a number");
        assertFalse(KernelVersionParser.isLinux(bytes("FreeBSD version 6.1.0 (builder@host)")));
        assertFalse(KernelVersionParser.isLinux(bytes("Linux version 6.1.0")));
        byte[] version = bytes("Linux version 4.19.0 (builder@host)");
        assertTrue(KernelVersionParser.isBefore(version, 4, 20));
        assertFalse(KernelVersionParser.isBefore(version, 4, 19));
        assertTrue(KernelVersionParser.isBefore(version, 5, 0));
        assertFalse(KernelVersionParser.isBefore(version, 3, 20));
        assertFalse(KernelVersionParser.isBefore(bytes("Linux version 10.0 (builder@host)"), 4, 1));
        assertTrue(KernelVersionParser.isBefore(bytes("Linux version 3.9"), 4, 1));
        for (String cut : List.of("Linux version ", "Linux version 3", "Linux version 3.", "Linux version .9", "")) {
            assertFalse(KernelVersionParser.isBefore(bytes(cut), 4, 1), cut);
        }
    }

    /** The effective ones, of linux/capability.h: those of root, of a container of Docker's, and single ones. */
    @Test
    void capabilitiesOfAProcess() {
        byte[] root = capabilities("000001ffffffffff");
        assertTrue(ProcessStatusParser.mayAdministerNetwork(root) && ProcessStatusParser.mayBindPrivileged(root));
        assertEquals(List.of(), ProcessStatusParser.lacksToSeeOthers(root));

        byte[] container = capabilities("00000000a80425fb");
        assertFalse(ProcessStatusParser.mayAdministerNetwork(container));
        assertTrue(ProcessStatusParser.mayBindPrivileged(container));
        assertEquals(List.of("CAP_SYS_PTRACE"), ProcessStatusParser.lacksToSeeOthers(container));

        byte[] network = capabilities("1000");
        assertTrue(ProcessStatusParser.mayAdministerNetwork(network));
        assertFalse(ProcessStatusParser.mayBindPrivileged(network));
        assertTrue(ProcessStatusParser.mayBindPrivileged(capabilities("400")));
        assertEquals(
                List.of("CAP_DAC_READ_SEARCH"), ProcessStatusParser.lacksToSeeOthers(capabilities("0000000000080000")));
        assertEquals(List.of(), ProcessStatusParser.lacksToSeeOthers(capabilities("0000000000080004")));
        for (String none : List.of("0000000000000000", "", "0x1ff", "1ffffffffffffffff", "ffff ffff")) {
            assertEquals(
                    List.of("CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"),
                    ProcessStatusParser.lacksToSeeOthers(capabilities(none)),
                    none);
            assertFalse(ProcessStatusParser.mayAdministerNetwork(capabilities(none)), none);
        }
        assertTrue(
                ProcessStatusParser.mayBindPrivileged(bytes("Name:\tx\nCapEff:\tffffffffffffffff")), "the last line");
        assertFalse(ProcessStatusParser.mayBindPrivileged(bytes("Name:\tx\n")));
    }

    private static byte[] capabilities(String effective) {
        return bytes("Name:\tx\nCapPrm:\t000001ffffffffff\nCapEff:\t" + effective + "\nCapBnd:\t000001ffffffffff\n");
    }

    @Test
    void filtersOfSystemCalls() {
        assertTrue(ProcessStatusParser.isUnfiltered(bytes("Name:\tx\nCapEff:\t0\nSeccomp:\t0\n")));
        assertFalse(ProcessStatusParser.isUnfiltered(bytes("Name:\tx\nCapEff:\t0\nSeccomp:\t2\n")));
        assertTrue(ProcessStatusParser.isUnfiltered(bytes("Name:\tx\nCapEff:\t0\n")), "a kernel without them");
        assertFalse(ProcessStatusParser.isUnfiltered(new byte[0]), "nothing is known");
    }

    @Test
    void theUserOfNewFilesIsTheLastOfTheUidLine() {
        assertEquals(Optional.of("33"), ProcessStatusParser.fileSystemUid(bytes("Name:\tx\nUid:\t0\t1\t2\t33\n")));
        assertEquals(Optional.of("33"), ProcessStatusParser.fileSystemUid(bytes("Name:\tx\nUid:\t0\t1\t2\t33")));
        assertEquals(Optional.empty(), ProcessStatusParser.fileSystemUid(bytes("Name:\tx\nUid:\t0\t1\t2\n")));
        assertEquals(Optional.empty(), ProcessStatusParser.fileSystemUid(bytes("Name:\tx\n")));
    }

    @Test
    void aProcessWithAPidOfItsOwnInItsNamespace() {
        assertTrue(ProcessStatusParser.hasNoOtherPid(bytes("Pid:\t812\nNSpid:\t812\nCapEff:\t0\n"), 812));
        assertFalse(ProcessStatusParser.hasNoOtherPid(bytes("Pid:\t812\nNSpid:\t812\t1\nCapEff:\t0\n"), 812));
        assertFalse(ProcessStatusParser.hasNoOtherPid(bytes("Pid:\t812\nNSpid:\t8120\nCapEff:\t0\n"), 812));
        assertFalse(ProcessStatusParser.hasNoOtherPid(bytes("812\nPid:\t812\n"), 812), "an older kernel");
    }

    /** With an optional field, two, or none (proc_pid_mountinfo(5)). */
    @Test
    void mounts() {
        byte[] rows = bytes("""
                22 1 0:21 / /proc rw,nosuid shared:12 master:3 - proc proc rw,hidepid=invisible
                41 22 0:4 net:[4026532281] /run/netns/a\\040b\\134 rw - nsfs nsfs rw
                42 22 0:4 / /cut - proc proc rw
                43 22 0:4 / /cut rw shared:1 - proc proc
                44 22 0:4 / /cut rw shared:1
                """);
        assertEquals(
                List.of(
                        new MountInfoParser.Mount("/", "/proc", "proc", "rw,hidepid=invisible"),
                        new MountInfoParser.Mount("net:[4026532281]", "/run/netns/a b\\", "nsfs", "rw")),
                MountInfoParser.mounts(rows));
        assertEquals(List.of(), MountInfoParser.mounts(new byte[0]));
    }

    @Test
    void aProcWithNothingButProcesses() {
        String row = "22 1 0:21 / /proc rw,nosuid - proc proc %s\n";
        for (String options : List.of("subset=pid", "rw,subset=pid", "rw,subset=pid,hidepid=2")) {
            assertTrue(MountInfoParser.showsProcessesOnly(bytes(row.formatted(options)), "/proc"), options);
            assertFalse(MountInfoParser.showsProcessesOnly(bytes(row.formatted(options)), "/host/proc"), options);
        }
        for (String options : List.of("rw", "rw,subset=pids", "rw,hidepid=2")) {
            assertFalse(MountInfoParser.showsProcessesOnly(bytes(row.formatted(options)), "/proc"), options);
        }
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
        assertEquals(Optional.empty(), MountInfoParser.cgroup2(bytes("31 - cgroup2 cgroup2 rw")), "a broken row");
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

    @Test
    void filesRegisteredWithARing() {
        String info = """
            SqThread:\t-1
            UserFiles:\t4
                0: socket:[3321157]
                1: <none>
                2: /tmp/socket:[5]
               13: socket:[7]
            UserBufs:\t0
            PollList:
            """;
        assertEquals(Set.of(3321157L, 7L), RingFilesParser.sockets(bytes(info)));
        assertEquals(Set.of(), RingFilesParser.sockets(new byte[0]));
    }
}
