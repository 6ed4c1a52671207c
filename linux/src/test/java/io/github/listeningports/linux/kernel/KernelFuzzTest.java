package io.github.listeningports.linux.kernel;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.linux.kernel.MountInfoParser.Mount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a small file of the kernel's. */
class KernelFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("mountinfo", texts("""
                22 1 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw,hidepid=invisible,subset=pid
                30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate
                41 22 0:4 net:[4026532281] /run/netns/a\\040b rw shared:3 - nsfs nsfs rw
                """), KernelFuzzTest::mounts),
                new FuzzTarget("status", texts("""
                Name:\tnginx
                State:\tS (sleeping)
                Uid:\t1000\t26\t1000\t26
                NSpid:\t812\t1
                CapEff:\t000001ffffffffff
                Seccomp:\t0
                """), KernelFuzzTest::status),
                new FuzzTarget(
                        "version",
                        texts(
                                "Linux version 6.1.0-18-amd64 (builder@host) (gcc-12) #1 SMP\n",
                                "Linux version 4.19.0-gvisor #1 SMP"),
                        KernelFuzzTest::version),
                new FuzzTarget(
                        "ld-cache",
                        texts("glibc-ld.so.cache1.1\0libc.so.6\0/lib/x86_64-linux-gnu/libc.so.6\0/x\0"),
                        KernelFuzzTest::directories));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static void mounts(byte[] bytes) {
        List<Mount> mounts = MountInfoParser.mounts(bytes);
        assertTrue(mounts.size() <= bytes.length / 8);
        boolean mounted = mounts.stream().anyMatch(each -> each.point().equals("/proc"));
        assertTrue(mounted || !MountInfoParser.hidesProcesses(bytes, "/proc"));
        assertTrue(mounted || !MountInfoParser.showsProcessesOnly(bytes, "/proc"));
        MountInfoParser.cgroup2(bytes).ifPresent(point -> assertEquals(-1, point.indexOf('\\')));
    }

    private static void status(byte[] bytes) {
        Stream.of(ProcessStatusParser.effectiveUid(bytes), ProcessStatusParser.fileSystemUid(bytes))
                .forEach(uid -> assertTrue(Long.parseLong(uid.orElse("0")) >= 0));
        ProcessStatusParser.hasNoOtherPid(bytes, 812);
        ProcessStatusParser.isUnfiltered(bytes);
        boolean lacksNothing = ProcessStatusParser.lacksToSeeOthers(bytes).isEmpty();
        boolean has = ProcessStatusParser.mayAdministerNetwork(bytes) || ProcessStatusParser.mayBindPrivileged(bytes);
        assertTrue((!lacksNothing && !has) || new String(bytes, StandardCharsets.ISO_8859_1).contains("CapEff:"));
    }

    private static void version(byte[] bytes) {
        KernelVersionParser.isLinux(bytes);
        boolean old = KernelVersionParser.isBefore(bytes, 4, 1);
        assertTrue(!old || (KernelVersionParser.isBefore(bytes, 4, 2) && KernelVersionParser.isBefore(bytes, 5, 0)));
    }

    private static void directories(byte[] bytes) {
        for (String each : LdCacheParser.directories(bytes)) {
            assertTrue(each.startsWith("/") && each.indexOf('\0') < 0, each);
        }
    }
}
