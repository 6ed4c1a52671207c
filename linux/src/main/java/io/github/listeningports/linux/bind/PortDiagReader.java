package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.SocketConstant;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Asks sock_diag(7) for the sockets on one port. The kernel filters by it, and no privilege is required. */
final class PortDiagReader {

    private static final int REQUEST_BYTES = 16 + 56;
    private static final int NLM_F_REQUEST_DUMP = 0x301;

    /** Far more than one port can have; guards against a kernel that never ends a dump. */
    private static final int MAX_DATAGRAMS = 100_000;

    /** How often a dump is repeated that changes interrupted. */
    private static final int MAX_ATTEMPTS = 3;

    private final LibC libc;
    private final ByteBuffer message = ByteBuffer.allocateDirect(REQUEST_BYTES).order(ByteOrder.nativeOrder());
    private int sequence;

    PortDiagReader(LibC libc) {
        this.libc = libc;
    }

    /** @throws IOException if the kernel, or a sandbox, does not answer, or changes interrupted each answer */
    List<PortSocket> read(Protocol protocol, int port) throws IOException {
        List<PortSocket> sockets = new ArrayList<>();
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.SOCK_DIAG, Deadline.none())) {
            for (AddressFamily family : AddressFamily.values()) {
                sockets.addAll(read(socket, protocol, family, port));
            }
        }
        return sockets;
    }

    private List<PortSocket> read(NetlinkSocket socket, Protocol protocol, AddressFamily family, int port)
            throws IOException {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            List<PortSocket> found = new ArrayList<>();
            if (dump(socket, protocol, family, port, found)) {
                return found;
            }
        }
        throw new IOException("changes interrupted each of " + MAX_ATTEMPTS + " dumps of sock_diag");
    }

    /** Adds the sockets of one dump; whether it is consistent. */
    private boolean dump(
            NetlinkSocket socket, Protocol protocol, AddressFamily family, int port, List<PortSocket> sockets)
            throws IOException {
        socket.send(request(protocol, family, port));
        NetlinkParser answer = new NetlinkParser(sequence, new PortDiagParser(protocol, port, sockets));
        for (int i = 0; i < MAX_DATAGRAMS && !answer.isDone(); i++) {
            answer.parse(socket.receive());
            if (answer.isMalformed()) {
                throw new IOException("the kernel sent a malformed sock_diag message");
            }
        }
        if (answer.error().isPresent() || !answer.isDone()) {
            throw new IOException("sock_diag returned error " + answer.error().orElse(0) + " (errno(3))");
        }
        return !answer.isInterrupted();
    }

    /** nlmsghdr and inet_diag_req_v2: one port, any state. */
    private ByteBuffer request(Protocol protocol, AddressFamily family, int port) {
        sequence++;
        return message.clear()
                .putInt(REQUEST_BYTES)
                .putShort((short) SocketConstant.SOCK_DIAG_BY_FAMILY)
                .putShort((short) NLM_F_REQUEST_DUMP)
                .putInt(sequence)
                .putInt(0)
                .put((byte) SocketConstant.addressFamily(family))
                .put((byte) (protocol == Protocol.TCP ? SocketConstant.IPPROTO_TCP : SocketConstant.IPPROTO_UDP))
                .putShort((short) 0)
                .putInt(SocketState.holdingAPort())
                .put((byte) (port >> 8))
                .put((byte) port)
                .put(new byte[46]);
    }
}
