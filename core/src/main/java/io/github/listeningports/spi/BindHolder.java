package io.github.listeningports.spi;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindObstacle.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A socket that refuses a bind, or may: for providers that read every socket on a port.
 *
 * @param socket its local address, port and owners
 * @param state of TCP, as RFC 9293 and the system's tools name it: {@code LISTEN}, {@code TIME_WAIT}; {@code BOUND} for one that does nothing. Empty for UDP
 * @param remote the other end of a connection; empty if it has none
 * @param condition on what it depends whether it refuses the bind: {@code its SO_REUSEADDR, which the system does not report}; empty if it surely does
 */
public record BindHolder(ListeningPort socket, String state, Optional<InetAddress> remote, String condition) {

    private boolean listens() {
        return socket.protocol() == Protocol.UDP || state.equals("LISTEN");
    }

    private String group() {
        return remote.isPresent() ? condition : condition + " " + listens() + HolderText.address(socket);
    }

    /**
     * One obstacle for all sockets on the same address, and one for all connections.
     *
     * @param stopCommand the command that ends an owner, if one is sure to
     * @param lookCommand a command that shows the sockets on the port
     */
    public static List<BindObstacle> obstacles(
            List<BindHolder> holders, Function<ProcessInfo, Optional<String>> stopCommand, String lookCommand) {
        Map<String, List<BindHolder>> groups = new LinkedHashMap<>();
        holders.forEach(holder -> groups.computeIfAbsent(holder.group(), first -> new ArrayList<>())
                .add(holder));
        return groups.values().stream()
                .map(group -> obstacle(group)
                        .certain(group.get(0).condition.isEmpty())
                        .sockets(group.size())
                        .owners(owners(group))
                        .stopCommand(owners(group).stream()
                                .map(stopCommand)
                                .flatMap(Optional::stream)
                                .findFirst())
                        .lookCommand(Optional.of(lookCommand))
                        .build())
                .toList();
    }

    private static BindObstacle.Builder obstacle(List<BindHolder> group) {
        BindHolder first = group.get(0);
        String condition = first.condition.isEmpty() ? "" : "; whether that refuses it depends on " + first.condition;
        if (first.remote.isPresent()) {
            Set<InetAddress> remote = group.stream()
                    .flatMap(holder -> holder.remote.stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            List<String> states = group.stream().map(BindHolder::state).toList();
            return BindObstacle.builder(
                            Kind.CONNECTIONS,
                            HolderText.connections(
                                            first.socket.protocol(), first.socket.port(), states, remote, owners(group))
                                    + condition)
                    .remoteAddresses(List.copyOf(remote));
        }
        boolean listens = first.listens();
        List<ProcessInfo> owners = owners(group);
        String since = first.socket
                .socket()
                .createdAt()
                .map(created -> (listens ? ", listening since " : ", bound since ") + HolderText.time(created))
                .orElseGet(() -> HolderText.runningSince(owners));
        return BindObstacle.builder(
                listens ? Kind.LISTENER : Kind.BOUND_SOCKET,
                HolderText.address(first.socket)
                        + (listens ? " is held by " : " is bound, without listening, by ")
                        + HolderText.holder(owners)
                        + (group.size() > 1 ? " (" + group.size() + " sockets)" : "")
                        + since
                        + condition);
    }

    private static List<ProcessInfo> owners(List<BindHolder> group) {
        return List.copyOf(group.stream()
                .flatMap(holder -> holder.socket.owners().stream())
                .collect(Collectors.toMap(
                        ProcessInfo::pid, Function.identity(), (one, other) -> one, LinkedHashMap::new))
                .values());
    }
}
