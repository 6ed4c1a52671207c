package io.github.listeningports.linux;

import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a source's last snapshot was made of. Where sockets and owners are the same, so are the ports, and nothing is joined or sorted again; ports that did not change are the same objects in both snapshots.
 */
final class LastPorts {

    private List<NamespaceSockets> tables = List.of();
    private Set<Long> inodes = Set.of();
    private SocketOwners owners = SocketOwners.NONE;
    private List<ListeningPort> joined = List.of();
    private boolean isJoined;

    /** The ports of the last snapshot, as joined and as ordered. */
    private List<ListeningPort> reported = List.of();

    private List<ListeningPort> ordered = List.of();

    /** The last tables if these are equal. */
    List<NamespaceSockets> tables(List<NamespaceSockets> now) {
        return now.equals(tables) ? tables : now;
    }

    /** The inodes of all sockets that have one: the same object while the tables are. */
    Set<Long> inodes(List<NamespaceSockets> now) {
        if (now != tables) {
            tables = now;
            inodes = new HashSet<>();
            for (NamespaceSockets table : now) {
                for (SocketRow row : table.rows()) {
                    if (row.inode() != 0) {
                        inodes.add(row.inode());
                    }
                }
            }
            isJoined = false;
        }
        return inodes;
    }

    /** Whether a join would yield the same ports as the last. Connections, rules and names of interfaces can change while sockets and owners do not. */
    boolean isCurrent(SnapshotRequest request, List<NamespaceSockets> nowTables, SocketOwners nowOwners) {
        boolean more = request.connectionCounts() || request.asksForFirewall();
        // Objects.equals, as the very same owners are the rule: no generated equals is called then.
        return !more && isJoined && nowTables == tables && Objects.equals(nowOwners, owners) && !namesInterfaces();
    }

    private boolean namesInterfaces() {
        for (NamespaceSockets table : tables) {
            for (SocketRow row : table.rows()) {
                if (row.extras().isPresent() && row.extras().get().interfaceIndex() != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    List<ListeningPort> joined() {
        return joined;
    }

    /** These ports, or the equal ones of the join before. */
    List<ListeningPort> joined(List<ListeningPort> now, SocketOwners nowOwners) {
        // The first look compares nothing: the first equals of a record takes the JVM 20 ms.
        joined = joined.isEmpty() ? now : shared(now);
        owners = nowOwners;
        isJoined = true;
        return joined;
    }

    private List<ListeningPort> shared(List<ListeningPort> now) {
        Map<ListenerId, ListeningPort> before = new HashMap<>();
        for (ListeningPort port : joined) {
            before.put(port.id(), port);
        }
        List<ListeningPort> shared = new ArrayList<>(now.size());
        for (ListeningPort port : now) {
            ListeningPort last = before.get(port.id());
            shared.add(port.equals(last) ? last : port);
        }
        return shared;
    }

    /** The same ports in the order of the last snapshot, if they are the same. */
    List<ListeningPort> ordered(List<ListeningPort> ports) {
        return ports.equals(reported) ? ordered : ports;
    }

    void remember(List<ListeningPort> ports, PortSnapshot snapshot) {
        reported = ports;
        ordered = snapshot.ports();
    }
}
