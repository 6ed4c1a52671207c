package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * struct socket_fdinfo (bsd/sys/proc_info.h): the result of PROC_PIDFDSOCKETINFO and PROC_PIDFILEPORTSOCKETINFO.
 *
 * <p>A listener is a TCP socket in the state LISTEN, or a UDP socket that is bound and not connected. Raw and ICMP sockets have the same kind as UDP sockets,
 * and differ in their protocol only.
 */
final class SocketInfoParser {

    private static final int SOCKINFO_IN = 1;
    private static final int SOCKINFO_TCP = 2;
    private static final int TSI_S_LISTEN = 1;
    private static final int IPPROTO_UDP = 17;

    private final SnapshotRequest request;
    private final LocalAddressParser local = new LocalAddressParser();

    SocketInfoParser(SnapshotRequest request) {
        this.request = request;
    }

    /** The socket, if it is a listener that matches the request. The buffer is little-endian and holds the whole structure. */
    @Nullable
    SocketRow parse(ByteBuffer info) {
        Protocol protocol;
        int kind = info.getInt(Layout.SOI_KIND);
        if (kind == SOCKINFO_TCP && info.getInt(Layout.TCPSI_STATE) == TSI_S_LISTEN) {
            protocol = Protocol.TCP;
        } else if (kind == SOCKINFO_IN
                && info.getInt(Layout.SOI_PROTOCOL) == IPPROTO_UDP
                && port(info, Layout.INSI_FPORT) == 0) {
            protocol = Protocol.UDP;
        } else {
            return null;
        }
        int port = port(info, Layout.INSI_LPORT);
        int flags = info.get(Layout.INSI_VFLAG);
        if (port == 0
                || (flags & LocalAddressParser.EITHER) == 0
                || !request.protocols().contains(protocol)
                || !request.asksForPort(port)) {
            return null;
        }
        local.parse(info, Layout.INSI_LADDR, info.getInt(Layout.SOI_FAMILY), flags);
        boolean tcp = protocol == Protocol.TCP;
        return new SocketRow(
                new SocketId.Socket(protocol, info.getLong(Layout.SOI_SO), info.getLong(Layout.INSI_GENCNT)),
                local.family(),
                local.address(),
                local.scopeId(),
                port,
                local.acceptsIpv4(),
                tcp ? Math.max(0, queue(info, Layout.SOI_QLEN) - queue(info, Layout.SOI_INCQLEN)) : SocketRow.NONE,
                tcp ? queue(info, Layout.SOI_QLIMIT) : SocketRow.NONE,
                SocketRow.NONE,
                SocketRow.NONE);
    }

    /** so_qlen counts the connections of so_incqlen too, whose handshake is not complete (bsd/kern/uipc_socket2.c sonewconn_internal). */
    private static int queue(ByteBuffer info, int at) {
        return Short.toUnsignedInt(info.getShort(at));
    }

    /** In network order in the lower half of an int. */
    private static int port(ByteBuffer info, int at) {
        return Short.toUnsignedInt(Short.reverseBytes(info.getShort(at)));
    }
}
