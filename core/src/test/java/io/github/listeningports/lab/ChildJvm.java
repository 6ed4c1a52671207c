package io.github.listeningports.lab;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start another JVM: with other options, on another JDK, or with other rights.
 *
 * @param prefix the command before it, such as setpriv or nsenter
 */
public record ChildJvm(List<String> prefix, Path home, List<String> options, String classPath) {

    public ChildJvm {
        prefix = List.copyOf(prefix);
        options = List.copyOf(options);
    }

    /** What a program printed that ended well. */
    public record Output(String out, String errors) {

        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** On the JDK of this JVM, without options. */
    public static ChildJvm withClassPath(String classPath) {
        return new ChildJvm(List.of(), Path.of(System.getProperty("java.home")), List.of(), classPath);
    }

    /** With the directories and jars of these classes. */
    public static ChildJvm withClasses(Class<?>... members) {
        return withClassPath(Stream.of(members)
                .map(each -> location(each).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator)));
    }

    /** The directory or jar of a class. */
    public static Path location(Class<?> member) {
        try {
            return Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public ChildJvm behind(List<String> command) {
        return new ChildJvm(command, home, options, classPath);
    }

    public ChildJvm of(Path otherHome) {
        return new ChildJvm(prefix, otherHome, options, classPath);
    }

    public ChildJvm with(String... moreOptions) {
        return new ChildJvm(prefix, home, Machine.concat(options, moreOptions), classPath);
    }

    public ChildJvm andClassPath(Path more) {
        return new ChildJvm(prefix, home, options, classPath + File.pathSeparator + more);
    }

    /** The command that runs a class's main method. */
    public List<String> command(String main, String... arguments) {
        List<String> command = Machine.concat(
                prefix, home.resolve("bin").resolve("java").toString(), "-XX:TieredStopAtLevel=1", "-cp", classPath);
        command.addAll(options);
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a class's main method to its end. */
    public Output run(String main, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(main, arguments));
        // The JVM prints that it picked them up.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        try {
            Path errors = Files.createTempFile("listening-ports-jvm", ".err");
            errors.toFile().deleteOnExit(); // on wine it cannot be deleted as soon as the process has ended
            try {
                String out = Machine.run(builder.redirectError(errors.toFile()));
                return new Output(out, Files.readString(errors));
            } catch (AssertionError e) {
                throw new AssertionError(Files.readString(errors), e);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
