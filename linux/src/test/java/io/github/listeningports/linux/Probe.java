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
 * What {@link ProbeMain} saw, in a JVM started behind a command such as setpriv or nsenter.
 *
 * @param ports a line each: protocol, address, port, pids, name, namespace, uid
 */
record Probe(List<Row> ports, List<String> diagnostics, boolean complete) {

    record Row(String protocol, String address, int port, String pids, String name, String namespace, String uid) {}

    static Probe run(List<String> prefix, String... arguments) {
        List<String> command = Machine.concat(
                prefix,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ReadableClassPath.VALUE,
                ProbeMain.class.getName());
        String output = Machine.run(Machine.concat(command, arguments));
        List<String[]> lines = output.lines().map(line -> line.split("\t", -1)).toList();
        return new Probe(
                lines.stream()
                        .filter(line -> line[0].equals("port"))
                        .map(l -> new Row(l[1], l[2], Integer.parseInt(l[3]), l[4], l[5], l[6], l[7]))
                        .toList(),
                lines.stream()
                        .filter(line -> line[0].equals("diagnostic"))
                        .map(line -> line[1])
                        .toList(),
                lines.stream().anyMatch(line -> line[0].equals("complete") && line[1].equals("true")));
    }

    List<Row> on(int port) {
        return ports.stream().filter(row -> row.port() == port).toList();
    }

    /** A copy of the classes that any user can read: the checkout and the Maven repository may be in a private home. */
    private static final class ReadableClassPath {
        static final String VALUE = Stream.of(ListeningPorts.class, LinuxListeningPortProvider.class, ProbeMain.class)
                .map(ReadableClassPath::copy)
                .map(Path::toString)
                .collect(Collectors.joining(":"));

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
