package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Parses the answer of sock_diag(7) to a dump request: each message is an inet_diag_msg with attributes (linux/inet_diag.h). The layout is the same on every
 * architecture; numbers are in the machine's byte order, ports and addresses in network byte order.
 */
final class InetDiagParser implements NetlinkParser.MessageTaker {

    private static final int BODY = 72;
    private static final int ATTRIBUTE_HEADER = 4;

    /** linux/inet_diag.h. */
    private static final int INET_DIAG_SKMEMINFO = 7;

    private static final int INET_DIAG_SKV6ONLY = 11;
    private static final int INET_DIAG_MARK = 15;
    private static final int INET_DIAG_ULP_INFO = 19;
    private static final int INET_DIAG_CGROUP_ID = 21;
    private static final int INET_ULP_INFO_NAME = 1;
    private static final int SK_MEMINFO_DROPS = 8; // linux/sock_diag.h
    private static final int ATTRIBUTE_TYPE = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final Protocol protocol;
    private final IntPredicate wantedPort;
    private final DumpRows rows;

    private int sockets;

    /** @param rows receives the sockets */
    InetDiagParser(Protocol protocol, IntPredicate wantedPort, List<SocketRow> rows) {
        this(protocol, wantedPort, DumpRows.into(rows));
    }

    InetDiagParser(Protocol protocol, IntPredicate wantedPort, DumpRows rows) {
        this.protocol = protocol;
        this.wantedPort = wantedPort;
        this.rows = rows;
    }

    /** The number of sockets reported, whether requested or not. */
    int sockets() {
        return sockets;
    }

    @Override
    public boolean take(int type, ByteBuffer datagram, int from, int to) {
        if (type != SocketConstant.SOCK_DIAG_BY_FAMILY) {
            return true; // a future message type
        }
        return to - from >= BODY && parseSocket(datagram, from, to);
    }

    private boolean parseSocket(ByteBuffer datagram, int body, int end) {
        sockets++;
        int port = Short.toUnsignedInt(datagram.getShort(body + 4));
        if (datagram.order() == ByteOrder.LITTLE_ENDIAN) {
            port = Integer.reverseBytes(port) >>> 16;
        }
        if (port == 0 || !wantedPort.test(port) || rows.repeats(datagram, body, end)) {
            return true;
        }
        boolean ipv4 = datagram.get(body) == SocketConstant.AF_INET;
        Attributes attributes = new Attributes();
        if (!attributes.parse(datagram, body + BODY, end)) {
            return false;
        }
        boolean tcp = protocol == Protocol.TCP;
        long readQueue = unsigned(datagram, body + 56);
        long writeQueue = unsigned(datagram, body + 60);
        SocketRow row = new SocketRow(
                protocol,
                ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6,
                address(datagram, body + 8, ipv4 ? 4 : 16),
                port,
                unsigned(datagram, body + 64),
                unsigned(datagram, body + 68),
                tcp ? OptionalLong.of(readQueue) : OptionalLong.empty(),
                tcp ? OptionalLong.empty() : attributes.drops,
                Optional.of(new SocketRow.Extras(
                        // Two words, the lower one first even on big-endian machines (net/core/sock_diag.c).
                        unsigned(datagram, body + 44) | unsigned(datagram, body + 48) << 32,
                        tcp ? OptionalLong.of(writeQueue) : OptionalLong.empty(),
                        attributes.v6Only,
                        datagram.getInt(body + 40),
                        tcp ? attributes.multipath() : Optional.empty(),
                        attributes.cgroup)));
        rows.add(row, datagram, body, end);
        return true;
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

    private static long unsigned(ByteBuffer datagram, int at) {
        return Integer.toUnsignedLong(datagram.getInt(at));
    }

    /** Messages and attributes begin at multiples of four (NLMSG_ALIGN, NLA_ALIGN). */
    private static int align(int length) {
        return (length + 3) & ~3;
    }

    /** The attributes that follow a message: a length and a type of 16 bits each, and a value. */
    private static final class Attributes {
        private OptionalLong drops = OptionalLong.empty();
        private Optional<Boolean> v6Only = Optional.empty();
        private OptionalLong cgroup = OptionalLong.empty();
        private boolean mptcp;
        private boolean ulpReported;

        /** Whether all lengths fit. */
        boolean parse(ByteBuffer datagram, int from, int end) {
            int at = from;
            while (end - at >= ATTRIBUTE_HEADER) {
                int length = Short.toUnsignedInt(datagram.getShort(at));
                if (length < ATTRIBUTE_HEADER || length > end - at) {
                    return false;
                }
                int value = at + ATTRIBUTE_HEADER;
                int valueLength = length - ATTRIBUTE_HEADER;
                switch (datagram.getShort(at + 2) & ATTRIBUTE_TYPE) {
                    case INET_DIAG_SKMEMINFO -> {
                        if (valueLength >= 4 * (SK_MEMINFO_DROPS + 1)) {
                            drops = OptionalLong.of(unsigned(datagram, value + 4 * SK_MEMINFO_DROPS));
                        }
                    }
                    case INET_DIAG_SKV6ONLY -> {
                        if (valueLength >= 1) {
                            v6Only = Optional.of(datagram.get(value) != 0);
                        }
                    }
                    case INET_DIAG_ULP_INFO -> {
                        ulpReported = true;
                        mptcp |= isMptcp(datagram, value, value + valueLength);
                    }
                    case INET_DIAG_MARK -> ulpReported = true;
                    case INET_DIAG_CGROUP_ID -> {
                        if (valueLength >= Long.BYTES) {
                            cgroup = OptionalLong.of(datagram.getLong(value));
                        }
                    }
                    default -> {} // not needed
                }
                at += align(length);
            }
            return true;
        }

        /** Older kernels report upper layer protocols, like marks, only to callers with CAP_NET_ADMIN: where both are missing, the answer is unknown. */
        Optional<Boolean> multipath() {
            return ulpReported ? Optional.of(mptcp) : Optional.empty();
        }

        /** Whether the first of the nested attributes is the name of MPTCP's upper layer protocol, "mptcp". */
        private static boolean isMptcp(ByteBuffer datagram, int at, int end) {
            byte[] name = "mptcp".getBytes(StandardCharsets.US_ASCII);
            if (end - at < ATTRIBUTE_HEADER + name.length
                    || (datagram.getShort(at + 2) & ATTRIBUTE_TYPE) != INET_ULP_INFO_NAME) {
                return false;
            }
            byte[] value = new byte[name.length];
            datagram.get(at + ATTRIBUTE_HEADER, value);
            return Arrays.equals(name, value);
        }
    }
}
