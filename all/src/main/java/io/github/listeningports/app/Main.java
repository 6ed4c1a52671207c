package io.github.listeningports.app;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command-line program: lists, watches or awaits the listening ports of this machine. */
final class Main {

    static final int OK = 0;
    static final int NO_LISTENER = 1;
    static final int BAD_ARGUMENTS = 2;
    static final int CANNOT_LOOK = 3;
    static final int DIFFERENT = 4;
    static final int EXPOSED = 5;

    /** What picocli takes. */
    private static final int LEAST_HELP_WIDTH = 55;

    private final Function<SnapshotRequest, PortSnapshot> ports;
    private final Output out;
    private final Output err;

    Main(Function<SnapshotRequest, PortSnapshot> ports, Output out, Output err) {
        this.ports = ports;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        int status;
        try {
            Output out = new Output(
                    new FileOutputStream(FileDescriptor.out),
                    encoding("stdout.encoding"),
                    Terminal.of(System.getenv(), Terminal.isConnected()));
            Output err =
                    new Output(new FileOutputStream(FileDescriptor.err), encoding("stderr.encoding"), Terminal.NONE);
            status = new Main(ListeningPorts::snapshot, out, err).run(List.of(args));
        } catch (RuntimeException | Error e) {
            // A bug. An uncaught exception would end the JVM with status 1, which means "nothing listens".
            e.printStackTrace();
            status = CANNOT_LOOK;
        }
        System.exit(status);
    }

    /** That of the terminal, or of the locale. JDK 17 has "sun.stdout.encoding", and for terminals only. */
    private static Charset encoding(String property) {
        String name = System.getProperty(
                property, System.getProperty("sun." + property, System.getProperty("native.encoding", "UTF-8")));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** Runs the program and returns the exit status. */
    int run(List<String> args) {
        int status = runArguments(args);
        if (out.failure().isEmpty()) {
            return status;
        }
        // Whoever closed the pipe, as head(1) does, has seen enough. Windows: "The pipe is being closed".
        if (!out.failure().toLowerCase(Locale.ROOT).contains("pipe")) {
            err.print("the output cannot be written: " + out.failure());
        }
        return CANNOT_LOOK;
    }

    private int runArguments(List<String> args) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        line.setExpandAtFiles(false); // another user's arguments would be this one's files
        out.columns().ifPresent(columns -> line.setUsageHelpWidth(Math.max(columns, LEAST_HELP_WIDTH)));
        try {
            line.parseArgs(Options.withoutWords(args));
        } catch (ParameterException e) {
            return refuse(message(e));
        }
        if (options.help) {
            out.print(line.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().toList());
            return OK;
        }
        if (options.version) {
            out.print("listening-ports " + version());
            return OK;
        }
        return options.fault().isEmpty() ? run(options) : refuse(options.fault());
    }

    private int run(Options options) {
        try {
            if (options.report != null) {
                return report(options.report.file, options.report.anonymous);
            }
            if (options.watch) {
                return new Watching(options, out, err).run();
            }
            if (options.awaited != null) {
                return new Waiting(options, out, err).run();
            }
            if (options.explained != null) {
                return explain(options);
            }
            return new Listing(options, ports, out, err).run();
        } catch (ListeningPortsException e) {
            err.print(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            return CANNOT_LOOK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT_LOOK;
        }
    }

    /** The first line answers; the others are what else refuses it, and what is good to know. */
    private int explain(Options options) {
        int port = options.explainedPort().orElseThrow();
        boolean udp = options.udp && !options.tcp;
        BindReport report = ListeningPorts.explainBind(udp ? BindRequest.udp(port) : BindRequest.tcp(port));
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(
                report.toString(),
                switch (report.answer()) {
                    case BINDABLE -> Colour.GREEN;
                    case REFUSED -> Colour.RED;
                    case UNKNOWN -> Colour.YELLOW;
                }));
        Stream.concat(
                        report.obstacles().stream().skip(1).map(BindObstacle::toString),
                        report.notes().stream().map(BindNote::toString))
                .distinct()
                .filter(line -> !line.equals(report.toString()))
                .forEach(line -> lines.add(Line.of(line)));
        out.printLines(lines);
        return report.answer() == BindReport.Answer.BINDABLE ? OK : NO_LISTENER;
    }

    private int refuse(String why) {
        err.print(List.of(why, "Try --help."));
        return BAD_ARGUMENTS;
    }

    /** Ours, where a converter of ours refused; picocli puts the name of the option before it. */
    private static String message(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        int ours = message.indexOf("): not ");
        return ours < 0 ? message : message.substring(ours + 3);
    }

    private int report(String file, boolean anonymous) {
        Report report = new Report(ports, ToolReader::read, SystemTool.of(System.getProperty("os.name", "")));
        try {
            Files.writeString(Path.of(file), report.write(version(), anonymous));
        } catch (IOException | InvalidPathException e) {
            err.print("cannot write " + file + ": " + e);
            return BAD_ARGUMENTS;
        }
        out.print(report.summary().lines().toList());
        if (report.isFailed()) {
            return CANNOT_LOOK;
        }
        return report.isDifferent() ? DIFFERENT : OK;
    }

    private static String version() {
        try (InputStream text = Objects.requireNonNull(Main.class.getResourceAsStream("version.txt"), "version.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
