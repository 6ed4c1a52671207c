package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
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

    PcbLists(PcbListReader reader, SnapshotRequest request) {
        this.reader = reader;
        this.request = request;
    }

    void read(Optional<Long> ownUid) {
        long uid = ownUid.orElse(-1L);
        lists = request.protocols().stream()
                .map(protocol -> reader.read(protocol, uid))
                .toList();
        Map<String, String> found = new TreeMap<>();
        lists.forEach(list -> list.gap().ifPresent(why -> found.put(list.source(), why)));
        if (uid != ROOT && found.isEmpty() && showsOwnSocketsOnly(uid)) {
            lists.forEach(list -> found.put(
                    list.source(), "the kernel returns this user's own sockets only: the list holds no others"));
        }
        gaps = found;
    }

    List<SocketRow> rows() {
        return lists.stream().flatMap(list -> list.rows().stream()).toList();
    }

    /** Why sockets may be missing, by list. */
    Map<String, String> gaps() {
        return gaps;
    }

    int malformedSockets() {
        return lists.stream().mapToInt(PcbList::malformedSockets).sum();
    }

    /** Whether no list could be read. */
    boolean haveNothing() {
        return lists.stream()
                .allMatch(list -> list.gap().isPresent() && list.rows().isEmpty());
    }

    /** Whether the lists hold every socket that processes hold. */
    boolean haveAll(List<HeldSocket> held) {
        SocketTable listed = new SocketTable();
        rows().forEach(listed::add);
        return held.stream().allMatch(socket -> listed.contains(socket.row()));
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
