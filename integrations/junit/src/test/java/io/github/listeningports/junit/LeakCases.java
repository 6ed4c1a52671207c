package io.github.listeningports.junit;

import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Run by {@link NoLeakedListenersTest}, which closes what they leave open. */
final class LeakCases {

    static final List<AutoCloseable> LEFT = new ArrayList<>();

    private LeakCases() {}

    private static ServerSocket open() {
        try {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            LEFT.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static class LeavesOneOpen {
        @Test
        @NoLeakedListeners(waitMillis = 0)
        void leaks() {
            open();
        }
    }

    static class LeavesUdpOpen {
        @Test
        @NoLeakedListeners(waitMillis = 0)
        void leaks() throws IOException {
            LEFT.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        }
    }

    static class LeavesAProcess {
        @Test
        @NoLeakedListeners(waitMillis = 0)
        void leaks() throws IOException {
            Process process =
                    new ProcessBuilder(ChildJvm.withClasses(Server.class).command(Server.class.getName(), "0")).start();
            LEFT.add(() -> {
                process.getOutputStream().close();
                Machine.exitStatus(process);
            });
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            while (!String.valueOf(output.readLine()).startsWith("ready")) {}
        }
    }

    static class ClosesIt {
        @Test
        @NoLeakedListeners(waitMillis = 0)
        void closes() throws IOException {
            open().close();
        }
    }

    static class ClosesItAfterEach {
        private final List<ServerSocket> sockets = new ArrayList<>();

        @Test
        @NoLeakedListeners(waitMillis = 0)
        void closesLater() {
            sockets.add(open());
        }

        @AfterEach
        void close() throws IOException {
            sockets.get(0).close();
        }
    }

    static class ClosesItInAnotherThread {
        @Test
        @NoLeakedListeners(waitMillis = Machine.PATIENCE_SECONDS * 1000)
        void closesLate() {
            ServerSocket socket = open();
            new Thread(() -> {
                        try {
                            Thread.sleep(200); // likely after the first look; it passes if not
                            socket.close();
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .start();
        }
    }

    static class IsNotAsked {
        @Test
        void leaks() {
            open();
        }
    }

    static class FailsAndLeaks {
        @Test
        @NoLeakedListeners(waitMillis = 0)
        void fails() {
            open();
            throw new IllegalStateException("what the test found");
        }
    }

    @NoLeakedListeners(waitMillis = 0)
    static class ClassThatClosesAtItsEnd {
        private static final List<ServerSocket> SOCKETS = new ArrayList<>();

        @BeforeAll
        static void open() {
            SOCKETS.add(LeakCases.open());
        }

        @Test
        void opensAnother() {
            SOCKETS.add(LeakCases.open());
        }

        @AfterAll
        static void close() throws IOException {
            for (ServerSocket each : SOCKETS) {
                each.close();
            }
        }
    }

    @NoLeakedListeners(waitMillis = 0)
    static class ClassThatLeavesTwoOpen {
        @Test
        void leaks() {
            open();
        }

        @Test
        void leaksToo() {
            open();
        }
    }

    static class InheritsIt extends ClassThatLeavesTwoOpen {}

    /** Meets {@link OpensMeanwhile}, if the two run at the same time. */
    static class AloneInTheJvm {
        static final CountDownLatch STARTED = new CountDownLatch(1);
        static final CountDownLatch OPENED = new CountDownLatch(1);

        @Test
        @NoLeakedListeners(waitMillis = 0)
        void opensNothing() throws InterruptedException {
            STARTED.countDown();
            OPENED.await(500, TimeUnit.MILLISECONDS);
        }
    }

    static class OpensMeanwhile {
        @Test
        void opens() throws InterruptedException {
            if (AloneInTheJvm.STARTED.await(500, TimeUnit.MILLISECONDS)) {
                open();
                AloneInTheJvm.OPENED.countDown();
            }
        }
    }
}
