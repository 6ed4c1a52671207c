package io.github.listeningports.linux;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.ChildProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How to start a JVM that prints the ports with {@link ProbeMain}. */
public record ProbeJvm(ChildJvm jvm, boolean hasJna) {

    /** A JVM like this one, without options and without JNA. */
    public static ProbeJvm plain() {
        return new ProbeJvm(ChildJvm.withClassPath(ReadableClassPath.CLASSES), false);
    }

    /** Behind a command such as setpriv or nsenter. */
    public ProbeJvm behind(List<String> command) {
        return new ProbeJvm(jvm.behind(command), hasJna);
    }

    ProbeJvm of(Path otherJavaHome) {
        return new ProbeJvm(jvm.of(otherJavaHome), hasJna);
    }

    public ProbeJvm withJna() {
        return new ProbeJvm(jvm, true);
    }

    /** With classes of JNA's that differ from those of its jar. */
    ProbeJvm withJnaBehind(Path classes) {
        return new ProbeJvm(jvm.andClassPath(classes), true);
    }

    /** With native access enabled where the JVM would warn of it (JDK 24 and later). */
    public ProbeJvm withNativeAccess() {
        return Runtime.version().feature() < 24 ? this : with("--enable-native-access=ALL-UNNAMED");
    }

    public ProbeJvm with(String... moreOptions) {
        return new ProbeJvm(jvm.with(moreOptions), hasJna);
    }

    /** Starts another main method than that of {@link ProbeMain}, which answers lines with lines. */
    ChildProcess serve(Class<?> main) {
        ChildJvm complete = hasJna ? jvm.andClassPath(ReadableClassPath.Jna.JAR) : jvm;
        return ChildProcess.start(complete.command(main.getName()));
    }

    /** One look; the arguments are those of {@link ProbeMain}. */
    public Probe look(String... arguments) {
        ChildJvm complete = hasJna ? jvm.andClassPath(ReadableClassPath.Jna.JAR) : jvm;
        ChildJvm.Output output = complete.run(ProbeMain.class.getName(), arguments);
        return Probe.of(output.out(), output.errors());
    }

    /** A copy of the classes that any user can read: the checkout and the Maven repository may be in a private home. */
    private static final class ReadableClassPath {
        static final String CLASSES = Stream.of(ListeningPorts.class, LinuxListeningPortProvider.class, ProbeMain.class)
                .map(ReadableClassPath::copy)
                .map(Path::toString)
                .collect(Collectors.joining(":"));

        /** Apart, for most tests do without. */
        static final class Jna {
            static final Path JAR = copy(com.sun.jna.Pointer.class);
        }

        private static Path copy(Class<?> member) {
            try {
                Path from = ChildJvm.location(member);
                Path to = Files.createTempDirectory("listening-ports-probe");
                Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
                to.toFile().deleteOnExit();
                if (Files.isDirectory(from)) {
                    copyTree(from, to);
                    return to;
                }
                Path jar = Files.copy(from, to.resolve("classes.jar"));
                Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
                jar.toFile().deleteOnExit();
                return jar;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void copyTree(Path from, Path to) throws IOException {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    if (!directory.equals(from)) {
                        created(Files.createDirectory(to.resolve(from.relativize(directory))), "rwxr-xr-x");
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    created(Files.copy(file, to.resolve(from.relativize(file))), "rw-r--r--");
                    return FileVisitResult.CONTINUE;
                }
            });
        }

        private static void created(Path path, String permissions) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            path.toFile().deleteOnExit();
        }
    }
}
