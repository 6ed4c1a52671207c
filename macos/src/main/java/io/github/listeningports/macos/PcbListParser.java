package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The value of sysctl net.inet.tcp.pcblist_n or net.inet.udp.pcblist_n (bsd/netinet/in_pcblist.c get_pcblist_n): a struct xinpgen, several records for each
 * socket, beginning with its struct xinpcb_n, and another struct xinpgen. Each record begins with its length and its kind.
 *
 * <p>Records grow from one release to the next, so each is advanced over by its own length, and unknown kinds are skipped. Any input yields rows,
 * {@link #malformedSockets()} and {@link #isCut()}, and no exception.
 */
final class PcbListParser {

    private static final int XSO_SOCKET = 0x01;
    private static final int XSO_INPCB = 0x10;
    private static final int XSO_TCPCB = 0x20;

    private static final int TCPS_LISTEN = 1;

    private static final int NONE = -1;

    private final Protocol protocol;
    private final IntPredicate wantedPort;
    private final long ownUid;
    private final List<SocketRow> rows;
    private final Optional<Consumer<BoundSocket>> all;
    private final LocalAddressParser local = new LocalAddressParser();

    private long generation;
    private long counted;
    private int sockets;
    private int foreignSockets;
    private int malformedSockets;
    private boolean complete;

    /** Offsets of the current socket's records. */
    private int inpcb = NONE;

    private int socket = NONE;
    private int tcpcb = NONE;
    private boolean tooShort;

    /**
     * @param ownUid sockets of other users are counted; negative if unknown
     * @param rows receives the listeners
     */
    PcbListParser(Protocol protocol, IntPredicate wantedPort, long ownUid, List<SocketRow> rows) {
        this(protocol, wantedPort, ownUid, rows, Optional.empty());
    }

    /** @param all receives the sockets in any state, listeners included, if they are wanted */
    PcbListParser(
            Protocol protocol,
            IntPredicate wantedPort,
            long ownUid,
            List<SocketRow> rows,
            Optional<Consumer<BoundSocket>> all) {
        this.all = all;
        this.protocol = protocol;
        this.wantedPort = wantedPort;
        this.ownUid = ownUid;
        this.rows = rows;
    }

    /** Parses a little-endian buffer from 0 to its limit. */
    void parse(ByteBuffer answer) {
        int limit = answer.limit();
        if (limit < Layout.XINPGEN || answer.getInt(0) < Layout.XINPGEN) {
            return;
        }
        counted = Integer.toUnsignedLong(answer.getInt(Layout.XIG_COUNT));
        generation = answer.getLong(Layout.XIG_GEN);
        int at = align(answer.getInt(0));
        while (at >= 0 && limit - at >= Layout.XINPGEN) {
            int length = answer.getInt(at);
            if (length == Layout.XINPGEN) {
                complete = true;
                break;
            }
            if (length < Layout.XINPGEN || length > limit - at) {
                break;
            }
            takeRecord(answer, at, length);
            at += align(length);
        }
        // Without any socket there is no second xinpgen.
        complete |= counted == 0 && at == limit && sockets == 0;
        endSocket(answer);
    }

    /** The number of sockets in the kernel's header. */
    long counted() {
        return counted;
    }

    /** The number of sockets listed, listening or not. */
    int sockets() {
        return sockets;
    }

    /** How many of them belong to other users. */
    int foreignSockets() {
        return foreignSockets;
    }

    /** How many had a record missing or too short. */
    int malformedSockets() {
        return malformedSockets;
    }

    /** Whether the final xinpgen is missing: sockets may be, too. */
    boolean isCut() {
        return !complete;
    }

    private void takeRecord(ByteBuffer answer, int at, int length) {
        switch (answer.getInt(at + Layout.XGN_KIND)) {
            case XSO_INPCB -> {
                endSocket(answer);
                inpcb = at;
                tooShort = length < Layout.XINPCB_READ;
            }
            case XSO_SOCKET -> {
                socket = at;
                tooShort |= length < Layout.XSOCKET_READ;
            }
            case XSO_TCPCB -> {
                tcpcb = at;
                tooShort |= length < Layout.XTCPCB_READ;
            }
            default -> {} // buffers, statistics, future kinds
        }
    }

    private void endSocket(ByteBuffer answer) {
        if (inpcb != NONE) {
            sockets++;
            if (tooShort || socket == NONE || (protocol == Protocol.TCP && tcpcb == NONE)) {
                malformedSockets++;
            } else {
                foreignSockets += isForeign(answer) ? 1 : 0;
                boolean listens = isListener(answer);
                if ((listens || all.isPresent()) && isWanted(answer)) {
                    if (listens) {
                        rows.add(row(answer));
                    }
                    all.ifPresent(sockets -> sockets.accept(bound(answer)));
                }
            }
        }
        inpcb = NONE;
        socket = NONE;
        tcpcb = NONE;
        tooShort = false;
    }

    private boolean isForeign(ByteBuffer answer) {
        return ownUid >= 0 && handle(answer) != 0 && uid(answer) != ownUid;
    }

    private boolean isListener(ByteBuffer answer) {
        return protocol == Protocol.TCP
                ? answer.getInt(tcpcb + Layout.XT_STATE) == TCPS_LISTEN
                : answer.getShort(inpcb + Layout.XI_FPORT) == 0;
    }

    private BoundSocket bound(ByteBuffer answer) {
        Optional<InetAddress> remote = Optional.empty();
        if (answer.getShort(inpcb + Layout.XI_FPORT) != 0) {
            int family = answer.getInt(socket + Layout.XSO_FAMILY);
            local.parse(answer, inpcb + Layout.XI_FADDR, family, answer.get(inpcb + Layout.XI_VFLAG));
            remote = Optional.of(local.address());
        }
        return new BoundSocket(
                row(answer),
                protocol == Protocol.TCP ? answer.getInt(tcpcb + Layout.XT_STATE) : 0,
                remote,
                answer.getInt(socket + Layout.XSO_OPTIONS));
    }

    private boolean isWanted(ByteBuffer answer) {
        int port = port(answer);
        return port != 0
                && (answer.get(inpcb + Layout.XI_VFLAG) & LocalAddressParser.EITHER) != 0
                // Newer than the list: it may be half initialized.
                && Long.compareUnsigned(answer.getLong(inpcb + Layout.XI_GENCNT), generation) <= 0
                && wantedPort.test(port);
    }

    private SocketRow row(ByteBuffer answer) {
        int family = answer.getInt(socket + Layout.XSO_FAMILY);
        local.parse(answer, inpcb + Layout.XI_LADDR, family, answer.get(inpcb + Layout.XI_VFLAG));
        boolean tcp = protocol == Protocol.TCP;
        long handle = handle(answer);
        return new SocketRow(
                id(answer, handle, answer.getLong(inpcb + Layout.XI_GENCNT)),
                local.family(),
                local.address(),
                local.scopeId(),
                port(answer),
                local.acceptsIpv4(),
                tcp && handle != 0 ? acceptQueue(answer) : SocketRow.NONE,
                tcp && handle != 0 ? queue(answer, Layout.XSO_QLIMIT) : SocketRow.NONE,
                handle == 0 ? SocketRow.NONE : uid(answer),
                lastPid(answer));
    }

    /** A user-space flow has no socket (bsd/net/ntstat.c nstat_userland_to_xsocket_n): most fields are zero and mean nothing. */
    private SocketId id(ByteBuffer answer, long handle, long created) {
        return handle == 0 && created == 0
                ? new SocketId.Flow(protocol, local.address(), port(answer), Math.max(0, lastPid(answer)))
                : new SocketId.Socket(protocol, handle, created);
    }

    private long handle(ByteBuffer answer) {
        return answer.getLong(socket + Layout.XSO_SO);
    }

    /** 0 where the kernel made the socket. */
    private int lastPid(ByteBuffer answer) {
        int pid = answer.getInt(socket + Layout.XSO_LAST_PID);
        return pid > 0 ? pid : SocketRow.NONE;
    }

    private long uid(ByteBuffer answer) {
        return Integer.toUnsignedLong(answer.getInt(socket + Layout.XSO_UID));
    }

    private int port(ByteBuffer answer) {
        return Short.toUnsignedInt(Short.reverseBytes(answer.getShort(inpcb + Layout.XI_LPORT)));
    }

    /** so_qlen counts the connections of so_incqlen too, whose handshake is not complete (bsd/kern/uipc_socket2.c sonewconn_internal). */
    private int acceptQueue(ByteBuffer answer) {
        return Math.max(0, queue(answer, Layout.XSO_QLEN) - queue(answer, Layout.XSO_INCQLEN));
    }

    private int queue(ByteBuffer answer, int field) {
        return Short.toUnsignedInt(answer.getShort(socket + field));
    }

    /** Records begin at multiples of eight (ROUNDUP64). */
    private static int align(int length) {
        return (length + 7) & ~7;
    }
}
