package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables that are there and empty, as in WSL 1: real masks, in a mount namespace that ends with the look. */
class BlankTablesTest {

    @BeforeAll
    static void needsRoot() {
        Machine.needsRoot();
        Machine.needs("gcc");
    }

    private static List<String> mounted(String mount) {
        return List.of("unshare", "--mount", "sh", "-ec", mount + "; exec \"$@\"", "sh");
    }

    @Test
    void aTableWithoutItsHeaderLineIsMissing() {
        try (Lab lab = Lab.hold("port=7031")) {
            Probe one = Probe.run(
                    mounted("mount -t tmpfs none /mnt; mkdir -p /mnt/1/net; cp /proc/1/net/dev /mnt/1/net/; cp"
                            + " /proc/1/net/tcp /mnt/1/net/; : > /mnt/1/net/tcp6; : > /mnt/1/net/udp; : >"
                            + " /mnt/1/net/udp6"),
                    "ports",
                    "root=/mnt");
            assertFalse(one.complete(), one::toString);
            assertEquals(3, one.diagnostics("PORTS_MISSING").size(), one::toString);
            assertTrue(one.diagnostics("PORTS_MISSING").get(0).contains("without even the header line"), one::toString);
            assertEquals(1, one.on(lab.port()).size());

            Probe all = Probe.run(
                    mounted("mount -t tmpfs none /mnt; mkdir -p /mnt/1/net; cd /mnt/1/net; : > tcp; : > tcp6; : > udp;"
                            + " : > udp6"),
                    "ports",
                    "root=/mnt");
            assertFalse(all.complete(), all::toString);
            assertEquals(4, all.diagnostics("PORTS_MISSING").size(), all::toString);
        }
    }
}
