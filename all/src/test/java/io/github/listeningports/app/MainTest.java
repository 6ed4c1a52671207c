package io.github.listeningports.app;

import static io.github.listeningports.app.Snapshots.process;
import static io.github.listeningports.app.Snapshots.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final PortSnapshot MACHINE = Snapshots.of(tcp(80, process(10, "nginx", "root")), tcp(5432));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<SnapshotRequest> asked = new ArrayList<>();
    private Terminal terminal = Terminal.NONE;

    @Test
    void printsEveryPortWithoutArguments() {
        assertEquals(0, run(MACHINE));

        assertEquals(
                new PortTable(false, Optional.empty(), OptionalInt.empty())
                        .lines(MACHINE.ports()).stream().map(Line::toString).toList(),
                lines(out));
        assertEquals(List.of(), lines(err));
        assertEquals(List.of(standard()), asked);
    }

    @Test
    void asksForTheNamedPortsOnly() {
        assertEquals(0, run(MACHINE, "80", "5432", "0080"));

        assertEquals(List.of(withStories(standard()).withPorts(80, 5432)), asked);
        assertEquals(List.of("tcp 127.0.0.1 80", "tcp 127.0.0.1 5432"), reasoned(4));
        assertEquals(6, lines(out).size(), "the table, an empty line, the reasons");
        assertEquals(List.of(), lines(err));
    }

    @Test
    void saysOnWhichNamedPortsNothingListens() {
        assertEquals(1, run(MACHINE, "81", "80", "65535"));

        assertEquals(Set.of(80, 81, 65535), asked.get(0).portNumbers());
        assertEquals(List.of("tcp 127.0.0.1 80"), reasoned(3));
        assertEquals(4, lines(out).size(), "the table, an empty line, the reason");
        assertEquals(List.of("nothing listens on port 81, 65535"), lines(err));
    }

    @Test
    void doesNotVouchForWhatItCouldNotSee() {
        PortSnapshot partial = Snapshots.with(
                MACHINE, new Diagnostic(Diagnostic.Kind.PORTS_MISSING, "/proc/net/tcp6", "cannot be read"));

        assertEquals(1, run(partial, "81"));

        assertEquals(
                List.of(
                        "",
                        "PORTS_MISSING /proc/net/tcp6: cannot be read",
                        "nothing listens on port 81, but the list of ports is not complete"),
                lines(err));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http",
                "0",
                "65536",
                "99999999999",
                "+80",
                "80,81",
                "",
                "\u0668\u0660",
                "81-80",
                "0-9",
                "1-2-3",
                "8-"
            })
    void refusesWhatIsNoPortNumber(String arg) {
        assertEquals(2, run(MACHINE, "80", arg));

        assertEquals(List.of(), lines(out));
        assertEquals("not a port number from 1 to 65535: " + arg, lines(err).get(0));
        assertEquals(List.of(), asked);
        assertEquals("Try --help.", lines(err).get(1));
    }

    @Test
    void letsNoArgumentDriveTheTerminal() {
        assertEquals(2, run(MACHINE, "\u001b[2Ja\nb\u202e"));

        assertEquals("not a port number from 1 to 65535: ?[2Ja?b?", lines(err).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void explainsItselfWhenAsked(String option) {
        terminal = new Terminal(false, OptionalInt.of(80));

        assertEquals(0, run(MACHINE, "80", option));

        assertTrue(lines(out).get(0).startsWith("Usage: java -jar listening-ports-VERSION-app.jar "), text(out));
        assertTrue(lines(out).size() < 24, "fits a screen of 24 lines with the next prompt");
        assertTrue(lines(out).stream().allMatch(line -> line.length() <= 80), text(out));
        assertEquals(List.of(), lines(err));
        assertEquals(List.of(), asked);
    }

    /** Whoever names the port of another user's choice would print the first word of his own file. */
    @Test
    void noArgumentIsTheNameOfAFileOfArguments(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "word of a file");

        assertEquals(2, run(MACHINE, "@" + file));

        assertTrue(lines(err).get(0).contains("@" + file), text(err));
        assertFalse(text(err).contains("word"), text(err));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--report",
                "80 --report r.txt",
                "--report r.txt 80",
                "--report --anonymous",
                "--anonymous",
                "--report r.txt --json",
                "--watch --wait 80",
                "--watch --fail",
                "--json --wide",
                "--json --from 10.0.0.1",
                "--explain http",
                "explain",
                "explain http",
                "explain 80 81",
                "explain 80 --explain 81",
                "80 explain",
                "--explain 80 --json",
                "--explain 80 --watch",
                "--wait 80-81",
                "--wait 80 81",
                "--wait 80 --tcp --udp",
                "explain 80 --tcp --udp",
                "@/etc/hostname",
                "--timeout 3",
                "--wait 80 --timeout -3",
                "--allow 22",
                "--parallel 0",
                "--parallel 257",
                "--parallel all",
                "--wait 80 --parallel 2",
                "--from example.org",
                "--nonsense"
            })
    void refusesOptionsThatMakeNoSense(String args) {
        assertEquals(2, run(MACHINE, args.split(" ")));

        assertEquals("Try --help.", lines(err).get(1), text(err));
        assertEquals(List.of(), lines(out));
        assertEquals(List.of(), asked);
    }

    /** With all processors. */
    private static SnapshotRequest standard() {
        return SnapshotRequest.standard().withParallelism(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void looksForOwnersWithAsManyThreadsAsItIsTold() {
        run(MACHINE, "--parallel", "3");
        run(MACHINE, "--parallel", "1", "--udp");

        assertEquals(
                List.of(
                        SnapshotRequest.standard().withParallelism(3),
                        SnapshotRequest.standard().withProtocols(Protocol.UDP)),
                asked);
    }

    private static SnapshotRequest withStories(SnapshotRequest request) {
        return request.withAncestors().withWorkingDirectories().withContainerNames();
    }

    @Test
    void aTerminalGetsColoursAndItsWidth() {
        terminal = new Terminal(true, OptionalInt.of(20));
        PortSnapshot open = Snapshots.of(Snapshots.udpEverywhere(68, process(10, "a.long.name\u001b[2J", "root")));

        assertEquals(0, run(open));

        assertTrue(lines(out).get(0).startsWith("\u001b[1mPROTOCOL\u001b[0m  "), text(out));
        assertTrue(
                lines(out).get(1).endsWith("  a.lon...  root  \u001b[31mallowed\u001b[0m   all addresses"), text(out));
        assertEquals(0, run(open, "--wide"));
        assertTrue(lines(out).get(3).contains("  a.long.name\\u001b[2J  root  "), text(out));
        assertFalse(text(err).contains("\u001b"), text(err));
    }

    @Test
    void takesRangesAndProtocols() {
        run(MACHINE, "--tcp", "80-82", "5432");
        run(MACHINE, "--udp");
        run(MACHINE, "--udp", "--tcp");

        assertEquals(
                List.of(
                        withStories(standard()).withProtocols(Protocol.TCP).withPorts(80, 81, 82, 5432),
                        standard().withProtocols(Protocol.UDP),
                        standard()),
                asked);
        assertEquals("", text(err), "something listens in each range");
        assertEquals(1, run(MACHINE, "81-90", "80"));
        assertEquals("nothing listens on port 81-90", text(err).strip());
    }

    @Test
    void remarksGoToStandardError() {
        PortSnapshot open = Snapshots.with(
                Snapshots.of(Snapshots.udpEverywhere(68)),
                new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc", "first,\nin two lines"),
                new Diagnostic(Diagnostic.Kind.FIREWALL_UNKNOWN, "nf_tables", "second"));

        assertEquals(0, run(open));

        assertEquals(2, lines(out).size());
        assertEquals(4, lines(err).size(), text(err));
        assertTrue(lines(err).get(1).startsWith("FIREWALL covers this machine's own rules"), text(err));
        assertEquals("OWNER_HIDDEN /proc: first,\\nin two lines", lines(err).get(2));
        assertEquals("FIREWALL_UNKNOWN nf_tables: second", lines(err).get(3));
    }

    @Test
    void listsOnlyWhatIsExposed() {
        PortSnapshot open = Snapshots.of(tcp(80), Snapshots.udpEverywhere(68));

        assertEquals(0, run(open, "--exposed"));

        assertEquals(
                List.of("udp  ::"),
                lines(out).stream()
                        .skip(1)
                        .map(line -> line.replaceAll("^(\\S+) +(\\S+).*", "$1  $2"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"'', 5", "--allow 68, 0", "'--allow 22,60-70', 0", "--allow 67, 5"})
    void anAuditFailsOnWhatIsOpenAndNotAllowed(String allow, int status) {
        PortSnapshot open = Snapshots.of(tcp(80), Snapshots.udpEverywhere(68));
        List<String> args = new ArrayList<>(List.of("--fail"));
        Stream.of(allow.split(" ")).filter(each -> !each.isEmpty()).forEach(args::add);

        assertEquals(status, run(open, args.toArray(String[]::new)));

        assertEquals(status != 0, text(err).contains("--fail: udp [::]:68 ? is open to the Internet: yes"), text(err));
    }

    @Test
    void anAuditFailsOnWhatItCouldNotSee() {
        PortSnapshot partial = Snapshots.with(
                MACHINE, new Diagnostic(Diagnostic.Kind.PORTS_MISSING, "/proc/net/tcp6", "cannot be read"));

        assertEquals(5, run(partial, "--fail"));

        assertTrue(text(err).contains("--fail: the list of ports is not complete"), text(err));
    }

    @Test
    void aReportThatCannotBeWritten(@TempDir Path directory) {
        assertEquals(
                2, run(MACHINE, "--report", directory.resolve("none/report.txt").toString()));

        assertTrue(lines(err).get(0).startsWith("cannot write "), text(err));
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run(MACHINE, "--version"));

        assertTrue(text(out).matches("listening-ports [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\R"), text(out));
    }

    @Test
    void tellsInOneLineWhyItCannotLook() {
        int status = run(
                request -> {
                    throw new ListeningPortsException("no table\ncan be read");
                },
                StandardCharsets.UTF_8);

        assertEquals(3, status);
        assertEquals(List.of(), lines(out));
        assertEquals(List.of("no table\\ncan be read"), lines(err));
    }

    @Test
    void writesAQuestionMarkForWhatTheEncodingCannotSay() {
        ListeningPort port = tcp(80, process(10, "caf\u00e9 \ud83d\ude80", "root"));

        run(request -> Snapshots.of(port), StandardCharsets.US_ASCII);

        assertTrue(text(out).contains("  caf? ?   root  "), text(out));
    }

    @ParameterizedTest
    @CsvSource({
        "Broken pipe, ''",
        "No space left on device, the output cannot be written: No space left on device",
        "Bad file descriptor, the output cannot be written: Bad file descriptor"
    })
    void saysWhyItCannotWriteUnlessTheReaderHasSeenEnough(String failure, String said) {
        Output broken = new Output(new Broken(failure), StandardCharsets.UTF_8, Terminal.NONE);

        int status = new Main(request -> MACHINE, broken, new Output(err, StandardCharsets.UTF_8, Terminal.NONE))
                .run(List.of());

        assertEquals(3, status);
        assertEquals(said, text(err).strip());
    }

    private int run(PortSnapshot snapshot, String... args) {
        return run(
                request -> {
                    asked.add(request);
                    return only(request, snapshot);
                },
                StandardCharsets.UTF_8,
                args);
    }

    private int run(Function<SnapshotRequest, PortSnapshot> ports, Charset encoding, String... args) {
        return new Main(ports, new Output(out, encoding, terminal), new Output(err, encoding, Terminal.NONE))
                .run(List.of(args));
    }

    /** Restricts a snapshot to the requested ports, as a provider does. */
    private static PortSnapshot only(SnapshotRequest request, PortSnapshot all) {
        List<ListeningPort> ports = all.ports().stream()
                .filter(port -> request.asksForPort(port.port()))
                .toList();
        return new PortSnapshot(all.takenAt(), ports, all.diagnostics());
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** The ports whose firewall reason is printed, from a line on. */
    private List<String> reasoned(int from) {
        return lines(out).stream()
                .skip(from)
                .map(line -> line.replaceFirst(" is not exposed: bound to loopback$", ""))
                .toList();
    }

    private static List<String> lines(ByteArrayOutputStream stream) {
        return text(stream).lines().toList();
    }

    private static final class Broken extends OutputStream {

        private final String failure;

        Broken(String failure) {
            this.failure = failure;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(failure);
        }
    }
}
