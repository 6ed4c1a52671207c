package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.windows.api.TableLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntPredicate;

/** Parses the tables that GetExtendedTcpTable and GetExtendedUdpTable fill; Windows is little-endian on every architecture. */
final class SocketTableParser {

    private SocketTableParser() {}

    /**
     * Adds the sockets on the wanted ports: those that listen, or the established ones of a table of connections.
     *
     * @param table from its first byte to the buffer's limit; a table without rows may have 4 bytes
     * @return the number of rows that the table announces but the buffer does not hold
     */
    static long parse(ByteBuffer table, TableLayout layout, IntPredicate wantedPort, List<SocketRow> rows) {
        ByteBuffer bytes = table.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < Integer.BYTES) {
            return 0;
        }
        long announced = Integer.toUnsignedLong(bytes.getInt(0));
        int room = Math.max(0, bytes.limit() - layout.firstRow) / layout.rowSize;
        int count = (int) Math.min(announced, room);
        byte[] address = new byte[layout.family == AddressFamily.IPV4 ? 4 : 16];
        for (int i = 0; i < count; i++) {
            parseRow(bytes, layout.firstRow + i * layout.rowSize, layout, wantedPort, address, rows);
        }
        return announced - count;
    }

    private static void parseRow(
            ByteBuffer bytes,
            int row,
            TableLayout layout,
            IntPredicate wantedPort,
            byte[] address,
            List<SocketRow> rows) {
        // "The upper 16 bits may contain uninitialized data": the SDK's page on MIB_TCPROW_OWNER_PID.
        int port = Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(row + layout.port)));
        boolean wanted = layout.state < 0 || bytes.getInt(row + layout.state) == layout.wantedState();
        // A socket without a port does not listen.
        if (!wanted || port == 0 || !wantedPort.test(port)) {
            return;
        }
        bytes.get(row + layout.address, address);
        InetAddress bound = address(address);
        rows.add(new SocketRow(
                layout.protocol,
                layout.family,
                bound,
                scopeId(bytes, row, layout, bound),
                port,
                Integer.toUnsignedLong(bytes.getInt(row + layout.pid)),
                layout.created < 0 ? 0 : Math.max(0, bytes.getLong(row + layout.created))));
    }

    /**
     * Only a link-local address has a scope; elsewhere the field is unreliable. Microsoft's page documents network byte order, but .NET reads host byte order: interface
     * indexes are small, so the smaller of the two readings is taken.
     */
    private static int scopeId(ByteBuffer bytes, int row, TableLayout layout, InetAddress bound) {
        if (layout.scope < 0 || bound instanceof Inet4Address || !bound.isLinkLocalAddress()) {
            return 0;
        }
        int scope = bytes.getInt(row + layout.scope);
        int swapped = Integer.reverseBytes(scope);
        return Math.max(0, Integer.compareUnsigned(scope, swapped) <= 0 ? scope : swapped);
    }

    /** An IPv4 address is in network byte order. */
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
