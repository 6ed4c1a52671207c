package io.github.listeningports.linux.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parsers of small files about a process. */
class ProcessParsersTest {

    private static final String ID = "4f9c3b2a".repeat(8);

    @Test
    void theCommandNameEndsAtTheLastParenthesis() {
        Optional<ProcessStat> stat = ProcessStatParser.parse(
                bytes("812 (a) b (c)\n) S 7 812 812 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 0 0\n"));

        assertEquals(Optional.of(new ProcessStat("a) b (c)\n", 'S', 7, 12345)), stat);
    }

    @Test
    void aStatThatIsCutIsNone() {
        assertEquals(Optional.empty(), ProcessStatParser.parse(bytes("812 (a) S 7 812")));
        assertEquals(Optional.empty(), ProcessStatParser.parse(bytes("812 )a(")));
        assertEquals(Optional.empty(), ProcessStatParser.parse(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // path, unit, has a container
                "0::/system.slice/ssh.service,ssh.service,false",
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-editor.scope,app-editor.scope,false",
                "0::/system.slice/foo.service/worker,foo.service,false",
                "0::/system.slice/_cpu.service,cpu.service,false",
                "0::/init.scope,init.scope,false",
                "0::/,-,false",
                "0::/system.slice/docker-ID.scope,docker-ID.scope,true",
                "0::/docker/ID,-,true",
                "0::/kubepods/burstable/pod1c4e/ID,-,true",
                "0::/kubepods.slice/kubepods-pod1c4e.slice/cri-containerd-ID.scope,cri-containerd-ID.scope,true",
                "0::/machine.slice/libpod-ID.scope/container,libpod-ID.scope,true",
                "0::/machine.slice/libpod-conmon-ID.scope,libpod-conmon-ID.scope,false",
                "0::/kubepods.slice/crio-ID.scope,crio-ID.scope,true",
                "0::/system.slice/containerd.service/kubepods-besteffort-pod1c4e.slice:cri-containerd:ID,containerd.service,true",
                "4:memory:/docker/ID,-,true",
                "1:name=systemd:/system.slice/cron.service,cron.service,false",
                "0::/docker/xID,-,false",
                "0::/system.slice/.service,-,false",
            })
    void unitAndContainerOfAControlGroup(String row, String unit, boolean container) {
        Cgroup cgroup = CgroupParser.parse(bytes(row.replace("ID", ID) + "\n"));

        assertEquals(Optional.ofNullable(unit).map(name -> name.replace("ID", ID)), cgroup.unit());
        assertEquals(container ? Optional.of(ID) : Optional.empty(), cgroup.containerId());
    }

    @Test
    void systemdsOwnHierarchyComesFirst() {
        byte[] table =
                bytes("5:memory:/system.slice/wrong.service\n1:name=systemd:/system.slice/right.service\n0::/\n");

        assertEquals(Optional.of("right.service"), CgroupParser.parse(table).unit());
        byte[] version2 = bytes("5:memory:/system.slice/wrong.service\n0::/system.slice/right.service\n");
        assertEquals(Optional.of("right.service"), CgroupParser.parse(version2).unit());
        byte[] known = bytes(
                "5:memory:/system.slice/wrong.service\n4:cpu:/system.slice/right.service\n1:name=systemd:/system.slice/right.service\n");
        assertEquals(Optional.of("right.service"), CgroupParser.parse(known).unit());
    }

    @Test
    void sixtyFourCharactersThatAreNoContainersId() {
        for (String other : List.of("g", "A", "F", "\uff11", "-")) {
            Cgroup cgroup = CgroupParser.parse(bytes("0::/docker/" + other.repeat(64) + "\n"));
            assertEquals(Optional.empty(), cgroup.containerId(), other);
        }
        assertEquals(
                Optional.empty(),
                CgroupParser.parse(bytes("0::/docker/" + ID.substring(0, 63) + "\n"))
                        .containerId());
    }

    @Test
    void namesOfUsers() {
        byte[] passwd = bytes(
                "root:x:0:0:root:/root:/bin/sh\n# comment\nbroken\ntoor:x:0:0::/:/bin/sh\nb\u00e4r:x:1000:1::/:/bin/sh\n:x:5:5::/:\n");

        assertEquals(Map.of("0", "root", "1000", "b\u00e4r"), PasswdParser.namesByUid(passwd));
    }

    @Test
    void namesThatTheKernelCut() {
        assertEquals("short", name("short", Optional.of("/bin/short-and-more"), List.of()));
        assertEquals(
                "fifteen-letters-and-more",
                name("fifteen-letters", Optional.of("/bin/fifteen-letters-and-more"), List.of()));
        assertEquals(
                "fifteen-letters-and-more",
                name("fifteen-letters", Optional.of("/bin/fifteen-letters-and-more (deleted)"), List.of()));
        assertEquals(
                "fifteen-letters.py",
                name("fifteen-letters", Optional.of("/usr/bin/python3"), List.of("python3", "./fifteen-letters.py")));
        assertEquals(
                "fifteen-letters",
                name("fifteen-letters", Optional.of("/bin/other"), List.of("other", "x", "fifteen-letters-no")));
        assertEquals("fifteen-letters", name("fifteen-letters", Optional.empty(), List.of()));
        // Cut within a character of two bytes.
        assertEquals(
                "fourteen-lett-\u00e4h",
                name("fourteen-lett-\u00c3", Optional.of("/bin/fourteen-lett-\u00e4h"), List.of()));
    }

    @Test
    void aNameThatOnlyAnArgumentCanComplete() {
        for (String completed : List.of("/bin/fifteen-letters", "/bin/fifteen-letters-and-more (deleted)")) {
            assertFalse(ProcessName.needsArguments(process("fifteen-letters"), Optional.of(completed)), completed);
        }
        assertTrue(ProcessName.needsArguments(process("fifteen-letters"), Optional.of("/usr/bin/python3")));
        assertTrue(ProcessName.needsArguments(process("fifteen-letters"), Optional.empty()));
        assertFalse(ProcessName.needsArguments(process("short"), Optional.of("/usr/bin/python3")), "it is whole");
    }

    /** proc_pid_stat(5). */
    @Test
    void statesOfAProcess() {
        for (char state : "RSDZTtXI".toCharArray()) {
            ProcessStat stat = new ProcessStat("x", state, 1, 1);
            assertEquals(state == 'D', stat.waitsUninterruptibly());
            assertEquals(state == 'Z' || state == 'X', stat.hasEnded());
        }
    }

    private static ProcessStat process(String commandName) {
        return new ProcessStat(commandName, 'S', 1, 1);
    }

    private static String name(String commandName, Optional<String> executable, List<String> arguments) {
        return ProcessName.of(process(commandName), executable, arguments);
    }

    @Test
    void theTimeOfBoot() {
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1700000000)),
                KernelStatParser.bootTime(bytes("cpu 1\nbtime 1700000000\nx 1\n")));
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1700000000)),
                KernelStatParser.bootTime(bytes("cpu 1\nbtime 1700000000")));
        assertEquals(Optional.empty(), KernelStatParser.bootTime(bytes("cpu 1\nbtime soon\n")));
        assertEquals(Optional.empty(), KernelStatParser.bootTime(bytes("cpu 1\n")));
        assertEquals(
                OptionalLong.of(690721),
                KernelStatParser.forks(bytes("cpu 1\nbtime 1700000000\nprocesses 690721\nx 1\n")));
        assertEquals(OptionalLong.empty(), KernelStatParser.forks(bytes("cpu 1\nprocesses many\n")));
        assertEquals(OptionalLong.empty(), KernelStatParser.forks(bytes("cpu 1\nprocs_running 5\n")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
