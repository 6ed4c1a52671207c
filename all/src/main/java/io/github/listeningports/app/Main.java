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

    private static final String USAGE = """
            Usage: java -jar listening-ports-VERSION-app.jar [PORT ...]

            Prints which TCP and UDP ports this machine listens on, and who holds each.
            With port numbers (1 to 65535), shows those only, and why the firewall's verdict on each is
            what it is.

              -h, --help     print this and exit
              --version      print the version and exit

            Exit status: 0 if all went well, 1 if nothing listens on a port that was named,
            2 if an argument cannot be read, 3 if the ports cannot be looked at.""";

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
            // System.out writes in the terminal's or locale's own encoding, with "?" for what that cannot say.
            status = new Main(ListeningPorts::snapshot, System.out, System.err).run(List.of(args));
        } catch (RuntimeException | Error e) {
            // Our own mistake. Left to the JVM it would end with status 1, which says "nothing listens".
            e.printStackTrace();
            status = CANNOT_LOOK;
        }
        System.exit(status);
    }

    /** Does what the arguments ask for, and tells the exit status. */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            print(out, USAGE.lines().toList());
            return OK;
        }
        if (args.contains("--version")) {
            print(out, List.of("listening-ports " + version()));
            return OK;
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
        String doubt = snapshot.isComplete() ? "" : ", as far as could be seen";
        print(err, List.of("nothing listens on port " + missing + doubt));
        return NO_LISTENER;
    }

    private static boolean isPortNumber(String arg) {
        // parseInt alone would take "+80" and the digits of every script.
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
     * In one go, so that few writes are made. A reader that is gone ({@code | head -1}) is no error: PrintStream throws none.
     *
     * <p>The last guard against forged lines and escape sequences: what comes from the API is escaped, an argument is
     * not.
     */
    private static void print(PrintStream to, List<String> lines) {
        String end = System.lineSeparator();
        to.print(lines.stream()
                .map(line -> line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?") + end)
                .collect(Collectors.joining()));
        to.flush();
    }
}
