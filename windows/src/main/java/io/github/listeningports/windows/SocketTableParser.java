package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.windows.api.TableLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
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
        long announced = bytes.limit() < Integer.BYTES ? 0 : Integer.toUnsignedLong(bytes.getInt(0));
        int count = rows(bytes, layout);
        byte[] address = address(layout);
        for (int i = 0; i < count; i++) {
            int row = layout.firstRow + i * layout.rowSize;
            boolean wanted = layout.state < 0 || bytes.getInt(row + layout.state) == layout.wantedState();
            if (wanted && isOnWantedPort(bytes, row, layout, wantedPort)) {
                rows.add(row(bytes, row, layout, address));
            }
        }
        return announced - count;
    }

    /** The sockets on the wanted ports that do not listen, of a table of all. */
    static List<TcpSocket> parseOthers(ByteBuffer table, TableLayout layout, IntPredicate wantedPort) {
        ByteBuffer bytes = table.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int count = rows(bytes, layout);
        byte[] address = address(layout);
        List<TcpSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int row = layout.firstRow + i * layout.rowSize;
            int state = bytes.getInt(row + layout.state);
            if (state != TcpSocket.LISTEN && isOnWantedPort(bytes, row, layout, wantedPort)) {
                SocketRow local = row(bytes, row, layout, address);
                bytes.get(row + layout.remoteAddress(), address);
                sockets.add(new TcpSocket(local, state, address(address)));
            }
        }
        return sockets;
    }

    /** As many as are announced and fit. */
    private static int rows(ByteBuffer bytes, TableLayout layout) {
        if (bytes.limit() < Integer.BYTES) {
            return 0;
        }
        int room = Math.max(0, bytes.limit() - layout.firstRow) / layout.rowSize;
        return (int) Math.min(Integer.toUnsignedLong(bytes.getInt(0)), room);
    }

    private static byte[] address(TableLayout layout) {
        return new byte[layout.family == AddressFamily.IPV4 ? 4 : 16];
    }

    /** A socket without a port is bound to none. */
    private static boolean isOnWantedPort(ByteBuffer bytes, int row, TableLayout layout, IntPredicate wantedPort) {
        int port = port(bytes, row, layout);
        return port != 0 && wantedPort.test(port);
    }

    /** "The upper 16 bits may contain uninitialized data": the SDK's page on MIB_TCPROW_OWNER_PID. */
    private static int port(ByteBuffer bytes, int row, TableLayout layout) {
        return Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(row + layout.port)));
    }

    private static SocketRow row(ByteBuffer bytes, int row, TableLayout layout, byte[] address) {
        bytes.get(row + layout.address, address);
        InetAddress bound = address(address);
        return new SocketRow(
                layout.protocol,
                layout.family,
                bound,
                scopeId(bytes, row, layout, bound),
                port(bytes, row, layout),
                Integer.toUnsignedLong(bytes.getInt(row + layout.pid)),
                layout.created < 0 ? 0 : Math.max(0, bytes.getLong(row + layout.created)));
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
