package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.FileTime;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns the rows of a look into sockets that stay the same from one look to the next.
 *
 * <p>Windows lists a dual-stack socket twice: as 0.0.0.0 in the table of IPv4 and as :: in that of IPv6, with the same port, process and creation time. Both rows are one
 * socket here. Two sockets of one process, one for each family, that were bound in the same tick of the clock cannot be distinguished from it.
 *
 * <p>A table can fail in one look and not in the next. Then the times, and the pairs of rows, that are known from the look before still hold; and a socket that was first
 * seen without a creation time gets none in its id later.
 */
final class SocketIdentities {

    private List<ListeningSocket> before = List.of();

    /** What a socket keeps as long as it exists. */
    private record Key(Protocol protocol, AddressFamily family, InetAddress address, int scopeId, int port, long pid) {

        static Key of(SocketRow row) {
            return new Key(row.protocol(), row.family(), row.address(), row.scopeId(), row.port(), row.pid());
        }
    }

    List<ListeningSocket> identify(SocketTables tables) {
        List<ListeningSocket> sockets = new Pairing(tables).pair(recognise(tables));
        before = tables.unread().isEmpty() ? sockets : withUnread(sockets, tables);
        return sockets;
    }

    /** The sockets of tables that could not be read are remembered as they were. */
    private List<ListeningSocket> withUnread(List<ListeningSocket> sockets, SocketTables tables) {
        Set<ListeningSocket> all = new LinkedHashSet<>(sockets);
        before.stream()
                .filter(socket ->
                        !tables.isRead(socket.row().protocol(), socket.row().family()))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** Gives each row its time and its instance. */
    private List<ListeningSocket> recognise(SocketTables tables) {
        Map<Key, List<ListeningSocket>> known = isUsual(tables) ? Map.of() : index();
        List<ListeningSocket> sockets = new ArrayList<>(tables.rows().size());
        for (SocketRow row : tables.rows()) {
            List<ListeningSocket> same = known.isEmpty() ? List.of() : known.getOrDefault(Key.of(row), List.of());
            sockets.add(recognise(row, same));
        }
        return sockets;
    }

    /** Whether every row has its time, as had all of the look before. */
    private boolean isUsual(SocketTables tables) {
        return tables.untimed().isEmpty()
                && before.stream()
                        .allMatch(socket -> socket.instance() != 0
                                && socket.instance() == socket.row().created());
    }

    /** The sockets of the look before, a dual-stack one under both of its rows. */
    private Map<Key, List<ListeningSocket>> index() {
        Map<Key, List<ListeningSocket>> index = new HashMap<>();
        for (ListeningSocket socket : before) {
            Key key = Key.of(socket.row());
            index.computeIfAbsent(key, any -> new ArrayList<>(1)).add(socket);
            if (socket.isDualStack()) {
                Key twin = new Key(key.protocol(), AddressFamily.IPV4, Pairing.WILDCARD_4, 0, key.port(), key.pid());
                index.computeIfAbsent(twin, any -> new ArrayList<>(1)).add(socket);
            }
        }
        return index;
    }

    private static ListeningSocket recognise(SocketRow row, List<ListeningSocket> same) {
        Optional<ListeningSocket> known = row.created() == 0
                ? take(same, any -> true)
                : take(same, socket -> socket.row().created() == row.created())
                        .or(() -> take(same, socket -> socket.row().created() == 0));
        long created = row.created() != 0
                ? row.created()
                : known.map(socket -> socket.row().created()).orElse(0L);
        long instance = known.map(ListeningSocket::instance).orElse(created);
        return new ListeningSocket(row.at(created), instance, Optional.empty());
    }

    /** Removes the first that fits: several sockets can share an address, and each is one. */
    private static Optional<ListeningSocket> take(List<ListeningSocket> sockets, Predicate<ListeningSocket> fits) {
        for (int i = 0; i < sockets.size(); i++) {
            if (fits.test(sockets.get(i))) {
                return Optional.of(sockets.remove(i));
            }
        }
        return Optional.empty();
    }

    /** Finds out which sockets are dual-stack. */
    private final class Pairing {

        static final InetAddress WILDCARD_4 = SocketTableParser.address(new byte[4]);

        /** A socket that was bound between the readings of two tables is in one of them; the clocks of both may differ. */
        private static final long SLACK = FileTime.TICKS_PER_SECOND;

        private record Port(Protocol protocol, int port, long pid) {

            static Port of(ListeningSocket socket) {
                return new Port(
                        socket.row().protocol(),
                        socket.row().port(),
                        socket.row().pid());
            }
        }

        private final SocketTables tables;
        private final Map<Port, List<ListeningSocket>> pairsBefore = new HashMap<>();

        Pairing(SocketTables tables) {
            this.tables = tables;
            if (!tables.unread().isEmpty()) {
                before.stream().filter(ListeningSocket::isDualStack).forEach(socket -> add(pairsBefore, socket));
            }
        }

        List<ListeningSocket> pair(List<ListeningSocket> rows) {
            Map<Port, List<ListeningSocket>> twins = new HashMap<>();
            rows.stream()
                    .filter(socket -> socket.isWildcard(AddressFamily.IPV4))
                    .forEach(socket -> add(twins, socket));
            List<ListeningSocket> sockets = new ArrayList<>(rows.size());
            rows.stream()
                    .filter(socket -> socket.row().family() == AddressFamily.IPV6)
                    .forEach(socket -> sockets.add(withIpv4(socket, twins)));
            for (ListeningSocket socket : rows) {
                if (socket.row().family() == AddressFamily.IPV4) {
                    List<ListeningSocket> left = twins.get(Port.of(socket));
                    if (!socket.isWildcard(AddressFamily.IPV4) || (left != null && left.remove(socket))) {
                        sockets.add(alone(socket));
                    }
                }
            }
            return sockets;
        }

        /** A row of IPv4 whose twin cannot be seen now stays the socket that it was. */
        private ListeningSocket alone(ListeningSocket socket) {
            boolean hidden = !tables.isRead(socket.row().protocol(), AddressFamily.IPV6);
            Optional<ListeningSocket> pair = hidden && socket.isWildcard(AddressFamily.IPV4)
                    ? take(pairsBefore.getOrDefault(Port.of(socket), List.of()), each -> isSame(each, socket))
                    : Optional.empty();
            return pair.orElseGet(() -> new ListeningSocket(socket.row(), socket.instance(), Optional.of(true)));
        }

        private ListeningSocket withIpv4(ListeningSocket socket, Map<Port, List<ListeningSocket>> twins) {
            if (!socket.isWildcard(AddressFamily.IPV6)) {
                boolean mapped = socket.row().address() instanceof java.net.Inet4Address;
                return new ListeningSocket(socket.row(), socket.instance(), Optional.of(mapped));
            }
            Port port = Port.of(socket);
            Optional<ListeningSocket> twin = take(twins.getOrDefault(port, List.of()), each -> isSame(each, socket));
            if (twin.isPresent()) {
                long created = Math.max(socket.row().created(), twin.get().row().created());
                return new ListeningSocket(socket.row().at(created), socket.instance(), Optional.of(true));
            }
            return new ListeningSocket(socket.row(), socket.instance(), acceptsIpv4WithoutTwin(socket, port));
        }

        /** Empty where the twin may only not be visible; wine, which lists a dual-stack socket once, knows no times. */
        private Optional<Boolean> acceptsIpv4WithoutTwin(ListeningSocket socket, Port port) {
            if (!tables.isRead(port.protocol(), AddressFamily.IPV4)) {
                return take(pairsBefore.getOrDefault(port, List.of()), each -> isSame(each, socket))
                        .map(pair -> true);
            }
            long created = socket.row().created();
            return created != 0 && created < tables.began() - SLACK ? Optional.of(false) : Optional.empty();
        }

        /** Whether the times do not contradict; without a process, both must be known. */
        private static boolean isSame(ListeningSocket one, ListeningSocket other) {
            long created = one.row().created();
            return created == other.row().created()
                    ? created != 0 || one.row().pid() != 0
                    : one.row().pid() != 0 && (created == 0 || other.row().created() == 0);
        }

        private static void add(Map<Port, List<ListeningSocket>> map, ListeningSocket socket) {
            map.computeIfAbsent(Port.of(socket), any -> new ArrayList<>(1)).add(socket);
        }
    }
}
