package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
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
                Map.of(42L, process), Map.of(42L, started), Map.of(), List.of(), Optional.empty(), Optional.empty());
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
