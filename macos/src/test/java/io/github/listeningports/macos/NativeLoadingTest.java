package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native code that loads, is denied, or is missing; each in a JVM of its own. */
class NativeLoadingTest {

    private static final int WARNS_SINCE = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));

    /** The output of a JVM. */
    private record Ending(List<String> lines, String errors) {}

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsGcc() {
        Machine.needsGcc();
    }

    private Ending run(Path javaHome, String library, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), SnapshotMain.class.getName(), library));
        Path errors = directory.resolve("errors");
        String output = Machine.run(command, ProcessBuilder.Redirect.to(errors.toFile()));
        return new Ending(output.lines().toList(), Files.readString(errors));
    }

    private static String fake() {
        return FakeMac.library().toString();
    }

    @Test
    void loadingPrintsNothing() throws IOException {
        Ending ending = run(OWN_JDK, fake());

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertTrue(Runtime.version().feature() >= WARNS_SINCE || ending.errors().isEmpty(), ending::errors);
    }

    @Test
    void newerJvmsWarnOnce() throws IOException {
        Ending ending = run(newerJdk(), fake());

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertEquals(
                1,
                ending.errors()
                        .lines()
                        .filter(line -> line.contains("restricted method"))
                        .count(),
                ending::errors);
    }

    @Test
    void newerJvmsAreSilentWhereItIsEnabled() throws IOException {
        Ending ending = run(newerJdk(), fake(), "--enable-native-access=ALL-UNNAMED");

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertEquals("", ending.errors());
    }

    /** Both the first time and the second, when JNA no longer reports the cause. */
    @Test
    void aDenialNamesTheFlag() throws IOException {
        Ending ending = run(newerJdk(), fake(), "--illegal-native-access=deny");

        assertEquals(2, ending.lines().size());
        for (String line : ending.lines()) {
            assertTrue(
                    line.startsWith("exception listening ports on macOS require libproc, which JNA cannot call: ")
                            && line.contains("--enable-native-access=ALL-UNNAMED"),
                    line);
        }
    }

    @Test
    void jnaCannotLoadItsOwnLibrary() throws IOException {
        Ending ending = run(OWN_JDK, fake(), "-Djna.nounpack=true", "-Djna.boot.library.path=" + directory);

        assertEquals(2, ending.lines().size());
        for (String line : ending.lines()) {
            assertTrue(line.startsWith("exception ") && line.contains("-Djna.tmpdir"), line);
        }
    }

    @Test
    void theLibraryIsMissing() throws IOException {
        Ending ending = run(OWN_JDK, directory.resolve("libnone.so").toString());

        assertEquals(2, ending.lines().size());
        assertTrue(ending.lines().get(1).contains("libnone.so"), ending::toString);
    }

    private static String classPath() {
        return Stream.of(
                        ListeningPorts.class,
                        MacosListeningPortProvider.class,
                        SnapshotMain.class,
                        NativeLibrary.class,
                        org.slf4j.Logger.class)
                .map(NativeLoadingTest::placeOf)
                .collect(Collectors.joining(":"));
    }

    private static String placeOf(Class<?> member) {
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

    /** The JDK that runs this test if it is new enough, else the first installed one that is. */
    private static Path newerJdk() {
        Path jdks = Path.of("/usr/lib/jvm");
        Optional<Path> found = Optional.of(OWN_JDK).filter(NativeLoadingTest::warns);
        if (found.isEmpty() && Files.isDirectory(jdks)) {
            try (Stream<Path> installed = Files.list(jdks)) {
                found = installed.sorted().filter(NativeLoadingTest::warns).findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Machine.needs(found.isPresent(), "a JDK of 24 or later below /usr/lib/jvm");
        return found.orElseThrow();
    }

    private static boolean warns(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find()
                    && Integer.parseInt(version.group(1)) >= WARNS_SINCE
                    && Files.isExecutable(home.resolve("bin/java"));
        } catch (IOException e) {
            return false;
        }
    }
}
