package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The /proc of a container, by the way through one of its processes. */
class ContainersProcTest {

    @BeforeAll
    static void needsRoot() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("ip");
    }

    @Test
    void theProcOfAContainerIsNotOurs() {
        List<String> container = List.of(
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--net",
                "sh",
                "-ec",
                "ip link set lo up; exec \"$@\"",
                "sh");
        try (Lab inside = Lab.start(container, "hold", "port=7034");
                Lab here = Lab.hold("port=7035")) {
            long outside = ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info()
                            .command()
                            .filter(c -> c.endsWith("/lab"))
                            .isPresent())
                    .mapToLong(ProcessHandle::pid)
                    .filter(pid -> pid != here.pids().get(0))
                    .findFirst()
                    .orElseThrow();
            Probe probe = Probe.run(List.of(), "root=/proc/" + outside + "/root/proc");

            assertEquals(List.of(), probe.on(here.port()), probe::toString);
            assertEquals(inside.pids().toString(), probe.only(7034).pids(), "as numbered there");
        }
    }
}
