package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.FileTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owner of a row by the times of both, and the listener that a connection belongs to. */
class SocketOwnersTest {

    private static final long STARTED = 134_000_000_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0, true", // the table has no time
        "1, true",
        "-9000000, true", // 0.9 s: two clocks
        "-11000000, false",
        "-36000000000, false",
    })
    void aProcessThatStartedAfterTheSocketIsNotItsOwner(long difference, boolean owner) {
        ProcessInfo process = ProcessInfo.builder(42).name("late.exe").build();
        SocketOwners owners = owners(process, STARTED);
        SocketRow row = row("127.0.0.1", 80, difference == 0 ? 0 : STARTED + difference);

        assertEquals(owner ? List.of(process) : List.of(), owners.of(row));
    }

    /** An hour back, as summer time set by hand would do: the socket of minutes later seems older than its process. */
    @Test
    void aClockSetBackLosesNoOwner() {
        ProcessInfo process = ProcessInfo.builder(42).name("server.exe").build();
        SocketRow row = row("127.0.0.1", 80, STARTED - 3_000 * FileTime.TICKS_PER_SECOND);
        SocketOwners owners = owners(process, STARTED);

        assertEquals(List.of(), owners.of(row));
        assertEquals(
                List.of(process),
                owners.afterClockSetBack(3_600 * FileTime.TICKS_PER_SECOND).of(row));
        assertEquals(
                List.of(),
                owners.afterClockSetBack(1_800 * FileTime.TICKS_PER_SECOND).of(row));
    }

    /** By the start of the kernel's process and the time since, or by a process of the future. */
    @Test
    void aClockThatWasSetBackShows() {
        long second = FileTime.TICKS_PER_SECOND;
        long now = STARTED + 7_200 * second;
        assertEquals(0, ClockChange.setBack(STARTED, now, now, 7_200_000));
        assertEquals(0, ClockChange.setBack(STARTED + 5 * second, now, now, 7_200_000));
        assertEquals(0, ClockChange.setBack(STARTED, now, now + 3_600 * second, 7_200_000), "set forward");
        assertEquals(3_600 * second, ClockChange.setBack(STARTED, STARTED, now - 3_600 * second, 7_200_000));
        assertEquals(0, ClockChange.setBack(0, STARTED, now - 3_600 * second, 7_200_000), "unknown");
        assertEquals(60 * second, ClockChange.setBack(0, now + 60 * second, now, 7_200_000));
    }

    @Test
    void aProcessWithoutAStartTimeIsTheOwner() {
        ProcessInfo process = ProcessInfo.builder(42).build();

        assertEquals(List.of(process), owners(process, 0).of(row("127.0.0.1", 80, 1)));
    }

    @Test
    void aConnectionBelongsToTheMostSpecificListener() {
        ListeningSocket all = socket("0.0.0.0", 80, true);
        ListeningSocket one = socket("127.0.0.1", 80, true);
        ListeningSocket dual = socket("::", 81, true);
        ListeningSocket six = socket("::", 82, false);
        ConnectionCounter counter = new ConnectionCounter(
                List.of(all, one, dual, six),
                List.of(
                        row("127.0.0.1", 80, 0),
                        row("127.0.0.1", 80, 0),
                        row("10.0.0.1", 80, 0),
                        row("10.0.0.1", 81, 0),
                        row("::1", 81, 0),
                        row("10.0.0.1", 82, 0),
                        row("::1", 82, 0),
                        row("::1", 80, 0)));

        assertEquals(1, counter.of(all));
        assertEquals(2, counter.of(one));
        assertEquals(2, counter.of(dual));
        assertEquals(1, counter.of(six));
    }

    private static ListeningSocket socket(String address, int port, boolean acceptsIpv4) {
        return new ListeningSocket(row(address, port, 0), 0, Optional.of(acceptsIpv4));
    }

    private static SocketOwners owners(ProcessInfo process, long started) {
        return new SocketOwners(
                Map.of(42L, process),
                Map.of(42L, started),
                Map.of(),
                Map.of(),
                0,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static SocketRow row(String address, int port, long created) {
        try {
            return new SocketRow(
                    Protocol.TCP,
                    address.contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4,
                    InetAddress.getByName(address), // a literal: nothing is resolved
                    0,
                    port,
                    42,
                    created);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
