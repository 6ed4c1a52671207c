package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the kernel's list of sockets, which is complete for every user up to macOS 15. macOS 27 is reported to return only the sockets of the calling process
 * without root, silently: the omission shows in numbers that disagree.
 */
final class PcbListReader {

    private static final int MAX_ATTEMPTS = 8;
    private static final int MAX_BYTES = 1 << 30;

    /** The records of one socket have taken 524 to 784 bytes so far. */
    private static final int MAX_SOCKET = 1024;

    /** How many sockets may be counted but not listed: those that were closed within the last second or so, and are not yet freed. */
    private static final int LEEWAY = 8;

    private final LibSystem system;
    private final SnapshotRequest request;
    private final ByteBuffer size = LibSystem.buffer(Long.BYTES);
    private final ByteBuffer header = LibSystem.buffer(Layout.XINPGEN);
    private ByteBuffer answer = LibSystem.buffer(64 * 1024);

    PcbListReader(LibSystem system, SnapshotRequest request) {
        this.system = system;
        this.request = request;
    }

    /**
     * The creation number of the newest socket of the system, from the list's header: a buffer too small for more still receives that (SYSCTL_OUT in
     * get_pcblist_n). 0 if it is withheld.
     */
    long generation(Protocol protocol) {
        header.putInt(0, 0);
        system.sysctl(PcbList.name(protocol), header, size);
        return header.getInt(0) == Layout.XINPGEN ? header.getLong(Layout.XIG_GEN) : 0;
    }

    /** @param ownUid the caller, to count other users' sockets; negative if unknown */
    PcbList read(Protocol protocol, long ownUid) {
        return read(protocol, ownUid, Optional.empty());
    }

    /** @param all receives the sockets on the requested ports in any state, if they are wanted */
    PcbList read(Protocol protocol, long ownUid, Optional<Consumer<BoundSocket>> all) {
        String name = PcbList.name(protocol);
        int room = system.sysctl(name, null, size);
        int bytes = room;
        for (int i = 0; i < MAX_ATTEMPTS && room > 0; i++) {
            if (room > answer.capacity()) {
                answer = LibSystem.buffer(Math.min(MAX_BYTES, room + room / 4));
            }
            bytes = system.sysctl(name, answer, size);
            if (bytes != -SystemError.ENOMEM) {
                break;
            }
            // The list grew meanwhile, or the sizing call reports too little.
            answer = LibSystem.buffer(Math.min(MAX_BYTES, 2 * answer.capacity()));
            room = system.sysctl(name, null, size);
        }
        return bytes < 0
                ? PcbList.missing(protocol, "sysctl " + name + " failed: " + SystemError.text(-bytes))
                : parse(protocol, room, Math.min(bytes, answer.capacity()), ownUid, all);
    }

    private PcbList parse(Protocol protocol, int room, int bytes, long ownUid, Optional<Consumer<BoundSocket>> all) {
        List<SocketRow> rows = new ArrayList<>();
        PcbListParser parser = new PcbListParser(protocol, request::asksForPort, ownUid, rows, all);
        parser.parse(answer.clear().limit(bytes));
        return new PcbList(
                protocol,
                rows,
                parser.sockets(),
                parser.foreignSockets(),
                parser.malformedSockets(),
                gap(parser, room, bytes));
    }

    /**
     * The sizing call allows for all sockets, an eighth more, and one (get_pcblist_n): never for twice the number listed. But both numbers include sockets that
     * are closed and not yet freed (INPCB_STATE_DEAD), which are not listed, however many they are. So numbers mean nothing while the list holds a socket of
     * another user: the kernel withholds none then.
     */
    private static Optional<String> gap(PcbListParser parser, int room, int bytes) {
        if (parser.isCut()) {
            return Optional.of("the list is truncated after " + bytes + " bytes");
        }
        if (parser.foreignSockets() > 0) {
            return Optional.empty();
        }
        int came = parser.sockets();
        boolean fewer = parser.counted() > came + came / 4 + LEEWAY || (came == 0 && parser.counted() > 0);
        boolean smaller = came == 0
                ? bytes > Layout.XINPGEN || room > 2 * (Layout.XINPGEN + MAX_SOCKET)
                : room > 2 * ((long) bytes * (came + LEEWAY) / came);
        return fewer || smaller
                ? Optional.of(
                        "the kernel withholds sockets: it counts " + parser.counted() + " and asks for a buffer of "
                                + room + " bytes, but returns " + came + " in " + bytes + " bytes")
                : Optional.empty();
    }
}
