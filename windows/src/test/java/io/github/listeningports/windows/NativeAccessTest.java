package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Pointer;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NewerJdk;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The messages when native code cannot be loaded, each in a separate JVM. On Linux too, where JNA is denied or kernel32 is missing.
 */
class NativeAccessTest {

    /** Opens a source, and prints the reason if that fails. */
    static final class Opener {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    ListeningPorts.open(new WindowsListeningPortProvider(), SnapshotRequest.ports())
                            .close();
                    System.out.println("opened");
                } catch (ListeningPortsException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void aDenialNamesTheOption() {
        String output = open(newer(withJna()).with("--illegal-native-access=deny"));

        assertTrue(output.contains("java.lang.IllegalCallerException"), output);
        assertTrue(output.contains("; start Java with --enable-native-access=ALL-UNNAMED"), output);
    }

    @Test
    void whereItIsEnabledTheOptionIsNotMentioned() {
        String output =
                open(newer(withJna()).with("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"));

        assertLoadsOrMissesKernel32(output);
    }

    @Test
    void onTheModulePathADenialNamesTheModule() {
        String output = open(newer(withoutJna())
                .with(
                        "--illegal-native-access=deny",
                        "--module-path=" + ChildJvm.location(Pointer.class),
                        "--add-modules=com.sun.jna"));

        assertTrue(output.contains("; start Java with --enable-native-access=com.sun.jna"), output);
    }

    @Test
    void onThisJvm() {
        String output = open(withJna());

        assertLoadsOrMissesKernel32(output);
    }

    @Test
    void withoutJnaTheMessageNamesIt() {
        String output = open(withoutJna());

        assertTrue(output.contains("com/sun/jna") || output.contains("com.sun.jna"), output);
        assertTrue(output.contains("check that jna.jar is present"), output);
    }

    private static void assertLoadsOrMissesKernel32(String output) {
        assertFalse(output.contains("--enable-native-access"), output);
        if (Machine.isWindows()) {
            assertEquals("opened", output);
        } else {
            assertTrue(output.contains("java.lang.UnsatisfiedLinkError") && output.contains("kernel32"), output);
        }
    }

    /** The message, which is the same the second time. */
    private static String open(ChildJvm jvm) {
        List<String> lines = jvm.run(Opener.class.getName()).lines();
        assertFalse(lines.isEmpty());
        assertEquals(lines.subList(0, lines.size() / 2), lines.subList(lines.size() / 2, lines.size()));
        return String.join("\n", lines.subList(0, lines.size() / 2));
    }

    private static ChildJvm withJna() {
        return withoutJna().andClassPath(ChildJvm.location(Pointer.class));
    }

    private static ChildJvm withoutJna() {
        return ChildJvm.withClasses(ListeningPorts.class, WindowsListeningPortProvider.class, Opener.class);
    }

    private static ChildJvm newer(ChildJvm jvm) {
        return jvm.of(NewerJdk.homeBesideThisOne());
    }
}
