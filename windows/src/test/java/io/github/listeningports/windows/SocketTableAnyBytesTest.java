package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.windows.api.TableLayout;
import io.github.listeningports.windows.lab.AnyBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any bytes as a table: rows or none, and never an exception. */
class SocketTableAnyBytesTest {

    @Test
    void tables() {
        for (TableLayout layout : TableLayout.values()) {
            AnyBytes.parse(layout.name().hashCode(), 2_000, bytes -> parse(bytes, layout));
        }
    }

    /** Parses a table, and checks what came of it. */
    static void parse(ByteBuffer bytes, TableLayout layout) {
        List<SocketRow> rows = new ArrayList<>();
        long lost = SocketTableParser.parse(bytes, layout, port -> port % 7 != 0, rows);
        int room = Math.max(0, bytes.limit() - layout.firstRow) / layout.rowSize;
        assertTrue(rows.size() <= room && lost >= 0);
        if (layout.state >= 0) {
            List<TcpSocket> others = SocketTableParser.parseOthers(bytes, layout, port -> port % 7 != 0);
            assertTrue(others.size() <= room);
        }
        if (bytes.limit() >= 4) {
            long announced = Integer.toUnsignedLong(bytes.getInt(0));
            assertEquals(Math.max(0, announced - room), lost);
        }
        for (SocketRow row : rows) {
            boolean ipv4 = row.address().getAddress().length == 4;
            assertTrue(row.port() > 0 && row.port() < 65_536 && row.port() % 7 != 0, row::toString);
            assertTrue(row.pid() >= 0 && row.pid() < 1L << 32, row::toString);
            assertTrue(row.created() >= 0 && row.scopeId() >= 0, row::toString);
            assertTrue(ipv4 || layout.family == AddressFamily.IPV6, row::toString);
        }
    }
}
