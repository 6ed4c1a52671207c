package io.github.listeningports.linux.processes;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.lab.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a file about a process, or its user. */
class ProcessFuzzTest {

    private static final String ID = "4f9c3b2a".repeat(8);

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "stat",
                        texts(
                                "812 (a) b (c)\n) S 7 812 812 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 0 0\n",
                                "9 (fifteen-letters) D 1 9 9 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615 0 0\n"),
                        ProcessFuzzTest::stat),
                new FuzzTarget(
                        "kernel-stat",
                        texts("cpu 1 2\ncpu0 1 2\nctxt 5\nbtime 1700000000\nprocesses 690721\nprocs_running 5\n"),
                        ProcessFuzzTest::kernelStat),
                new FuzzTarget(
                        "cgroup",
                        texts(
                                "0::/system.slice/docker-" + ID + ".scope/nested.service\n",
                                "4:memory:/docker/" + ID + "\n1:name=systemd:/system.slice/cron.service\n0::/\n",
                                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-editor.scope\n",
                                "0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator\n",
                                "0::/lxc.payload.web/system.slice/_cpu.service\n",
                                "0::/machine.slice/systemd-nspawn@web.service/supervisor\n0::/qemu.slice/100.scope\n",
                                "0::/machine.slice/libpod-conmon-" + ID + ".scope\n"),
                        ProcessFuzzTest::cgroup),
                new FuzzTarget(
                        "passwd",
                        texts(
                                "root:x:0:0:root:/root:/bin/sh\n# comment\ntoor:x:0:0::/:/bin/sh\nb\u00e4r:x:1000:1::/:/bin/sh\n"),
                        ProcessFuzzTest::passwd),
                new FuzzTarget(
                        "uid-map",
                        texts(
                                "         0     100000      65536\n     65536       1000          1\n",
                                "0 0 4294967295\n"),
                        ProcessFuzzTest::uidMap));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static void stat(byte[] bytes) {
        Optional<ProcessStat> stat = ProcessStatParser.parse(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        stat.ifPresent(found -> {
            assertTrue(text.contains("(" + found.commandName() + ")"));
            String name = ProcessName.of(found, Optional.of("/bin/" + text), List.of(text));
            assertFalse(name.indexOf('/') >= 0 && found.commandName().indexOf('/') < 0, name);
            ProcessName.needsArguments(found, Optional.of(text));
        });
    }

    private static void kernelStat(byte[] bytes) {
        assertTrue(KernelStatParser.forks(bytes).orElse(0) >= 0);
        KernelStatParser.bootTime(bytes).ifPresent(time -> assertTrue(time.getEpochSecond() >= 0));
    }

    private static void cgroup(byte[] bytes) {
        Cgroup cgroup = CgroupParser.parse(bytes);
        assertFalse(
                cgroup.unit().orElse("x").isEmpty() || cgroup.unit().orElse("x").indexOf('/') >= 0, cgroup::toString);
        assertFalse(cgroup.containerId().orElse("x").isEmpty(), cgroup::toString);
        cgroup.containerId().ifPresent(ContainerInfo::of);
        cgroup.startedBy("x")
                .ifPresent(starter -> assertFalse(starter.toString().isBlank()));
        assertTrue(cgroup.userManager().orElse("user@0.service").matches("user@\\d{1,10}\\.service"), cgroup::toString);
    }

    private static void passwd(byte[] bytes) {
        PasswdParser.namesByUid(bytes).forEach((uid, name) -> {
            assertTrue(Long.parseLong(uid) >= 0);
            assertFalse(name.isEmpty() || name.indexOf(':') >= 0 || name.indexOf('\n') >= 0, name);
        });
    }

    /** Who keeps an id has it. */
    private static void uidMap(byte[] bytes) {
        for (long uid : new long[] {0, 1000, 65_536, 4_294_967_294L}) {
            assertTrue(UidMapParser.has(bytes, uid) || !UidMapParser.keeps(bytes, uid));
        }
        assertEquals(false, UidMapParser.has(bytes, -1));
    }
}
