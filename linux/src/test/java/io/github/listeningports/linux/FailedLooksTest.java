package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A look that ends in the middle, for want of stack or heap: the next is right, nothing stays locked, and nothing is left open. */
class FailedLooksTest {

    @ParameterizedTest
    @CsvSource({
        "ports, never",
        "owners, never",
        "owners, always",
        "owners-by-several, never",
        "owners-by-several, always",
        "standard, always"
    })
    void atTheEndOfTheStack(String what, String nativeCode) {
        assertRecovers(jvm(nativeCode), "stack", what);
    }

    @ParameterizedTest
    @CsvSource({
        "ports, never",
        "owners, never",
        "owners, always",
        "owners-by-several, never",
        "owners-by-several, always",
        "standard, always"
    })
    void inAFullHeap(String what, String nativeCode) {
        assertRecovers(jvm(nativeCode).with("-Xmx16m", "-XX:+UseSerialGC"), "heap", what);
    }

    private static void assertRecovers(ChildJvm jvm, String lack, String what) {
        Machine.needs("gcc");
        // Few processes and sockets to look at, which nobody else starts and opens, but all that there is of a look:
        // one socket is that of a hidden process.
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab hidden = Lab.start(namespace.enter(), "hold")) {
            assertEquals(1, hidden.pids().size());
            List<String> alone = Machine.concat(
                    namespace.enter(), "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--");
            assertRecovered(jvm.behind(alone).run(FailedLooksMain.class.getName(), lack, what));
        }
    }

    private static void assertRecovered(ChildJvm.Output output) {
        List<String> said = output.lines();
        String[] words = said.get(said.size() - 1).split(" ", -1);
        assertEquals("", output.errors());
        assertEquals(1, said.size(), said::toString);
        assertTrue(Integer.parseInt(words[0]) > 0, () -> "none failed: " + said);
        assertTrue(Integer.parseInt(words[0]) < Integer.parseInt(words[2]), () -> "all failed: " + said);
    }

    private static ChildJvm jvm(String nativeCode) {
        String[] nativeAccess =
                Runtime.version().feature() < 24 ? new String[0] : new String[] {"--enable-native-access=ALL-UNNAMED"};
        return ChildJvm.withClassPath(System.getProperty("java.class.path"))
                // JVMs in different namespaces of processes can have the same pid, and would warn of their common file
                // of performance data.
                .with("-Dlisteningports.native=" + nativeCode, "-XX:-UsePerfData")
                .with(nativeAccess);
    }
}
