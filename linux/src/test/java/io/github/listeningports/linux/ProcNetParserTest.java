package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a row of /proc/net/tcp ends: at its newline, whatever its length. */
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

    private static List<Long> inodes(String table) {
        byte[] bytes = table.getBytes(StandardCharsets.ISO_8859_1);
        ProcNetParser parser = new ProcNetParser(Protocol.TCP, AddressFamily.IPV4, ByteOrder.LITTLE_ENDIAN);
        assertEquals(bytes.length, parser.parse(bytes, bytes.length));
        return parser.rows().stream().map(SocketRow::inode).toList();
    }
}
