package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.windows.api.TableLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table as GetExtendedTcpTable and GetExtendedUdpTable fill it, made up from a seed.
 *
 * @param bytes direct, as the reader's own
 * @param listeners what a parser should find in it
 */
record SocketTable(ByteBuffer bytes, List<Listener> listeners) {

    private static final int DIRT = 0xBEEF_0000;

    /** What each way of reading a table must find: enough to compare two of them. */
    record Listener(String address, int port, long pid) {}

    SocketTable {
        listeners = List.copyOf(listeners);
    }

    static SocketTable generate(TableLayout layout, int count, long seed) {
        Random random = new Random(seed);
        ByteBuffer bytes = ByteBuffer.allocateDirect(layout.firstRow + count * layout.rowSize)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, count);
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int row = layout.firstRow + i * layout.rowSize;
            byte[] address = address(random, layout.family == AddressFamily.IPV4 ? 4 : 16);
            int port = 1 + random.nextInt(65_535);
            int pid = 4 * random.nextInt(1 << 20);
            bytes.put(row + layout.address, address)
                    .putInt(row + layout.port, DIRT | Short.toUnsignedInt(Short.reverseBytes((short) port)))
                    .putInt(row + layout.pid, pid);
            if (layout.state >= 0) {
                bytes.putInt(row + layout.state, layout.wantedState());
            }
            if (layout.created >= 0) {
                bytes.putLong(row + layout.created, 134_000_000_000_000_000L + i);
            }
            listeners.add(new Listener(text(address), port, pid));
        }
        return new SocketTable(bytes, listeners);
    }

    /** All addresses, loopback or one address, as servers bind them. */
    private static byte[] address(Random random, int length) {
        byte[] address = new byte[length];
        switch (random.nextInt(3)) {
            case 0 -> address[0] = 0;
            case 1 -> {
                address[0] = (byte) (length == 4 ? 127 : 0);
                address[length - 1] = 1;
            }
            default -> {
                random.nextBytes(address);
                address[0] = (byte) (length == 4 ? 10 : 0xFD);
            }
        }
        return address;
    }

    /** One way to write an address, for all who are compared. */
    static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("4 or 16 bytes are an address, not " + address.length, e);
        }
    }
}
