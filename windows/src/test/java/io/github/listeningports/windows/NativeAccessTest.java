package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Pointer;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.lab.Machine;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The messages when native code cannot be loaded, each in a separate JVM. On Linux too, where JNA is denied or kernel32 is missing.
 */
class NativeAccessTest {

    private static final int WARNS_SINCE = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));

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
    void aDenialNamesTheOption() throws IOException {
        String output = open(newerJdk(), true, "--illegal-native-access=deny");

        assertTrue(output.contains("java.lang.IllegalCallerException"), output);
        assertTrue(output.contains("; start Java with --enable-native-access=ALL-UNNAMED"), output);
    }

    @Test
    void whereItIsEnabledTheOptionIsNotMentioned() throws IOException {
        String output = open(newerJdk(), true, "--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED");

        assertLoadsOrMissesKernel32(output);
    }

    @Test
    void onTheModulePathADenialNamesTheModule() throws IOException {
        Path jdk = newerJdk();
        String output = outputOf(List.of(
                jdk.resolve("bin").resolve("java").toString(),
                "--illegal-native-access=deny",
                "--module-path=" + location(Pointer.class),
                "--add-modules=com.sun.jna",
                "-cp",
                classPath(false),
                Opener.class.getName()));

        assertTrue(output.contains("; start Java with --enable-native-access=com.sun.jna"), output);
    }

    @Test
    void onThisJvm() throws IOException {
        String output = open(OWN_JDK, true);

        assertLoadsOrMissesKernel32(output);
    }

    @Test
    void withoutJnaTheMessageNamesIt() throws IOException {
        String output = open(OWN_JDK, false);

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
    private static String open(Path jdk, boolean withJna, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(jdk.resolve("bin").resolve("java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(withJna), Opener.class.getName()));
        return outputOf(command);
    }

    private static String outputOf(List<String> command) {
        List<String> lines = Machine.run(command).lines().toList();
        assertFalse(lines.isEmpty());
        assertEquals(lines.subList(0, lines.size() / 2), lines.subList(lines.size() / 2, lines.size()));
        return String.join("\n", lines.subList(0, lines.size() / 2));
    }

    private static String classPath(boolean withJna) {
        return Stream.of(ListeningPorts.class, WindowsListeningPortProvider.class, Opener.class, Pointer.class)
                .filter(each -> withJna || each != Pointer.class)
                .map(NativeAccessTest::location)
                .collect(Collectors.joining(File.pathSeparator));
    }

    static String location(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** This JDK if it is new enough, or the first one installed next to it. */
    private static Path newerJdk() throws IOException {
        try (Stream<Path> beside =
                Files.list(Optional.ofNullable(OWN_JDK.getParent()).orElse(OWN_JDK))) {
            Optional<Path> found = Stream.concat(Stream.of(OWN_JDK), beside.sorted())
                    .filter(NativeAccessTest::warns)
                    .findFirst();
            Machine.needs(found.isPresent(), "a JDK of 24 or later beside " + OWN_JDK);
            return found.orElseThrow();
        }
    }

    private static boolean warns(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() && Integer.parseInt(version.group(1)) >= WARNS_SINCE;
        } catch (IOException e) {
            return false;
        }
    }
}
