package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.TableLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows of both families and the sockets behind them, from one look to the next. */
class SocketIdentitiesTest {

    private static final long NOW = FileTime.of(Instant.parse("2026-05-01T12:00:00Z"));
    private static final long EARLIER = NOW - 60 * FileTime.TICKS_PER_SECOND;
    private static final Set<TableLayout> NONE = EnumSet.noneOf(TableLayout.class);

    private final SocketIdentities identities = new SocketIdentities();

    @Test
    void twoRowsOfOneProcessAndMomentAreOneSocket() {
        assertEquals(List.of(":: 7 true"), identify(row("0.0.0.0", 7, EARLIER), row("::", 7, EARLIER)));
        assertEquals(List.of(":: 0 true"), identify(row("0.0.0.0", 0, EARLIER), row("::", 0, EARLIER)));
    }

    @Test
    void twoProcessesOrMomentsAreTwo() {
        assertEquals(
                List.of(":: 8 false", "0.0.0.0 7 true"), identify(row("0.0.0.0", 7, EARLIER), row("::", 8, EARLIER)));
        assertEquals(
                List.of(":: 7 false", "0.0.0.0 7 true"),
                identify(row("0.0.0.0", 7, EARLIER), row("::", 7, EARLIER + 1)));
        assertEquals(List.of(":: 0 unknown", "0.0.0.0 0 true"), identify(row("0.0.0.0", 0, 0), row("::", 0, 0)));
    }

    @Test
    void anAddressIsOfOneFamily() {
        assertEquals(
                List.of("::1 7 false", "127.0.0.1 7 true", "127.0.0.1 7 true"),
                identify(row("127.0.0.1", 7, EARLIER), row("::1", 7, EARLIER), mapped()));
    }

    /** It may be dual-stack: its other row would be in the table that was read before. */
    @Test
    void aSocketThatWasBoundBetweenTwoTables() {
        assertEquals(List.of(":: 7 unknown"), identify(row("::", 7, NOW)));
        assertEquals(List.of(":: 7 unknown"), identify(row("::", 7, NOW + 36_000 * FileTime.TICKS_PER_SECOND)));
        assertEquals(List.of(":: 7 false"), identify(row("::", 7, EARLIER)));
    }

    @Test
    void timesAreRememberedWhileATableHasNone() {
        long first = identities
                .identify(tables(NONE, NONE, row("0.0.0.0", 7, EARLIER)))
                .get(0)
                .instance();
        ListeningSocket without = identities
                .identify(tables(NONE, EnumSet.of(TableLayout.TCP4_MODULE), row("0.0.0.0", 7, 0)))
                .get(0);

        assertEquals(EARLIER, first);
        assertEquals(EARLIER, without.instance());
        assertEquals(EARLIER, without.row().created());
    }

    @Test
    void aSocketOfTheSameProcessThatIsNewerIsAnother() {
        identify(row("0.0.0.0", 7, EARLIER));
        assertEquals(
                EARLIER + 9,
                identities
                        .identify(tables(NONE, NONE, row("0.0.0.0", 7, EARLIER + 9)))
                        .get(0)
                        .instance());
    }

    /** Error after error, and what was known before holds. */
    @Test
    void manyLooksWithHalfOfTheTables() {
        identify(row("0.0.0.0", 7, EARLIER), row("::", 7, EARLIER));
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    List.of(":: 7 true"),
                    text(identities.identify(
                            tables(EnumSet.of(TableLayout.TCP6_MODULE), NONE, row("0.0.0.0", 7, EARLIER)))));
            assertEquals(
                    List.of(":: 7 true"),
                    text(identities.identify(
                            tables(EnumSet.of(TableLayout.TCP4_MODULE), NONE, row("::", 7, EARLIER)))));
        }
        assertEquals(List.of(":: 7 false"), identify(row("::", 7, EARLIER)));
    }

    private List<String> identify(SocketRow... rows) {
        return text(identities.identify(tables(NONE, NONE, rows)));
    }

    private static List<String> text(List<ListeningSocket> sockets) {
        return sockets.stream()
                .map(socket -> socket.row()
                                .address()
                                .getHostAddress()
                                .replace("0:0:0:0:0:0:0:", "::")
                                .replace(":::", "::")
                                .replace("::0", "::")
                        + " " + socket.row().pid() + " "
                        + socket.acceptsIpv4().map(String::valueOf).orElse("unknown"))
                .toList();
    }

    private static SocketTables tables(Set<TableLayout> unread, Set<TableLayout> untimed, SocketRow... rows) {
        return new SocketTables(Arrays.asList(rows), unread, untimed, NOW);
    }

    /** As wine lists Java's sockets on 127.0.0.1. */
    private static SocketRow mapped() {
        SocketRow plain = row("127.0.0.1", 7, EARLIER);
        return new SocketRow(Protocol.TCP, AddressFamily.IPV6, plain.address(), 0, plain.port(), 7, EARLIER);
    }

    private static SocketRow row(String address, long pid, long created) {
        try {
            return new SocketRow(
                    Protocol.TCP,
                    address.contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4,
                    InetAddress.getByName(address), // a literal: nothing is resolved
                    0,
                    80,
                    pid,
                    created);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
