package io.github.listeningports.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProcessUnderTestTest {

    /** What the tests have seen. */
    private static final List<ListeningPort> SEEN = new ArrayList<>();

    private static ProcessBuilder server(int port) {
        return new ProcessBuilder(
                ChildJvm.withClasses(Server.class).command(Server.class.getName(), Integer.toString(port)));
    }

    private static ProcessUnderTest patient(ProcessBuilder command) {
        return ProcessUnderTest.of(command).within(Duration.ofSeconds(Machine.PATIENCE_SECONDS));
    }

    private static void connect(ProcessUnderTest server) throws IOException {
        SEEN.add(server.port());
        new Socket(server.port().address(), server.port().port()).close();
    }

    private static List<Long> pids() {
        return SEEN.stream().map(port -> port.process().orElseThrow().pid()).toList();
    }

    static class OneForAllTests {
        @RegisterExtension
        static final ProcessUnderTest SERVER = patient(server(0));

        @Test
        void answers() throws IOException {
            connect(SERVER);
            assertEquals(SERVER.process().pid(), pids().get(0));
        }

        @Test
        void answersAgain() throws IOException {
            connect(SERVER);
        }

        @Nested
        class Inside {
            @Test
            void answersHere() throws IOException {
                connect(SERVER);
            }
        }
    }

    static class OneForEach {
        @RegisterExtension
        final ProcessUnderTest server = patient(server(0));

        @Test
        void answers() throws IOException {
            connect(server);
        }

        @Test
        void answersAgain() throws IOException {
            connect(server);
        }
    }

    static class BehindAShell {
        @RegisterExtension
        static final ProcessUnderTest SERVER = patient(new ProcessBuilder(shell()));

        private static List<String> shell() {
            return Machine.concat(
                    List.of("sh", "-c", "\"$@\"; true", "sh"),
                    server(0).command().toArray(String[]::new));
        }

        @Test
        void answers() throws IOException {
            connect(SERVER);
            assertNotEquals(SERVER.process().pid(), pids().get(0));
        }
    }

    static class PortInUse {
        static final List<ServerSocket> HOLDER = new ArrayList<>();

        @RegisterExtension
        final ProcessUnderTest server = patient(server(HOLDER.get(0).getLocalPort()))
                .onPort(HOLDER.get(0).getLocalPort());

        @Test
        void doesNotRun() {
            throw new IllegalStateException("there is no server");
        }
    }

    static class Late {
        @RegisterExtension
        static final ProcessUnderTest SERVER =
                ProcessUnderTest.of(server(0)).onPort(1).within(Duration.ZERO);

        @Test
        void doesNotRun() {
            throw new IllegalStateException("there is no server");
        }
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void oneServerForAllTestsOfAClass() {
        Run.of(OneForAllTests.class).passes(3);

        assertEquals(1, pids().stream().distinct().count(), SEEN::toString);
        assertFalse(isAlive(pids().get(0)));
        assertThrows(IllegalStateException.class, OneForAllTests.SERVER::port);
    }

    @Test
    void oneServerForEachTest() {
        Run.of(OneForEach.class).passes(2);

        assertEquals(2, pids().stream().distinct().count(), SEEN::toString);
        assertTrue(pids().stream().noneMatch(ProcessUnderTestTest::isAlive));
    }

    @Test
    void whatTheProcessStartedIsFoundAndEnded() {
        Machine.needs("sh");

        Run.of(BehindAShell.class).passes(1);

        assertFalse(isAlive(pids().get(0)));
    }

    @Test
    void whoHoldsThePortIsSaidAndWhatTheServerPrinted() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PortInUse.HOLDER.add(holder);

            String message = Run.of(PortInUse.class).message();

            assertTrue(message.contains("has exited with 1"), message);
            String at = "tcp 127.0.0.1:" + holder.getLocalPort() + " is held by ";
            assertTrue(message.contains(at), message);
            long pid = ProcessHandle.current().pid();
            assertTrue(message.substring(message.indexOf(at)).contains("java " + pid), message);
            assertTrue(message.contains("its output ends with\n"), message);
            assertTrue(message.contains("java.net.BindException"), message);
        }
    }

    @Test
    void aServerThatIsLateIsEnded() {
        Run run = Run.of(Late.class);

        assertTrue(run.message().startsWith("waited 0 s for tcp port 1 of process "), run.message());
        assertEquals(0, run.summary().getTestsStartedCount());
        String pid = run.message().replaceFirst("(?s).* of process (\\d+).*", "$1");
        assertFalse(isAlive(Long.parseLong(pid)));
    }
}
