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
 * What the loader says where native code cannot be loaded, each in a JVM of its own. On Linux too: it is JNA that is denied, or else kernel32 that is not
 * there.
 */
class NativeAccessTest {

    private static final int WARNS_SINCE = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));

    /** Opens a source, and prints why that is not possible. */
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
        String said = open(newerJdk(), true, "--illegal-native-access=deny");

        assertTrue(said.contains("java.lang.IllegalCallerException"), said);
        assertTrue(said.contains("; start Java with --enable-native-access=ALL-UNNAMED"), said);
    }

    @Test
    void whereItIsEnabledNothingIsSaidOfIt() throws IOException {
        String said = open(newerJdk(), true, "--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED");

        assertLoadsOrMissesKernel32(said);
    }

    @Test
    void onTheModulePathADenialNamesTheModule() throws IOException {
        Path jdk = newerJdk();
        String said = say(List.of(
                jdk.resolve("bin").resolve("java").toString(),
                "--illegal-native-access=deny",
                "--module-path=" + location(Pointer.class),
                "--add-modules=com.sun.jna",
                "-cp",
                classPath(false),
                Opener.class.getName()));

        assertTrue(said.contains("; start Java with --enable-native-access=com.sun.jna"), said);
    }

    @Test
    void onThisJvm() throws IOException {
        String said = open(OWN_JDK, true);

        assertLoadsOrMissesKernel32(said);
    }

    @Test
    void withoutJnaItSaysWhatIsMissing() throws IOException {
        String said = open(OWN_JDK, false);

        assertTrue(said.contains("com/sun/jna") || said.contains("com.sun.jna"), said);
        assertTrue(said.contains("see that jna.jar is there"), said);
    }

    private static void assertLoadsOrMissesKernel32(String said) {
        assertFalse(said.contains("--enable-native-access"), said);
        if (Machine.isWindows()) {
            assertEquals("opened", said);
        } else {
            assertTrue(said.contains("java.lang.UnsatisfiedLinkError") && said.contains("kernel32"), said);
        }
    }

    /** What it says, which is the same the second time. */
    private static String open(Path jdk, boolean withJna, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(jdk.resolve("bin").resolve("java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(withJna), Opener.class.getName()));
        return say(command);
    }

    private static String say(List<String> command) {
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

    /** This one if it is one, or the first one of those installed beside it. */
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
