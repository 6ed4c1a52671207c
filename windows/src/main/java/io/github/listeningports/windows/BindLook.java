package io.github.listeningports.windows;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.spi.BindHolder;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.BindRules.Answer;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.NativeCode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains whether a bind of this process would succeed, from the sockets that the tables show and the addresses of this machine. What else can refuse it, no documented function tells. */
final class BindLook {

    private static final String CONDITION =
            "SO_EXCLUSIVEADDRUSE, SO_REUSEADDR or the user of that socket, which Windows does not report";

    private final NativeCode code;
    private final BindRequest request;
    private final BindRules rules;
    private final List<BindObstacle> obstacles = new ArrayList<>();
    private final List<BindNote> notes = new ArrayList<>();

    BindLook(NativeCode code, BindRequest request) {
        this.code = code;
        this.request = request;
        rules = new BindRules(
                request,
                BindRules.Option.of(request, Optional.ofNullable(System.getProperty("sun.net.useExclusiveBind"))));
    }

    BindReport explain() {
        address();
        if (request.port() == 0) {
            notes.add(new BindNote(BindNote.Kind.ANY_PORT, "Windows chooses a free port of the dynamic range"));
        } else {
            sockets();
        }
        if (request.reusePort()) {
            notes.add(new BindNote(BindNote.Kind.OTHER, "Windows has no SO_REUSEPORT; a JVM refuses to set it"));
        }
        String not = request.protocol() == Protocol.TCP
                ? "TCP sockets that are bound and do nothing (see netstat -q), and "
                : "";
        notes.add(new BindNote(
                BindNote.Kind.NOT_SEEN,
                "no documented function lists " + not
                        + "ranges of ports that Windows keeps for others (see netsh interface ipv4 show excludedportrange protocol="
                        + request.protocol() + ")"));
        return BindReport.of(request, obstacles, notes, false);
    }

    private void address() {
        Optional<InetAddress> asked = request.address().filter(address -> !address.isAnyLocalAddress());
        if (asked.isEmpty() || isOfThisMachine(asked.get())) {
            return;
        }
        obstacles.add(BindObstacle.builder(
                        BindObstacle.Kind.ADDRESS, request.addressText() + " is not an address of this machine")
                .lookCommand(Optional.of("ipconfig"))
                .build());
    }

    /** All of 127.0.0.0/8 is; and what cannot be found out may be. */
    private static boolean isOfThisMachine(InetAddress address) {
        if (address instanceof Inet4Address && address.isLoopbackAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return true;
        }
    }

    private void sockets() {
        SnapshotRequest wanted =
                SnapshotRequest.owners().withProtocols(request.protocol()).withPorts(request.port());
        SocketTableReader tables = new SocketTableReader(wanted, code.ipHelper());
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<ListeningSocket> listening =
                new SocketIdentities().identify(tables.read(FileTime.of(Instant.now()), diagnostics, Deadline.none()));
        List<TcpSocket> others = others(tables);
        SocketOwners owners = new OwnerReader(wanted, code, System::nanoTime)
                .read(
                        Stream.concat(
                                        listening.stream().map(ListeningSocket::row),
                                        others.stream().map(TcpSocket::row))
                                .toList(),
                        Deadline.none());
        List<BindHolder> holders = new ArrayList<>();
        listening.forEach(socket -> add(
                holders,
                port(socket.row(), owners),
                request.protocol() == Protocol.TCP ? "LISTEN" : "",
                Optional.empty(),
                rules.of(socket.row(), socket.acceptsIpv4())));
        others.stream()
                .filter(socket -> !socket.isTimeWait())
                .forEach(socket -> add(
                        holders,
                        port(socket.row(), owners),
                        socket.stateName(),
                        socket.isBound() ? Optional.empty() : Optional.of(socket.remote()),
                        socket.isBound() ? rules.of(socket.row(), Optional.empty()) : ofConnection(socket)));
        obstacles.addAll(BindHolder.obstacles(holders, StopCommand::of, lookCommand()));
        long waiting = others.stream().filter(TcpSocket::isTimeWait).count();
        if (waiting > 0) {
            notes.add(new BindNote(
                    BindNote.Kind.OTHER,
                    (waiting == 1 ? "1 connection" : waiting + " connections")
                            + " on this port wait in TIME_WAIT, for which Windows refuses no server the port"));
        }
        diagnostics.stream()
                .filter(each -> each.kind() == Diagnostic.Kind.PORTS_MISSING)
                .forEach(each -> notes.add(new BindNote(BindNote.Kind.NOT_SEEN, each.message())));
    }

    private List<TcpSocket> others(SocketTableReader tables) {
        if (request.protocol() == Protocol.UDP) {
            return List.of();
        }
        try {
            return tables.readOthers();
        } catch (IOException e) {
            notes.add(new BindNote(BindNote.Kind.NOT_SEEN, "the connections cannot be read: " + e.getMessage()));
            return List.of();
        }
    }

    private static void add(
            List<BindHolder> holders, ListeningPort port, String state, Optional<InetAddress> remote, Answer answer) {
        if (answer != Answer.ALLOWS) {
            holders.add(new BindHolder(port, state, remote, answer == Answer.REFUSES ? "" : CONDITION));
        }
    }

    /** "Until the original connection becomes inactive", if the listener that accepted it was exclusive: the same page. */
    private Answer ofConnection(TcpSocket socket) {
        return rules.of(socket.row(), Optional.empty()) == Answer.ALLOWS ? Answer.ALLOWS : Answer.MAY_REFUSE;
    }

    private static ListeningPort port(SocketRow row, SocketOwners owners) {
        SocketDetails.Builder details = SocketDetails.builder(row.family());
        if (row.created() != 0) {
            details.createdAt(FileTime.toInstant(row.created()));
        }
        return ListeningPort.builder(row.protocol(), row.address(), row.port())
                .scopeId(row.scopeId())
                .owners(owners.of(row))
                .socket(details.build())
                .build();
    }

    private String lookCommand() {
        return "netstat -ano | findstr :" + request.port();
    }
}
