package io.github.listeningports.spi;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What a snapshot says of a bind: the listeners on the port, and no more. For providers that know nothing else: connections, sockets that are bound and do not listen, rights and excluded ranges can refuse it too, so the
 * answer is never {@link BindReport.Answer#BINDABLE}.
 */
public final class BindByListeners {

    private static final String NOT_SEEN =
            "only listeners were examined: a connection, a socket that is bound and does not"
                    + " listen, a missing right, or an address that is not this machine's can refuse it too";

    private BindByListeners() {}

    /**
     * The report.
     *
     * @param open opens a source ({@link ListeningPortProvider#open})
     * @param stopCommand the command that ends an owner, if one is sure to
     * @param more further notes
     */
    public static BindReport explain(
            Function<SnapshotRequest, ListeningPortSource> open,
            BindRequest request,
            Function<ProcessInfo, Optional<String>> stopCommand,
            List<BindNote> more) {
        List<BindNote> notes = new ArrayList<>(List.of(new BindNote(BindNote.Kind.NOT_SEEN, NOT_SEEN)));
        notes.addAll(more);
        if (request.port() == 0) {
            notes.add(new BindNote(BindNote.Kind.ANY_PORT, "the system chooses a free port"));
            return BindReport.of(request, List.of(), notes, false);
        }
        SnapshotRequest listeners =
                SnapshotRequest.owners().withProtocols(request.protocol()).withPorts(request.port());
        try (ListeningPortSource source = open.apply(listeners)) {
            PortSnapshot snapshot = source.snapshot();
            List<BindObstacle> obstacles = new ArrayList<>();
            for (ListeningPort port : snapshot) {
                if (meet(request, port)) {
                    obstacles.add(HolderText.listener(port)
                            .certain(isCertain(request, port))
                            .stopCommand(port.owners().stream()
                                    .map(stopCommand)
                                    .flatMap(Optional::stream)
                                    .findFirst())
                            .build());
                }
            }
            return BindReport.of(request, obstacles, notes, false);
        }
    }

    /** Whether one address may cover the other. */
    private static boolean meet(BindRequest request, ListeningPort port) {
        boolean both = request.address().isEmpty() && !request.v6Only();
        boolean ipv4 = request.address().filter(Inet4Address.class::isInstance).isPresent();
        boolean takesIpv4 = port.socket().acceptsIpv4().orElse(true);
        boolean sameFamily = ipv4 ? takesIpv4 : both || port.address() instanceof Inet6Address;
        InetAddress held = port.address();
        return sameFamily
                && (request.address()
                                .filter(address -> !address.isAnyLocalAddress())
                                .isEmpty()
                        || held.isAnyLocalAddress()
                        || request.address().equals(Optional.of(held)));
    }

    /** Systems differ in whether a wildcard and an address can share a port, and on what the options do. */
    private static boolean isCertain(BindRequest request, ListeningPort port) {
        boolean shared = request.reusePort() || (request.protocol() == Protocol.UDP && request.reuseAddress());
        boolean same = request.address()
                .map(address -> address.equals(port.address()) && sameScope(address, port))
                .orElse(port.address().isAnyLocalAddress() && port.address() instanceof Inet6Address);
        return same && !shared;
    }

    /** Two links have the same link-local addresses, and {@link Inet6Address#equals} ignores the scope. */
    private static boolean sameScope(InetAddress address, ListeningPort port) {
        return !address.isLinkLocalAddress()
                || !(address instanceof Inet6Address asked)
                || port.scopeId().equals(OptionalInt.of(asked.getScopeId()));
    }
}
