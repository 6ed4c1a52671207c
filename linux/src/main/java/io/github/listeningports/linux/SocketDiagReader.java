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
    private final List<Table> tables = new ArrayList<>();
    private final LastTable lastTable;
    private int sequence;

    /** Whether the deadline passed before the end of a dump. No other request is sent on the same socket then: the rest of the answer is still to come. */
    private boolean cut;

    /** The sockets of one protocol and family, whatever their ports, and what is remembered of them. */
    private static final class Table implements IntPredicate {

        private final Protocol protocol;
        private final AddressFamily family;
        private final int state;
        private final RememberedDump dump = new RememberedDump();
        private final StableRead passes = new StableRead();

        Table(Protocol protocol, AddressFamily family) {
            this.protocol = protocol;
            this.family = family;
            state = protocol == Protocol.TCP ? LISTEN : CLOSE;
        }

        @Override
        public boolean test(int port) {
            return true;
        }
    }

    /** One pass over a table. */
    private final class TablePass implements StableRead.Pass {

        private final Table table;
        private final NetlinkSocket socket;
        private final Deadline deadline;

        TablePass(Table table, NetlinkSocket socket, Deadline deadline) {
            this.table = table;
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public StableRead.Rows read() throws IOException {
            table.dump.begin();
            InetDiagParser parser = new InetDiagParser(table.protocol, table, table.dump);
            boolean consistent = dump(socket, table.protocol, table.family, table.state, parser, deadline);
            return new StableRead.Rows(table.dump.rows(), consistent);
        }
    }

    SocketDiagReader(SnapshotRequest request, LibC libc) {
        this.request = request;
        this.libc = libc;
        lastTable = new LastTable(request);
        for (Protocol protocol : request.protocols()) {
            for (AddressFamily family : AddressFamily.values()) {
                tables.add(new Table(protocol, family));
            }
        }
    }

    /**
     * The requested listening sockets.
     *
     * @throws IOException if the kernel, or a sandbox, does not answer; /proc serves then
     */
    SocketTable read(Deadline deadline) throws IOException {
        List<List<SocketRow>> parts = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.SOCK_DIAG, deadline)) {
            for (Table table : tables) {
                if (deadline.isOver()) {
                    diagnostics.add(late(table, deadline));
                    continue;
                }
                cut = false;
                boolean settled = table.passes.read(new TablePass(table, socket, deadline), deadline);
                if (cut) {
                    diagnostics.add(late(table, deadline));
                } else if (!settled) {
                    diagnostics.add(StableRead.unsettled(SOURCE, deadline));
                }
                parts.add(table.passes.sockets());
            }
        }
        // The requested ports are chosen only here: passes are compared on all sockets.
        return lastTable.of(parts, diagnostics, true);
    }

    private static Diagnostic late(Table table, Deadline deadline) {
        return new Diagnostic(
                Kind.PORTS_MISSING,
                SOURCE,
                "the sockets of " + table.protocol + " over " + table.family + " were not all read: "
                        + deadline.reason());
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
                InetDiagParser connections = new InetDiagParser(Protocol.TCP, request::asksForPort, rows);
                dump(socket, Protocol.TCP, family, ESTABLISHED, connections, deadline);
                if (cut) {
                    throw new IOException(deadline.reason());
                }
            }
        }
        return rows;
    }

    /** Parses the sockets of one dump; whether it is consistent: in one datagram, and not interrupted. */
    private boolean dump(
            NetlinkSocket socket,
            Protocol protocol,
            AddressFamily family,
            int state,
            InetDiagParser sockets,
            Deadline deadline)
            throws IOException {
        socket.send(request(protocol, family, state));
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
