package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kernel's lists for the requested protocols, and whether they are complete. */
final class PcbLists {

    private static final long ROOT = 0;

    private final PcbListReader reader;
    private final SnapshotRequest request;
    private List<PcbList> lists = List.of();
    private Map<String, String> gaps = Map.of();

    /** A socket that a process holds and the list of its protocol lacks. */
    private Optional<HeldSocket> withheld = Optional.empty();

    PcbLists(PcbListReader reader, SnapshotRequest request) {
        this.reader = reader;
        this.request = request;
    }

    void read(Optional<Long> ownUid, Deadline deadline) {
        if (deadline.isOver()) {
            lists = List.of();
            gaps = Map.of("sysctl pcblist_n", "the kernel's lists were not read: " + deadline.reason());
            return;
        }
        long uid = ownUid.orElse(-1L);
        lists = request.protocols().stream()
                .map(protocol -> reader.read(protocol, uid))
                .toList();
        Map<String, String> found = new TreeMap<>();
        lists.forEach(list -> list.gap().ifPresent(why -> found.put(list.source(), why)));
        if (uid != ROOT && showsOwnSocketsOnly(uid)) {
            lists.forEach(list -> found.putIfAbsent(
                    list.source(), "the kernel returns own sockets only: the list holds none of another user"));
        }
        gaps = found;
    }

    /** Whether nothing in the list itself suggests that a socket is missing. */
    boolean isThoughtWhole(Protocol protocol) {
        return lists.stream()
                .filter(list -> list.protocol() == protocol)
                .allMatch(list -> list.malformedSockets() == 0 && !gaps.containsKey(list.source()));
    }

    /** Notes a socket that is certain to be withheld, or that none is. */
    void note(Optional<HeldSocket> socket) {
        withheld = socket;
    }

    /** The creation numbers of the newest sockets of the system; empty if withheld. */
    List<Long> generations() {
        List<Long> generations =
                request.protocols().stream().map(reader::generation).toList();
        return generations.contains(0L) ? List.of() : generations;
    }

    List<SocketRow> rows() {
        return lists.stream().flatMap(list -> list.rows().stream()).toList();
    }

    /** Why sockets may be missing, by list. */
    Map<String, String> gaps() {
        Map<String, String> all = new TreeMap<>(gaps);
        withheld.ifPresent(socket -> all.putIfAbsent(
                PcbList.source(socket.row().protocol()),
                "the kernel withholds sockets: the list lacks port "
                        + socket.row().port() + ", which process " + socket.pid() + " holds"));
        return all;
    }

    int malformedSockets() {
        return lists.stream().mapToInt(PcbList::malformedSockets).sum();
    }

    /** Whether no list could be read. */
    boolean haveNothing() {
        return !lists.isEmpty()
                && lists.stream()
                        .allMatch(list -> list.gap().isPresent() && list.rows().isEmpty());
    }

    /** The sockets that processes hold and the lists lack. */
    List<HeldSocket> missing(List<HeldSocket> held) {
        SocketTable listed = new SocketTable();
        rows().forEach(listed::add);
        return held.stream().filter(socket -> !listed.contains(socket.row())).toList();
    }

    /**
     * Every Mac has sockets of several users: mDNSResponder's UDP socket belongs neither to root nor to a person. From a caller that sees only its own, the
     * others are withheld.
     */
    private boolean showsOwnSocketsOnly(long uid) {
        List<PcbList> all = new ArrayList<>(lists);
        if (all.stream().allMatch(list -> list.foreignSockets() == 0)) {
            Stream.of(Protocol.values())
                    .filter(protocol -> !request.protocols().contains(protocol))
                    .forEach(protocol -> all.add(reader.read(protocol, uid)));
        }
        return all.stream().allMatch(list -> list.foreignSockets() == 0);
    }
}
