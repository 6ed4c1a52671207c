package io.github.listeningports.app;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The command-line program: prints the listening ports of this machine as a table. */
final class Main {

    static final int OK = 0;
    static final int NO_LISTENER = 1;
    static final int BAD_ARGUMENTS = 2;
    static final int CANNOT_LOOK = 3;
    static final int DIFFERENT = 4;

    private static final String USAGE = """
            Usage: java -jar listening-ports-VERSION-app.jar [PORT ...]
               or: java -jar listening-ports-VERSION-app.jar --report FILE [--anonymous]

            Lists the TCP and UDP ports this machine listens on, and the processes that hold them.
            With port numbers (1 to 65535), lists only those, with the reason for the firewall's
            verdict on each.

              -h, --help     print this help and exit
              --version      print the version and exit
              --report FILE  write all that a bug report needs: our tables, the output of the
                             system's own tools, and the differences between both; run as
                             root or administrator, it has more
              --anonymous    replace user names, host names and addresses in it

            Exit status: 0 on success, 1 if nothing listens on one of the given ports,
            2 if an argument is invalid, 3 if the ports cannot be listed,
            4 if the system's own tools list other ports than the report.""";

    private final Function<SnapshotRequest, PortSnapshot> ports;
    private final PrintStream out;
    private final PrintStream err;

    Main(Function<SnapshotRequest, PortSnapshot> ports, PrintStream out, PrintStream err) {
        this.ports = ports;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        int status;
        try {
            // System.out uses the encoding of the terminal or locale, with "?" for characters it lacks.
            status = new Main(ListeningPorts::snapshot, System.out, System.err).run(List.of(args));
        } catch (RuntimeException | Error e) {
            // A bug. An uncaught exception would end the JVM with status 1, which means "nothing listens".
            e.printStackTrace();
            status = CANNOT_LOOK;
        }
        System.exit(status);
    }

    /** Runs the program and returns the exit status. */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            print(out, USAGE.lines().toList());
            return OK;
        }
        if (args.contains("--version")) {
            print(out, List.of("listening-ports " + version()));
            return OK;
        }
        if (args.contains("--report")) {
            return report(args);
        }
        Optional<String> unreadable =
                args.stream().filter(arg -> !isPortNumber(arg)).findFirst();
        if (unreadable.isPresent()) {
            print(err, List.of("not a port number from 1 to 65535: " + unreadable.get(), ""));
            print(err, USAGE.lines().toList());
            return BAD_ARGUMENTS;
        }
        return show(args.stream().mapToInt(Integer::parseInt).distinct().toArray());
    }

    private int report(List<String> args) {
        boolean anonymous = args.contains("--anonymous");
        List<String> words =
                args.stream().filter(arg -> !arg.equals("--anonymous")).toList();
        if (words.size() != 2
                || !words.get(0).equals("--report")
                || words.get(1).startsWith("--")) {
            print(err, List.of("--report takes the name of a file, and --anonymous", ""));
            print(err, USAGE.lines().toList());
            return BAD_ARGUMENTS;
        }
        Report report = new Report(ports, ToolReader::read, SystemTool.of(System.getProperty("os.name", "")));
        try {
            Files.writeString(Path.of(words.get(1)), report.write(version(), anonymous));
        } catch (IOException | InvalidPathException e) {
            print(err, List.of("cannot write " + words.get(1) + ": " + e));
            return BAD_ARGUMENTS;
        }
        print(out, report.summary().lines().toList());
        if (report.isFailed()) {
            return CANNOT_LOOK;
        }
        return report.isDifferent() ? DIFFERENT : OK;
    }

    private int show(int... wanted) {
        SnapshotRequest request = SnapshotRequest.standard();
        PortSnapshot snapshot;
        try {
            snapshot = ports.apply(wanted.length == 0 ? request : request.withPorts(wanted));
        } catch (ListeningPortsException e) {
            print(err, List.of(Objects.requireNonNullElse(e.getMessage(), e.toString())));
            return CANNOT_LOOK;
        }
        print(out, PortTable.lines(snapshot, wanted.length > 0));

        String missing = Arrays.stream(wanted)
                .filter(port -> snapshot.onPort(port).isEmpty())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
        if (missing.isEmpty()) {
            return OK;
        }
        String caveat = snapshot.isComplete() ? "" : ", but the list of ports is not complete";
        print(err, List.of("nothing listens on port " + missing + caveat));
        return NO_LISTENER;
    }

    private static boolean isPortNumber(String arg) {
        // parseInt alone accepts "+80" and the digits of every script.
        return arg.matches("[0-9]{1,5}") && Integer.parseInt(arg) >= 1 && Integer.parseInt(arg) <= 65535;
    }

    private static String version() {
        try (InputStream text = Objects.requireNonNull(Main.class.getResourceAsStream("version.txt"), "version.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Prints all lines at once, to make few writes. A closed pipe ({@code | head -1}) is not an error: PrintStream throws no exception.
     *
     * <p>The last guard against forged lines and escape sequences: the API escapes its text, arguments are unescaped.
     */
    private static void print(PrintStream to, List<String> lines) {
        String end = System.lineSeparator();
        to.print(lines.stream()
                .map(line -> line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?") + end)
                .collect(Collectors.joining()));
        to.flush();
    }
}
