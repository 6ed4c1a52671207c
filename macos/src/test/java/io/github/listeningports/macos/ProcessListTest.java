package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.PortSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of processes and descriptors, and processes that exit before they are read. */
class ProcessListTest {

    /** How many ids, and how many descriptors, fit in the first buffer. */
    private static final int FIRST_PIDS = 8192;

    private static final int FIRST_DESCRIPTORS = 4096;

    private static final List<String> EVERYTHING =
            List.of("tcp 0.0.0.0:8080 web (100)", "udp 0.0.0.0:5353 mDNSResponder (65)");

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    @Test
    void rootSeesEverythingWithoutDiagnostics() {
        Scene.rootsMac();

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
    }

    @Test
    void theKernelZombiesAndDuplicates() {
        Scene.rootsMac("proc 300 zombie uid=501", "fd 300 3 sock=web", "proc 301 twice uid=501", "fd 301 5 sock=web");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(List.of("tcp 0.0.0.0:8080 web (100) and 1 more", EVERYTHING.get(1)), ports(snapshot));
        assertEquals(2, Scene.only(snapshot, 8080).owners().size());
        assertEquals(List.of(), snapshot.diagnostics());
    }

    /** One process fewer than fit in the first buffer, as many, and more: those beyond the edge have sockets too. */
    @ParameterizedTest
    @ValueSource(ints = {FIRST_PIDS - 2, FIRST_PIDS - 1, FIRST_PIDS, FIRST_PIDS + 1, 2 * FIRST_PIDS + 5})
    void asManyProcessesAsTheBufferHolds(int total) {
        List<String> commands = new ArrayList<>(List.of("proc self uid=0"));
        // Plus pid 0, which is the kernel, and this process.
        IntStream.rangeClosed(1, total - 3).forEach(i -> commands.add("proc " + (1000 + i) + " uid=501"));
        commands.add("proc 500 uid=501 " + Scene.path("/bin/last"));
        commands.add("sock last lport=9 unlisted " + Scene.ANY);
        commands.add("fd 500 3 sock=last");
        FakeMac.plays(commands.toArray(String[]::new));

        assertEquals(List.of("tcp 0.0.0.0:9 last (500)"), ports(FakeMac.snapshot()));
    }

    @Test
    void theListOfProcessesGrowsBetweenTwoReadings() {
        List<String> commands = new ArrayList<>(List.of("proc self uid=0"));
        IntStream.rangeClosed(1, FIRST_PIDS).forEach(i -> commands.add("proc " + (1000 + i) + " uid=501"));
        commands.add("sock last lport=9 unlisted " + Scene.ANY);
        commands.add("fd 500 3 sock=last");
        // The first call reads this process, the second one the list, the third one the list again.
        commands.add("at 3 proc 500 uid=501 " + Scene.path("/bin/last"));
        FakeMac.plays(commands.toArray(String[]::new));

        assertEquals(List.of("tcp 0.0.0.0:9 last (500)"), ports(FakeMac.snapshot()));
        assertEquals(2, FakeMac.calls("listpids"));
    }

    @ParameterizedTest
    @ValueSource(ints = {FIRST_DESCRIPTORS - 1, FIRST_DESCRIPTORS, FIRST_DESCRIPTORS + 1, 3 * FIRST_DESCRIPTORS})
    void asManyDescriptorsAsTheBufferHolds(int total) {
        List<String> commands = new ArrayList<>(List.of("proc self uid=0", "proc 100 " + Scene.path("/bin/busy")));
        IntStream.range(0, total - 1).forEach(i -> commands.add("fd 100 " + i + " type=1"));
        commands.add("sock last lport=9 unlisted " + Scene.ANY);
        commands.add("fd 100 99999 sock=last");
        FakeMac.plays(commands.toArray(String[]::new));

        assertEquals(List.of("tcp 0.0.0.0:9 busy (100)"), ports(FakeMac.snapshot()));
    }

    /** A process without descriptors returns 0 without an error; descriptors that are no sockets, or of unknown types, are not read. */
    @Test
    void emptyAndUnknown() {
        Scene.rootsMac("proc 300", "fd 100 4 type=1", "fd 100 5 type=99", "fd 100 6 type=0");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
    }

    @Test
    void aProcessExitsAtAnyStep() {
        Scene.rootsMac();
        FakeMac.snapshot();
        int steps = FakeMac.calls("all");
        assertTrue(steps > 15, () -> "only " + steps);

        for (int step = 1; step <= steps + 1; step++) {
            Scene.rootsMac("at " + step + " exit 100");
            PortSnapshot snapshot = FakeMac.snapshot();

            assertTrue(ports(snapshot).contains(EVERYTHING.get(1)), "step " + step + ": " + snapshot);
            List<String> rest = new ArrayList<>(ports(snapshot));
            rest.remove(EVERYTHING.get(1));
            // The kernel's list may still hold the socket after its process is gone.
            assertTrue(
                    rest.isEmpty()
                            || rest.equals(List.of(EVERYTHING.get(0)))
                            || rest.equals(List.of("tcp 0.0.0.0:8080 ? (100)")),
                    "step " + step + ": " + snapshot);
            assertTrue(snapshot.isComplete(), "step " + step + ": " + snapshot);
        }
    }

    /** Another process takes the pid at any step: it is never reported as the owner of the first one's socket. */
    @Test
    void aPidIsUsedAgainAtAnyStep() {
        Scene.rootsMac();
        FakeMac.snapshot();
        int steps = FakeMac.calls("all");

        for (int step = 1; step <= steps + 1; step++) {
            Scene.rootsMac(
                    "at " + step + " exit 100", "at " + step + " proc 100 uid=502 " + Scene.path("/bin/innocent"));
            PortSnapshot snapshot = FakeMac.snapshot();

            assertTrue(
                    ports(snapshot).stream().noneMatch(port -> port.contains("innocent")),
                    "step " + step + ": " + snapshot);
        }
    }

    @Test
    void descriptorsThatAreClosedMeanwhileOrHaveNoDetails() {
        Scene.rootsMac(
                "fd 100 10 errno=" + SystemError.EBADF,
                "fd 100 11 errno=" + SystemError.ENOTSOCK,
                "fd 100 12 errno=" + SystemError.EOPNOTSUPP,
                "fd 100 13 errno=" + SystemError.ESRCH,
                "fileport 100 0x1003 errno=" + SystemError.EINVAL,
                "fileport 100 0x1103 errno=" + SystemError.EOPNOTSUPP);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
    }

    /** Between the list and its socket, and between its socket and the owner: nothing is refused, so no owner is guessed elsewhere. */
    @Test
    void aFileportThatVanishesAtAnyStep() {
        Scene.rootsMac();
        FakeMac.snapshot();
        int steps = FakeMac.calls("all") + 4;
        for (int step = 1; step <= steps; step++) {
            Scene.rootsMac(
                    "sock brief lport=9 last=0 " + Scene.ANY,
                    "fileport 100 0x1003 sock=brief",
                    "sock kernels lport=2049 uid=0 last=100 " + Scene.ANY,
                    "at " + step + " close 100 0x1003");
            PortSnapshot snapshot = FakeMac.snapshot();

            assertTrue(ports(snapshot).contains("tcp 0.0.0.0:2049 ?"), step + ": " + snapshot);
            assertEquals(
                    List.of(),
                    snapshot.diagnostics().stream()
                            .filter(each -> each.message().contains("cannot be read"))
                            .toList(),
                    "step " + step);
        }
    }

    /** A descriptor's error of that number is none that the kernel documents: it is no proof that the socket is gone. */
    @Test
    void onlyAFileportIsGoneByEinval() {
        Scene.rootsMac("fd 100 10 errno=" + SystemError.EINVAL, "sock lonely lport=9 uid=70 " + Scene.ANY);

        assertTrue(
                Scene.message(FakeMac.snapshot(), Diagnostic.Kind.OWNER_HIDDEN).contains("errno 22"));
    }

    /** A structure of an unknown size is not read. */
    @Test
    void aStructureOfAnotherSizeIsRejectedAndReported() {
        Scene.rootsMac(
                "sock other lport=9 unlisted " + Scene.ANY,
                "fd 100 10 sock=other bytes=791",
                "fd 100 11 errno=" + SystemError.ENOMEM);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of("ROW_MALFORMED libproc 2"), diagnostics(snapshot));
    }

    @Test
    void anUnexpectedErrorIsReported() {
        Scene.rootsMac("fd 100 10 errno=5", "sock lonely lport=9 uid=70 " + Scene.ANY);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(List.of("OWNER_HIDDEN libproc 1"), diagnostics(snapshot));
        assertTrue(
                Scene.message(snapshot, Diagnostic.Kind.OWNER_HIDDEN).contains("errno 5"),
                () -> snapshot.diagnostics().toString());
    }
}
