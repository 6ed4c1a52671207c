package io.github.listeningports.app;

import static io.github.listeningports.app.Snapshots.process;
import static io.github.listeningports.app.Snapshots.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final PortSnapshot MACHINE = Snapshots.of(tcp(80, process(10, "nginx", "root")), tcp(5432));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<SnapshotRequest> asked = new ArrayList<>();

    @Test
    void printsEveryPortWithoutArguments() {
        assertEquals(0, run(MACHINE));

        assertEquals(PortTable.lines(MACHINE, false), lines(out));
        assertEquals(List.of(), lines(err));
        assertEquals(List.of(SnapshotRequest.standard()), asked);
    }

    @Test
    void asksForTheNamedPortsOnly() {
        assertEquals(0, run(MACHINE, "80", "5432", "0080"));

        assertEquals(List.of(SnapshotRequest.standard().withPorts(80, 5432)), asked);
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

        assertEquals(List.of("nothing listens on port 81, but the list of ports is not complete"), lines(err));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "0", "65536", "99999999999", "+80", "-1", "80,81", "", "\u0668\u0660"})
    void refusesWhatIsNoPortNumber(String arg) {
        assertEquals(2, run(MACHINE, "80", arg));

        assertEquals(List.of(), lines(out));
        assertEquals("not a port number from 1 to 65535: " + arg, lines(err).get(0));
        assertEquals(List.of(), asked);
        assertTrue(lines(err).contains("Usage: java -jar listening-ports-VERSION-app.jar [PORT ...]"));
    }

    @Test
    void letsNoArgumentDriveTheTerminal() {
        assertEquals(2, run(MACHINE, "\u001b[2Ja\nb\u202e"));

        assertEquals("not a port number from 1 to 65535: ?[2Ja?b?", lines(err).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void explainsItselfWhenAsked(String option) {
        assertEquals(0, run(MACHINE, "http", option));

        assertEquals(
                "Usage: java -jar listening-ports-VERSION-app.jar [PORT ...]",
                lines(out).get(0));
        assertEquals(List.of(), lines(err));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--report", "80 --report r.txt", "--report r.txt 80", "--report --anonymous", "--report a b"})
    void aReportNeedsAFile(String args) {
        assertEquals(2, run(MACHINE, args.split(" ")));

        assertEquals(
                "--report takes the name of a file, and --anonymous", lines(err).get(0));
        assertEquals(List.of(), asked);
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

    @Test
    void doesNotMindThatNobodyReads() {
        PrintStream closed = new PrintStream(new ClosedPipe(), true, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);

        assertEquals(0, new Main(request -> MACHINE, closed, errors).run(List.of()));

        assertTrue(closed.checkError());
        assertEquals("", text(err));
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
        PrintStream output = new PrintStream(out, false, encoding);
        PrintStream errors = new PrintStream(err, false, encoding);
        return new Main(ports, output, errors).run(List.of(args));
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

    private static final class ClosedPipe extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
