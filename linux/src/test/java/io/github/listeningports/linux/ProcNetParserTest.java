package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of /proc/net/tcp and udp: where each ends, at its newline, whatever its length; and what is read of it. */
class ProcNetParserTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String CONNECTED =
            "   0: 0100007F:1F90 0100007F:C2A4 01 00000000:00000000 02:000002E6 00000000  1000        0 4026 2 ffff888100 20 4 30 10 -1";
    private static final String LISTENING =
            "   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1 ffff888100 100 0 0 10 0\n";

    /** No kernel writes such lines. */
    @Test
    void aRowThatLacksAnythingLeavesTheNextOneWhole() {
        for (String next : List.of(LISTENING, "  1" + LISTENING.substring(3), "  " + LISTENING)) {
            for (int from = 0; from < CONNECTED.length(); from++) {
                for (int to = from; to <= CONNECTED.length(); to++) {
                    String row = CONNECTED.substring(0, from) + CONNECTED.substring(to);
                    assertEquals(List.of(31337L), inodes(HEADER + row + "\n" + next), row);
                }
            }
        }
    }

    /** Fields may be wider than their format: many rows, a user of a namespace without that id, a timer of months. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456: 0100007F:1F90 0100007F:C2A4 01 00000000:00000000 02:000002E6 00000000  1000        0 4026 2 ffff888100 20 4 30 10 -1",
                "   0: 0100007F:1F90 0100007F:C2A4 01 00000000:00000000 02:123456789ABCDEF0 00000000 4294967294 1234567890 4026 2 ffff888100",
                "   0: 0100007F:1F90 0100007F:C2A4 06 00000000:00000000 03:00000D7C 00000000     0        0 0 3 ffff888100"
            })
    void aRowOfAnyWidth(String row) {
        for (int padding : new int[] {0, 1, 7, 60}) {
            assertEquals(List.of(31337L), inodes(HEADER + row + " ".repeat(padding) + "\n" + LISTENING), row);
        }
    }

    /** No kernel writes one. */
    @Test
    void anEmptyLineIsNoRow() {
        assertEquals(List.of(31337L), inodes("\n" + LISTENING));
        assertEquals(List.of(31337L), inodes(HEADER + "\n" + LISTENING));
    }

    /** The end of a table that was cut: nothing behind it is read, and nothing in it is taken for a whole row. */
    @Test
    void aLastRowThatIsCutAnywhere() {
        for (String row : List.of(LISTENING, CONNECTED)) {
            int known = row.equals(LISTENING) ? row.indexOf("31337") + 1 : row.indexOf(" 00000000:") + 1;
            for (int length = 1; length <= row.stripTrailing().length(); length++) {
                byte[] cut = row.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
                ProcNetParser parser = parsed(tcp(), HEADER);
                parser.parseLast(cut, cut.length);

                String text = row.substring(0, length);
                assertEquals(length < known ? 1 : 0, parser.malformedRows(), text);
                assertEquals(
                        row.equals(LISTENING) && length >= known ? 1 : 0,
                        parser.rows().size(),
                        text);
            }
        }
    }

    @Test
    void aRowWithoutItsNumberIsBroken() {
        ProcNetParser parser = parsed(tcp(), HEADER + LISTENING + LISTENING.replace("1:", " :"));

        assertEquals(1, parser.rows().size());
        assertEquals(1, parser.malformedRows());
    }

    /** A socket that is not bound yet, or no longer. */
    @Test
    void aPortOfZeroIsNeitherKeptNorBroken() {
        ProcNetParser parser = parsed(tcp(), HEADER + LISTENING.replace(":1F91", ":0000"));

        assertEquals(List.of(), parser.rows());
        assertEquals(0, parser.malformedRows());
        assertEquals(
                1, parsed(tcp(), HEADER + LISTENING.replace(":1F91", ":1G91")).malformedRows());
    }

    /** Of a socket that the kernel keeps for itself; and the longest that fits. */
    @Test
    void anyInode() {
        for (String inode : List.of("0", "4294967296", "999999999999999999")) {
            assertEquals(List.of(Long.valueOf(inode)), inodes(HEADER + LISTENING.replace("31337", inode)));
        }
    }

    /** net/ipv6/udp.c pads no row: its last field ends with the line. */
    @Test
    void dropsAtTheEndOfARow() {
        String row = "  814: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07"
                + " 00000000:00000000 00:00000000 00000000   105        0 18213 2 00000000f2a4a9c1 ";
        ProcNetParser parser = parsed(
                new ProcNetParser(Protocol.UDP, AddressFamily.IPV6, ByteOrder.LITTLE_ENDIAN),
                HEADER + row + "0\n" + row + "17\n");

        assertEquals(
                List.of(OptionalLong.of(0), OptionalLong.of(17)),
                parser.rows().stream().map(SocketRow::drops).toList());
    }

    @Test
    void connectionsOfTheWantedPorts() {
        ProcNetParser parser = ProcNetParser.ofConnections(AddressFamily.IPV4, ByteOrder.LITTLE_ENDIAN, Set.of(8080));
        parsed(parser, HEADER + LISTENING + CONNECTED + "\n" + CONNECTED.replace(":1F90", ":1F91") + "\n");

        assertEquals(List.of(8080), parser.rows().stream().map(SocketRow::port).toList());
        assertEquals(0, parser.malformedRows());
    }

    @Test
    void howFarTheTableIsPastTheListeningRows() {
        String padded = CONNECTED + "     \n";
        ProcNetParser parser = parsed(tcp(), HEADER + LISTENING);
        assertTrue(parser.hasSeenOnlyListening());
        assertFalse(parser.order().isPastListening());

        parsed(parser, padded + padded);
        assertFalse(parser.hasSeenOnlyListening());
        assertTrue(parser.order().isPastListening());
        assertEquals(2L * (padded.length() - 1), parser.order().bytesSinceListening());
        assertFalse(parser.order().isMixed());

        parsed(parser, LISTENING);
        assertTrue(parser.order().isMixed());
        assertFalse(parser.order().isPastListening(), "one followed, and others may");
        assertEquals(0, parser.order().bytesSinceListening());
    }

    /** Linux before 4.3 lists them between listening ones. */
    @Test
    void requestsForConnectionsDecideNothing() {
        ProcNetParser parser = parsed(tcp(), HEADER + LISTENING + CONNECTED.replace(" 01 ", " 03 ") + "\n");

        assertFalse(parser.hasSeenOnlyListening());
        assertFalse(parser.order().isPastListening());
        assertEquals(0, parser.order().bytesSinceListening());
        assertTrue(parsed(tcp(), HEADER + LISTENING).hasSeenOnlyListening());
    }

    @Test
    void theFirstBrokenRowIsShown() {
        String table = HEADER + LISTENING + "nonsense\n" + LISTENING + "more of it\n" + "x".repeat(200) + "\n";
        ProcNetParser parser = parsed(tcp(), table);

        assertEquals(3, parser.malformedRows());
        assertEquals(Optional.of("nonsense"), parser.malformedExample());
        assertEquals(
                Optional.of("x".repeat(100)),
                parsed(tcp(), HEADER + "x".repeat(200) + "\n").malformedExample());
    }

    private static ProcNetParser tcp() {
        return new ProcNetParser(Protocol.TCP, AddressFamily.IPV4, ByteOrder.LITTLE_ENDIAN);
    }

    private static ProcNetParser parsed(ProcNetParser parser, String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(bytes.length, parser.parse(bytes, bytes.length));
        return parser;
    }

    private static List<Long> inodes(String table) {
        return parsed(tcp(), table).rows().stream().map(SocketRow::inode).toList();
    }
}
