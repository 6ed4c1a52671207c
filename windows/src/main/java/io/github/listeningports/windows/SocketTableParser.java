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

/** Parses the tables that GetExtendedTcpTable and GetExtendedUdpTable fill, from a little-endian buffer, as Windows is everywhere. */
final class SocketTableParser {

    private SocketTableParser() {}

    /**
     * Adds the sockets on the ports wanted: those that listen, or of a table of connections those that are established.
     *
     * @param table from its first byte to the buffer's limit; a table without rows may be of 4 bytes
     * @return how many rows the table says to have that are not in the buffer
     */
    static long parse(ByteBuffer table, TableLayout layout, IntPredicate wantedPort, List<SocketRow> rows) {
        ByteBuffer bytes = table.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < Integer.BYTES) {
            return 0;
        }
        long told = Integer.toUnsignedLong(bytes.getInt(0));
        int room = Math.max(0, bytes.limit() - layout.firstRow) / layout.rowSize;
        int count = (int) Math.min(told, room);
        byte[] address = new byte[layout.family == AddressFamily.IPV4 ? 4 : 16];
        for (int i = 0; i < count; i++) {
            parseRow(bytes, layout.firstRow + i * layout.rowSize, layout, wantedPort, address, rows);
        }
        return told - count;
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
        // What has no port listens nowhere.
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
     * Only a link-local address has one; elsewhere the field is not to be relied on. Microsoft's page says that it is in the network's byte order, and .NET reads it
     * in the host's: an interface has a small number, so the smaller of both it is.
     */
    private static int scopeId(ByteBuffer bytes, int row, TableLayout layout, InetAddress bound) {
        if (layout.scope < 0 || bound instanceof Inet4Address || !bound.isLinkLocalAddress()) {
            return 0;
        }
        int scope = bytes.getInt(row + layout.scope);
        int swapped = Integer.reverseBytes(scope);
        return Math.max(0, Integer.compareUnsigned(scope, swapped) <= 0 ? scope : swapped);
    }

    /** An IPv4 address is in the order of the network, as in memory. */
    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
