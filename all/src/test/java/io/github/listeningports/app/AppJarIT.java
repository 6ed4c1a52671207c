package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NewerJdk;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users run it: in a separate process, on the JDK under test. */
class AppJarIT {

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final String APP_JAR = Objects.requireNonNull(System.getProperty("listeningports.app.jar"));

    @TempDir
    private Path directory;

    @Test
    void showsASocketThatThisProcessOpened() throws Exception {
        assumeABackend();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            // wine records the owner of a socket when an option is set; elsewhere this has no effect.
            socket.setOption(StandardSocketOptions.IP_TOS, 0);
            Ending ending = run(JAVA_HOME, String.valueOf(socket.getLocalPort()));

            assertEquals("", ending.err());
            assertEquals(0, ending.status());
            assertEquals(
                    List.of("PROTOCOL", "ADDRESS", "PORT", "PID", "PROCESS", "USER", "FIREWALL", "REACH"),
                    words(ending.out().get(0)));
            List<String> row = words(ending.out().get(1));
            assertEquals(
                    List.of(
                            "tcp",
                            "127.0.0.1",
                            "" + socket.getLocalPort(),
                            "" + ProcessHandle.current().pid()),
                    row.subList(0, 4));
            // With the jar or main class that this JVM runs, Surefire's, where its command line can be read: not on
            // wine.
            assertTrue(row.get(4).matches("java(\\.exe)?|\\S+ \\(java\\)"), row::toString);
            assertEquals(List.of("not exposed", "loopback"), row.subList(6, 8));
        }
    }

    @Test
    void printsNothingOnStderrWhenAllIsWell() throws Exception {
        assumeABackend();

        Ending ending = run(JAVA_HOME);

        assertOnlyRemarks(ending.err());
        assertEquals(0, ending.status());
    }

    @Test
    void standardOutputIsTheTableAlone() throws Exception {
        assumeABackend();

        Ending ending = run(JAVA_HOME);

        assertTrue(
                ending.out().stream().skip(1).allMatch(line -> line.matches("(tcp|udp) .*")), ending.out()::toString);
    }

    @Test
    void writesJson() throws Exception {
        assumeABackend();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Ending ending = run(JAVA_HOME, "--json", String.valueOf(socket.getLocalPort()));

            String text = String.join("\n", ending.out());
            assertEquals("{", ending.out().get(0));
            assertTrue(text.contains("\"version\" : 1"), text);
            assertTrue(text.contains("\"port\" : " + socket.getLocalPort()), text);
            assertTrue(text.contains("\"reach\" : \"loopback\""), text);
            assertEquals("", ending.err());
            assertEquals(0, ending.status());
        }
    }

    @Test
    void waitsForAListener() throws Exception {
        assumeABackend();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Ending ending = run(JAVA_HOME, "--wait", String.valueOf(socket.getLocalPort()));

            assertEquals(2, ending.out().size());
            assertEquals(0, ending.status());
        }
        int free = freePort();
        Ending late = run(JAVA_HOME, "--wait", String.valueOf(free), "--timeout", "0");

        assertTrue(late.err().startsWith("waited 0 s for tcp port " + free), late.err());
        assertEquals(1, late.status());
    }

    @Test
    void explainsWhyAPortCannotBeBound() throws Exception {
        assumeABackend();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Ending ending = run(JAVA_HOME, "explain", String.valueOf(socket.getLocalPort()));

            assertTrue(
                    ending.out().get(0).contains("127.0.0.1:" + socket.getLocalPort() + " is held by "),
                    ending.out()::toString);
            assertEquals("", ending.err());
            assertEquals(1, ending.status());
        }
    }

    /** The other tests read from a file or a pipe, and see none. */
    @Test
    void coloursOnATerminalUnlessToldNot() throws Exception {
        assumeABackend();
        Machine.needs("script");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = String.valueOf(socket.getLocalPort());

            assertTrue(onATerminal(Map.of("TERM", "xterm"), "explain", port)
                    .startsWith("\u001b[31mtcp 127.0.0.1:" + port));
            assertTrue(onATerminal(Map.of("TERM", "xterm", "NO_COLOR", "1"), "explain", port)
                    .startsWith("tcp 127.0.0.1:" + port));
            assertTrue(onATerminal(Map.of("TERM", "dumb"), "explain", port).startsWith("tcp 127.0.0.1:" + port));
            List<String> list = onATerminal(Map.of("TERM", "xterm", "COLUMNS", "20"), port)
                    .lines()
                    .toList();
            assertTrue(list.get(0).startsWith("\u001b[1mPROTOCOL\u001b[0m  "), list::toString);
            assertTrue(list.get(1).contains("\u001b[32mnot exposed\u001b[0m"), list::toString);
            assertTrue(list.get(1).contains("...  "), list::toString);
        }
    }

    /** By script(1), which gives it a terminal of its own. */
    private static String onATerminal(Map<String, String> environment, String... args) {
        ProcessBuilder command = command(JAVA_HOME, List.of(), List.of(args));
        String line = command.command().stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        command.command("script", "--quiet", "--command", "exec " + line, "/dev/null");
        command.environment().remove("NO_COLOR");
        command.environment().putAll(environment);
        // A command's status is not script's without --return.
        return Machine.run(command);
    }

    @Test
    void watchesUntilNobodyReads() throws Exception {
        assumeABackend();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Process process = command(JAVA_HOME, List.of(), List.of("--watch", String.valueOf(socket.getLocalPort())))
                    .redirectError(directory.resolve("err").toFile())
                    .start();
            String line;
            try (BufferedReader lines = process.inputReader()) {
                line = lines.readLine();
            }
            assertTrue(line.matches("[0-9:]{8}  OPENED tcp 127.0.0.1:" + socket.getLocalPort() + ".*"), line);
            process.destroy();
            Machine.exitStatus(process);
        }
    }

    @Test
    void aFullDiskIsAnError() throws Exception {
        Path full = Path.of("/dev/full");
        Machine.skipUnless(!Machine.isWindows() && Files.exists(full), "no /dev/full");
        Path err = directory.resolve("err");

        int status = Machine.exitStatus(command(JAVA_HOME, List.of(), List.of("--version"))
                .redirectOutput(full.toFile())
                .redirectError(err.toFile())
                .start());

        assertEquals(3, status);
        assertEquals(
                "the output cannot be written: No space left on device",
                Files.readString(err).strip());
    }

    /** Nothing but what the program says about its list: no warning of the JVM or of a library. */
    private static void assertOnlyRemarks(String err) {
        assertTrue(err.lines().allMatch(line -> line.matches("|FIREWALL covers .*|[A-Z]+_[A-Z_]+ .*")), err);
    }

    @Test
    void endsWithOneIfNothingListensOnANamedPort() throws Exception {
        assumeABackend();
        int free = freePort();

        Ending ending = run(JAVA_HOME, String.valueOf(free));

        assertTrue(ending.err().startsWith("nothing listens on port " + free), ending.err());
        assertEquals(1, ending.status());
    }

    @Test
    void endsWithTwoIfAnArgumentCannotBeRead() throws Exception {
        Ending ending = run(JAVA_HOME, "http");

        assertEquals(List.of(), ending.out());
        assertTrue(ending.err().startsWith("not a port number from 1 to 65535: http"), ending.err());
        assertEquals(2, ending.status());
    }

    @Test
    void endsWithThreeAndOneLineIfThePortsCannotBeLookedAt() throws Exception {
        Ending ending = run(command(JAVA_HOME, List.of("-Dlisteningports.provider=none"), List.of()));

        assertEquals(List.of(), ending.out());
        assertTrue(ending.err().startsWith("no provider is named \"none\""), ending.err());
        assertEquals(1, ending.err().lines().count(), ending.err());
        assertEquals(3, ending.status());
    }

    @Test
    void saysWhatHelpsOnASystemThatIsNotSupported() throws Exception {
        Ending ending = run(command(JAVA_HOME, List.of("-Dos.name=FreeBSD"), List.of()));

        assertTrue(
                ending.err().startsWith("no provider works on FreeBSD; linux: this is FreeBSD, not Linux"),
                ending.err());
        assertTrue(ending.err().contains("sockstat -l lists listening ports"), ending.err());
        assertEquals(3, ending.status());
    }

    /** Ours and the system's own list of listeners agree; wine's netstat lists none. */
    @Test
    void reportsThisMachine() throws Exception {
        assumeABackend();
        Path file = directory.resolve("report.txt");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Ending ending = run(JAVA_HOME, "--report", file.toString(), "--anonymous");

            assertEquals("", ending.err());
            String report = Files.readString(file);
            assertTrue(report.contains(" " + socket.getLocalPort() + " "), report);
            assertTrue(report.contains("== Ours: detailed()"), report);
            if (!report.contains("not compared: it lists no listener")) {
                assertEquals(List.of("none"), ending.out(), report);
                assertEquals(0, ending.status());
            }
        }
    }

    @Test
    void explainsItself() throws Exception {
        Ending ending = run(JAVA_HOME, "--help");

        assertTrue(ending.out().get(0).startsWith("Usage: "), ending.out().get(0));
        assertEquals("", ending.err());
        assertEquals(0, ending.status());
    }

    @Test
    void aReaderThatHasSeenEnoughDrawsNoMessage() throws Exception {
        assumeABackend();
        Path err = directory.resolve("err");
        Process process = command(JAVA_HOME, List.of(), List.of())
                .redirectError(err.toFile())
                .start();
        // Like `| head -0`: the reader is gone before the JVM has started.
        process.getInputStream().close();

        int status = Machine.exitStatus(process);
        // On Windows a write to a pipe without a reader may still succeed.
        assertTrue(status == 3 || (Machine.isWindows() && status == 0), "status " + status);
        assertOnlyRemarks(Files.readString(err));
    }

    @Test
    void drawsNoWarningFromANewerJdk() throws Exception {
        assumeABackend();
        Optional<Path> newer = newerJdk();
        Machine.skipUnless(
                newer.isPresent(),
                "no JDK >= " + NewerJdk.FIRST_VERSION + " beside " + JAVA_HOME
                        + ": name one with -Dlisteningports.newer.jdk");

        Ending ending = run(newer.get());

        assertOnlyRemarks(ending.err());
        assertEquals(0, ending.status());
        assertTrue(ending.out().get(0).startsWith("PROTOCOL"), ending.out().get(0));
    }

    private static void assumeABackend() {
        List<String> reasons = new ArrayList<>();
        boolean supported = false;
        for (ListeningPortProvider provider : ServiceLoader.load(ListeningPortProvider.class)) {
            Optional<String> why = provider.whyUnsupported();
            why.ifPresent(reasons::add);
            supported |= why.isEmpty();
        }
        Machine.skipUnless(supported, "no backend for " + System.getProperty("os.name") + " yet: " + reasons);
    }

    /** The program's output and exit status. */
    private record Ending(int status, List<String> out, String err) {}

    private Ending run(Path javaHome, String... args) throws IOException {
        return run(command(javaHome, List.of(), List.of(args)));
    }

    private Ending run(ProcessBuilder command) throws IOException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        int status = Machine.exitStatus(
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start());
        return new Ending(status, Files.readAllLines(out), Files.readString(err));
    }

    private static ProcessBuilder command(Path javaHome, List<String> options, List<String> args) {
        List<String> words = new ArrayList<>();
        words.add(javaHome.resolve("bin").resolve("java").toString());
        words.addAll(options);
        words.addAll(List.of("-jar", APP_JAR));
        words.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(words);
        // The JVM reports on stderr that it picked them up; a table may be cut to the columns.
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "COLUMNS"));
        return builder;
    }

    /** The cells of a row without empty cells. */
    private static List<String> words(String row) {
        return List.of(row.split(" {2,}", -1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> newerJdk() {
        String named = System.getProperty("listeningports.newer.jdk", "");
        return named.isEmpty() ? NewerJdk.besideThisOne() : Optional.of(Path.of(named));
    }
}
