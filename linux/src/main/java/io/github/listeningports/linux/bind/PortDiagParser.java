package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Parses what sock_diag(7) says of the sockets on one port: an inet_diag_msg each, with attributes (linux/inet_diag.h). */
final class PortDiagParser implements NetlinkParser.MessageTaker {

    private static final int BODY = 72;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ATTRIBUTE_TYPE = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
    private static final int INET_DIAG_SKV6ONLY = 11;

    /** idiag_timer: what removes the socket in the end (net/ipv4/inet_diag.c inet_twsk_diag_fill). */
    private static final int TIME_WAIT_TIMER = 3;

    private final Protocol protocol;
    private final int port;
    private final List<PortSocket> sockets;

    /** @param sockets receives those on the port; an old kernel may send others, too */
    PortDiagParser(Protocol protocol, int port, List<PortSocket> sockets) {
        this.protocol = protocol;
        this.port = port;
        this.sockets = sockets;
    }

    @Override
    public boolean take(int type, ByteBuffer datagram, int from, int to) {
        if (type != SocketConstant.SOCK_DIAG_BY_FAMILY) {
            return true; // a future message type
        }
        if (to - from < BODY) {
            return false;
        }
        SocketState state = SocketState.of(datagram.get(from + 1));
        if (port(datagram, from + 4) == port && state.holdsAPort()) {
            sockets.add(socket(datagram, from, to, state));
        }
        return true;
    }

    private PortSocket socket(ByteBuffer datagram, int from, int to, SocketState state) {
        boolean ipv4 = datagram.get(from) == SocketConstant.AF_INET;
        int addressBytes = ipv4 ? 4 : 16;
        return new PortSocket(
                protocol,
                ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6,
                state,
                address(datagram, from + 8, addressBytes),
                port,
                address(datagram, from + 24, addressBytes),
                port(datagram, from + 6),
                Integer.toUnsignedLong(datagram.getInt(from + 64)),
                Integer.toUnsignedLong(datagram.getInt(from + 68)),
                OptionalInt.of(datagram.getInt(from + 40)),
                v6Only(datagram, from + BODY, to),
                datagram.get(from + 2) == TIME_WAIT_TIMER
                        ? OptionalLong.of(Integer.toUnsignedLong(datagram.getInt(from + 52)))
                        : OptionalLong.empty());
    }

    /** In network byte order. */
    private static int port(ByteBuffer datagram, int at) {
        int port = Short.toUnsignedInt(datagram.getShort(at));
        return datagram.order() == ByteOrder.BIG_ENDIAN ? port : Integer.reverseBytes(port) >>> 16;
    }

    private static InetAddress address(ByteBuffer datagram, int at, int length) {
        byte[] bytes = new byte[length];
        datagram.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** Reported of sockets that listen or are not connected (net/ipv4/inet_diag.c inet_diag_msg_attrs_fill). */
    private static Optional<Boolean> v6Only(ByteBuffer datagram, int from, int end) {
        int at = from;
        while (end - at > ATTRIBUTE_HEADER) {
            int length = Short.toUnsignedInt(datagram.getShort(at));
            if (length <= ATTRIBUTE_HEADER || length > end - at) {
                return Optional.empty();
            }
            if ((datagram.getShort(at + 2) & ATTRIBUTE_TYPE) == INET_DIAG_SKV6ONLY) {
                return Optional.of(datagram.get(at + ATTRIBUTE_HEADER) != 0);
            }
            at += (length + 3) & ~3;
        }
        return Optional.empty();
    }
}
