package io.github.listeningports.linux;

import io.github.listeningports.ListeningPorts;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start a JVM that looks at the ports with {@link ProbeMain}.
 *
 * @param prefix the command before it, such as setpriv or nsenter
 * @param options of the JVM
 */
public record ProbeJvm(List<String> prefix, Path javaHome, List<String> options, boolean hasJna) {

    public ProbeJvm {
        prefix = List.copyOf(prefix);
        options = List.copyOf(options);
    }

    /** A JVM like this one, without options and without JNA. */
    public static ProbeJvm plain() {
        return new ProbeJvm(List.of(), Path.of(System.getProperty("java.home")), List.of(), false);
    }

    public ProbeJvm behind(List<String> command) {
        return new ProbeJvm(command, javaHome, options, hasJna);
    }

    ProbeJvm of(Path otherJavaHome) {
        return new ProbeJvm(prefix, otherJavaHome, options, hasJna);
    }

    public ProbeJvm withJna() {
        return new ProbeJvm(prefix, javaHome, options, true);
    }

    public ProbeJvm with(String... moreOptions) {
        return new ProbeJvm(prefix, javaHome, Machine.concat(options, moreOptions), hasJna);
    }

    /** One look; the arguments are those of {@link ProbeMain}. */
    public Probe look(String... arguments) {
        List<String> command =
                Machine.concat(prefix, javaHome.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", ReadableClassPath.CLASSES + (hasJna ? ":" + ReadableClassPath.Jna.JAR : "")));
        command.add(ProbeMain.class.getName());
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("listening-ports-probe", ".err");
            try {
                String output = Machine.run(command, ProcessBuilder.Redirect.to(errors.toFile()));
                return Probe.of(output, Files.readString(errors));
            } catch (AssertionError e) {
                throw new AssertionError(Files.readString(errors), e);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
                Path from = Path.of(member.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
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
            } catch (IOException | URISyntaxException e) {
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
