package io.github.listeningports.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK that warns of native access unless it is enabled on the command line or in the manifest (JEP 472). */
public final class NewerJdk {

    public static final int FIRST_VERSION = 24;

    private static final Path THIS = Path.of(System.getProperty("java.home"));
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private NewerJdk() {}

    /** The JDK of this JVM or another one below /usr/lib/jvm; skips the test where there is none. */
    public static Path home() {
        Optional<Path> found = installed();
        Machine.needs(found.isPresent(), "a JDK of " + FIRST_VERSION + " or later below /usr/lib/jvm");
        return found.orElseThrow();
    }

    /** The JDK of this JVM or another one below /usr/lib/jvm. */
    public static Optional<Path> installed() {
        return in(Path.of("/usr/lib/jvm"));
    }

    /** The JDK of this JVM or another one beside it; skips the test where there is none. */
    public static Path homeBesideThisOne() {
        Optional<Path> found = besideThisOne();
        Machine.needs(found.isPresent(), "a JDK of " + FIRST_VERSION + " or later beside " + THIS);
        return found.orElseThrow();
    }

    public static Optional<Path> besideThisOne() {
        return in(Objects.requireNonNullElse(THIS.getParent(), THIS));
    }

    private static Optional<Path> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.of(THIS).filter(NewerJdk::isNewer);
        }
        try (Stream<Path> installed = Files.list(directory)) {
            return Stream.concat(Stream.of(THIS), installed.sorted())
                    .filter(NewerJdk::isNewer)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNewer(Path home) {
        Path java = home.resolve("bin").resolve(Machine.isWindows() ? "java.exe" : "java");
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() && Integer.parseInt(version.group(1)) >= FIRST_VERSION && Files.isExecutable(java);
        } catch (IOException e) {
            return false;
        }
    }
}
