package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Sockets in the forms of libproc and pcblist_n, generated from a seed: the records, their order and their lengths are those of macOS 13 and later (the layouts are
 * checked against a compiler's in {@code macos/src/test}). A third each is bound to all addresses, to loopback, and to an address of its own; half are IPv6.
 *
 * @param answer the value of pcblist_n, in a direct buffer like the reader's own
 * @param infos one struct socket_fdinfo for each socket
 * @param listeners the listeners in either form
 */
record MacTables(ByteBuffer answer, List<ByteBuffer> infos, List<MacListener> listeners) {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 30;

    /** Kinds and lengths of a socket's records; the last one is for TCP only. */
    private static final List<Integer> RECORDS =
            List.of(0x10, 104, 0x01, 104, 0x02, 32, 0x04, 32, 0x08, 136, 0x20, 204);

    MacTables {
        infos = List.copyOf(infos);
        listeners = List.copyOf(listeners);
    }

    /** @param listening whether all of them listen, or none */
    static MacTables generate(Protocol protocol, int count, boolean listening, long seed) {
        Random random = new Random(seed);
        ByteBuffer answer = direct(2 * Layout.XINPGEN + count * 624);
        List<ByteBuffer> infos = new ArrayList<>();
        List<MacListener> listeners = new ArrayList<>();
        generations(answer, count);
        for (int i = 1; i <= count; i++) {
            boolean ipv6 = random.nextBoolean();
            byte[] address = address(random, ipv6);
            MacListener listener = new MacListener(
                    HexFormat.of().formatHex(address, ipv6 ? 0 : 12, 16),
                    1 + random.nextInt(65_535),
                    random.nextLong(),
                    i);
            Socket socket = new Socket(protocol, listening, ipv6, address, listener);
            socket.write(answer, random);
            infos.add(socket.info());
            if (listening) {
                listeners.add(listener);
            }
        }
        generations(answer, count);
        return new MacTables(answer.flip(), infos, listeners);
    }

    private static byte[] address(Random random, boolean ipv6) {
        byte[] address = new byte[16];
        switch (random.nextInt(3)) {
            case 0 -> {} // all addresses
            case 1 -> {
                address[12] = (byte) (ipv6 ? 0 : 127);
                address[15] = 1;
            }
            default -> {
                random.nextBytes(address);
                address[0] = 0x20;
            }
        }
        return address;
    }

    private static void generations(ByteBuffer answer, int count) {
        answer.putInt(Layout.XINPGEN).putInt(count).putLong(count).putLong(count);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One socket, in both forms. */
    private static final class Socket {
        private final boolean tcp;
        private final boolean listening;
        private final boolean ipv6;
        private final byte[] address;
        private final MacListener listener;

        Socket(Protocol protocol, boolean listening, boolean ipv6, byte[] address, MacListener listener) {
            tcp = protocol == Protocol.TCP;
            this.listening = listening;
            this.ipv6 = ipv6;
            this.address = address.clone();
            this.listener = listener;
        }

        void write(ByteBuffer answer, Random random) {
            for (int i = 0; i < (tcp ? RECORDS.size() : RECORDS.size() - 2); i += 2) {
                int at = answer.position();
                answer.putInt(at, RECORDS.get(i + 1)).putInt(at + Layout.XGN_KIND, RECORDS.get(i));
                switch (RECORDS.get(i)) {
                    case 0x10 ->
                        answer.putShort(at + Layout.XI_LPORT, network(listener.port()))
                                .putShort(at + Layout.XI_FPORT, network(listening ? 0 : 443))
                                .putLong(at + Layout.XI_GENCNT, listener.generation())
                                .put(at + Layout.XI_VFLAG, flags())
                                .put(at + Layout.XI_LADDR, address);
                    case 0x01 ->
                        answer.putLong(at + Layout.XSO_SO, listener.handle())
                                .putInt(at + Layout.XSO_FAMILY, ipv6 ? AF_INET6 : AF_INET)
                                .putShort(at + Layout.XSO_QLIMIT, (short) 128)
                                .putInt(at + Layout.XSO_UID, 501 + random.nextInt(3))
                                .putInt(at + Layout.XSO_LAST_PID, random.nextInt(99_999));
                    case 0x20 -> answer.putInt(at + Layout.XT_STATE, listening ? 1 : 4);
                    default -> {}
                }
                answer.position(at + (RECORDS.get(i + 1) + 7 & ~7));
            }
        }

        ByteBuffer info() {
            return direct(Layout.SOCKET_FDINFO)
                    .putLong(Layout.SOI_SO, listener.handle())
                    .putInt(Layout.SOI_PROTOCOL, tcp ? 6 : 17)
                    .putInt(Layout.SOI_FAMILY, ipv6 ? AF_INET6 : AF_INET)
                    .putShort(Layout.SOI_QLIMIT, (short) 128)
                    .putInt(Layout.SOI_KIND, tcp ? 2 : 1)
                    .putShort(Layout.INSI_FPORT, network(listening ? 0 : 443))
                    .putShort(Layout.INSI_LPORT, network(listener.port()))
                    .putLong(Layout.INSI_GENCNT, listener.generation())
                    .put(Layout.INSI_VFLAG, flags())
                    .put(Layout.INSI_LADDR, address)
                    .putInt(Layout.TCPSI_STATE, tcp ? listening ? 1 : 4 : 0);
        }

        private byte flags() {
            return (byte) (ipv6 ? 2 : 1);
        }

        private static short network(int port) {
            return Short.reverseBytes((short) port);
        }
    }
}
