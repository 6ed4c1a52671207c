package io.github.listeningports.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The command line; picocli fills the fields. */
@Command(
        name = "java -jar listening-ports-VERSION-app.jar",
        sortOptions = false,
        usageHelpAutoWidth = true,
        customSynopsis = "Usage: java -jar listening-ports-VERSION-app.jar [OPTION...] [PORT...]",
        synopsisHeading = "",
        description = "Lists the TCP and UDP ports this machine listens on, and who holds them.",
        footer = {
            "Exit status: 0 success, 1 nothing listens on a named port, or it cannot be bound, 2 bad argument,"
                    + " 3 the ports cannot be listed or the output not written, 4 the system's tools list other"
                    + " ports than --report, 5 --fail found a port."
        })
final class Options {

    /** What a request accepts. */
    private static final int MAX_THREADS = 256;

    private static final String NOT_A_PORT = "not a port number from 1 to 65535: ";

    @Parameters(paramLabel = "PORT", description = "only these, such as 8080 or 8000-8100, with reasons")
    List<String> words = List.of();

    @Option(names = "--tcp", description = "only TCP")
    boolean tcp;

    @Option(names = "--udp", description = "only UDP")
    boolean udp;

    @Option(names = "--exposed", description = "only ports that other hosts may reach")
    boolean exposed;

    @Option(names = "--fail", description = "fail if a port is, or may be, open to the Internet")
    boolean fail;

    @Option(
            names = "--allow",
            paramLabel = "PORT,...",
            hideParamSyntax = true,
            converter = PortListConverter.class,
            description = "ports that --fail accepts")
    @Nullable
    List<PortRange> allow;

    @Option(names = "--from", paramLabel = "ADDRESS", description = "a column more: would that host get in?")
    @Nullable
    String from;

    @Option(names = "--wide", description = "all owners of a socket, and no name cut")
    boolean wide;

    @Option(names = "--json", description = "one document; with --watch, an object for each change")
    boolean json;

    @Option(names = "--watch", description = "what opens, closes or changes, until interrupted")
    boolean watch;

    @Option(
            names = "--wait",
            paramLabel = "PORT",
            converter = OnePortConverter.class,
            description = "return when something listens; connects to nothing")
    @Nullable
    Integer awaited;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = SecondsConverter.class,
            description = "how long --wait waits (default: 30)")
    @Nullable
    Duration timeout;

    @Option(
            names = "--explain",
            paramLabel = "PORT",
            converter = OnePortConverter.class,
            description = "or explain PORT: can it be bound, and if not, why")
    @Nullable
    Integer explained;

    @Option(
            names = "--parallel",
            paramLabel = "THREADS",
            converter = ThreadsConverter.class,
            description = "how many look for owners (default: all processors)")
    @Nullable
    Integer workers;

    @ArgGroup(exclusive = false)
    @Nullable
    ReportOptions report;

    @Option(names = "--version", description = "print the version")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    boolean help;

    /** For a bug report. */
    static final class ReportOptions {

        @Option(names = "--report", required = true, paramLabel = "FILE", description = "all that a bug report needs")
        String file = "";

        @Option(names = "--anonymous", description = "no user names, host names and addresses in it")
        boolean anonymous;
    }

    /** The arguments with {@code explain 8080} as {@code --explain 8080}. */
    static String[] withoutWords(List<String> args) {
        String[] words = args.toArray(String[]::new);
        for (int i = 0; i < words.length; i++) {
            boolean file = i > 0 && words[i - 1].equals("--report");
            if (words[i].equals("explain") && !file) {
                words[i] = "--explain";
            }
        }
        return words;
    }

    /** What is wrong with the combination of options; empty if nothing is. */
    String fault() {
        Optional<String> noPort =
                words.stream().filter(word -> PortRange.parse(word).isEmpty()).findFirst();
        if (noPort.isPresent()) {
            return NOT_A_PORT + noPort.get();
        }
        boolean list = !words.isEmpty() || json || exposed || fail || from != null || wide;
        if (report != null && (list || tcp || udp || watch || awaited != null || explained != null)) {
            return "--report takes the name of a file, and --anonymous";
        }
        if (Stream.of(watch, awaited != null, explained != null)
                        .filter(each -> each)
                        .count()
                > 1) {
            return "only one of --watch, --wait and --explain";
        }
        if (json && (from != null || wide)) {
            return "--json has all owners and outcomes, and cannot be combined with --from or --wide";
        }
        if (watch && (fail || from != null || wide)) {
            return "--watch cannot be combined with --fail, --from or --wide";
        }
        if (awaited != null && list) {
            return "--wait takes one port, --timeout, --tcp and --udp";
        }
        if (explained != null && list) {
            return "--explain takes one port, --tcp and --udp";
        }
        if ((awaited != null || explained != null) && tcp && udp) {
            return "--wait and --explain look at one protocol: TCP, or UDP with --udp";
        }
        if (timeout != null && awaited == null) {
            return "--timeout is for --wait";
        }
        if (workers != null && (awaited != null || explained != null || report != null)) {
            return "--parallel is for the list, and --watch";
        }
        if (allow != null && !fail) {
            return "--allow is for --fail";
        }
        return "";
    }

    /** The ports that are named; none means all. */
    List<PortRange> ports() {
        return words.stream().flatMap(word -> PortRange.parse(word).stream()).toList();
    }

    boolean isAllowed(int port) {
        return allow != null && allow.stream().anyMatch(range -> range.contains(port));
    }

    /** How many threads look for owners. */
    int threads() {
        return workers == null ? Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS) : workers;
    }

    OptionalInt explainedPort() {
        return explained == null ? OptionalInt.empty() : OptionalInt.of(explained);
    }

    OptionalInt awaitedPort() {
        return awaited == null ? OptionalInt.empty() : OptionalInt.of(awaited);
    }

    static final class PortListConverter implements ITypeConverter<List<PortRange>> {
        @Override
        public List<PortRange> convert(String text) {
            return PortRange.parseList(text).orElseThrow(() -> new TypeConversionException(NOT_A_PORT + text));
        }
    }

    static final class OnePortConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return PortRange.parse(text)
                    .filter(range -> range.first() == range.last())
                    .orElseThrow(() -> new TypeConversionException(NOT_A_PORT + text))
                    .first();
        }
    }

    static final class ThreadsConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int threads = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
            if (threads < 1 || threads > MAX_THREADS) {
                throw new TypeConversionException("not a number of threads from 1 to " + MAX_THREADS + ": " + text);
            }
            return threads;
        }
    }

    static final class SecondsConverter implements ITypeConverter<Duration> {
        private static final int MAX_DIGITS = 6;

        @Override
        public Duration convert(String text) {
            if (!text.matches("[0-9]{1," + MAX_DIGITS + "}")) {
                throw new TypeConversionException("not a number of seconds from 0 to 999999: " + text);
            }
            return Duration.ofSeconds(Long.parseLong(text));
        }
    }
}
