package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
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
import java.util.function.IntPredicate;

/**
 * Reads the listening sockets of this process's network namespace from sock_diag(7). The kernel lists only sockets in the requested state, so the cost does not depend on
 * the number of connections, and it reports more than /proc. No privilege is required.
 */
final class SocketDiagReader {

    private static final String SOURCE = "sock_diag";

    /** include/net/tcp_states.h. UDP uses TCP's numbers: CLOSE for a socket that is not connected. */
    private static final int ESTABLISHED = 1;

    private static final int CLOSE = 7;

    private static final int LISTEN = 10;

    private static final int REQUEST_BYTES = 16 + 56;
    private static final int NLM_F_REQUEST_DUMP = 0x301;
    private static final int WITH_SKMEMINFO = 1 << (7 - 1); // INET_DIAG_SKMEMINFO, for the drops

    /** INET_DIAG_INFO: without it the kernel also omits INET_DIAG_ULP_INFO, which identifies MPTCP (net/ipv4/inet_diag.c inet_sk_diag_fill). */
    private static final int WITH_INFO = 1 << (2 - 1);

    /** Far more than a machine's sockets need; guards against a kernel that never ends a dump. */
    private static final int MAX_DATAGRAMS = 100_000;

    private final SnapshotRequest request;
    private final LibC libc;
    private final ByteBuffer message = ByteBuffer.allocateDirect(REQUEST_BYTES).order(ByteOrder.nativeOrder());
    private int sequence;

    /** Whether the deadline passed before the end of a dump. No other request is sent on the same socket then: the rest of the answer is still to come. */
    private boolean cut;

    SocketDiagReader(SnapshotRequest request, LibC libc) {
        this.request = request;
        this.libc = libc;
    }

    /**
     * The requested listening sockets.
     *
     * @throws IOException if the kernel, or a sandbox, does not answer; /proc serves then
     */
    SocketTable read(Deadline deadline) throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.SOCK_DIAG, deadline)) {
            for (Protocol protocol : request.protocols()) {
                int state = protocol == Protocol.TCP ? LISTEN : CLOSE;
                for (AddressFamily family : AddressFamily.values()) {
                    List<SocketRow> all = new ArrayList<>();
                    cut = deadline.isOver();
                    StableRead.Pass pass = new Dump(socket, protocol, family, state, deadline);
                    boolean settled = !cut && StableRead.read(pass, all, deadline);
                    if (cut) {
                        diagnostics.add(late(protocol, family, deadline));
                    } else if (!settled) {
                        diagnostics.add(StableRead.unsettled(SOURCE, deadline));
                    }
                    // Filtered only here: passes are compared on all sockets.
                    for (SocketRow row : all) {
                        if (request.asksForPort(row.port())) {
                            rows.add(row);
                        }
                    }
                }
            }
        }
        return new SocketTable(rows, diagnostics, true);
    }

    /** A pass over the sockets of one protocol and family, whatever their ports. */
    private final class Dump implements StableRead.Pass, IntPredicate {

        private final NetlinkSocket socket;
        private final Protocol protocol;
        private final AddressFamily family;
        private final int state;
        private final Deadline deadline;

        Dump(NetlinkSocket socket, Protocol protocol, AddressFamily family, int state, Deadline deadline) {
            this.socket = socket;
            this.protocol = protocol;
            this.family = family;
            this.state = state;
            this.deadline = deadline;
        }

        @Override
        public boolean read(List<SocketRow> rows) throws IOException {
            return dump(socket, protocol, family, state, this, rows, deadline);
        }

        @Override
        public boolean test(int port) {
            return true;
        }
    }

    private static Diagnostic late(Protocol protocol, AddressFamily family, Deadline deadline) {
        return new Diagnostic(
                Kind.PORTS_MISSING,
                SOURCE,
                "the sockets of " + protocol + " over " + family + " were not all read: " + deadline.reason());
    }

    /**
     * The established TCP connections on the requested ports.
     *
     * @throws IOException also if the deadline passes
     */
    List<SocketRow> readConnections(Deadline deadline) throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        cut = false;
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.SOCK_DIAG, deadline)) {
            for (AddressFamily family : AddressFamily.values()) {
                dump(socket, Protocol.TCP, family, ESTABLISHED, request::asksForPort, rows, deadline);
                if (cut) {
                    throw new IOException(deadline.reason());
                }
            }
        }
        return rows;
    }

    /** Adds the sockets of one dump; whether it is consistent: in one datagram, and not interrupted. */
    private boolean dump(
            NetlinkSocket socket,
            Protocol protocol,
            AddressFamily family,
            int state,
            IntPredicate wantedPort,
            List<SocketRow> rows,
            Deadline deadline)
            throws IOException {
        socket.send(request(protocol, family, state));
        InetDiagParser sockets = new InetDiagParser(protocol, wantedPort, rows);
        NetlinkParser answer = new NetlinkParser(sequence, sockets);
        int datagramsWithSockets = 0;
        for (int i = 0; i < MAX_DATAGRAMS && !answer.isDone(); i++) {
            cut = i > 0 && deadline.isOver();
            if (cut) {
                return false;
            }
            int before = sockets.sockets();
            answer.parse(socket.receive());
            if (answer.isMalformed()) {
                throw new IOException("the kernel sent a malformed " + SOURCE + " message");
            }
            datagramsWithSockets += sockets.sockets() > before ? 1 : 0;
        }
        if (answer.error().isPresent() || !answer.isDone()) {
            throw new IOException(SOURCE + " returned error " + answer.error().orElse(0) + " (errno(3)) for " + protocol
                    + " over " + family);
        }
        return datagramsWithSockets <= 1 && !answer.isInterrupted();
    }

    /** nlmsghdr and inet_diag_req_v2: any address, any port, one state. */
    private ByteBuffer request(Protocol protocol, AddressFamily family, int state) {
        boolean tcp = protocol == Protocol.TCP;
        sequence++;
        return message.clear()
                .putInt(REQUEST_BYTES)
                .putShort((short) SocketConstant.SOCK_DIAG_BY_FAMILY)
                .putShort((short) NLM_F_REQUEST_DUMP)
                .putInt(sequence)
                .putInt(0)
                .put((byte) SocketConstant.addressFamily(family))
                .put((byte) (tcp ? SocketConstant.IPPROTO_TCP : SocketConstant.IPPROTO_UDP))
                .put((byte) (tcp ? (state == LISTEN ? WITH_INFO : 0) : WITH_SKMEMINFO))
                .put((byte) 0)
                .putInt(1 << state)
                .put(new byte[48]);
    }
}
