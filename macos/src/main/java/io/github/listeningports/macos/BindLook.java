package io.github.listeningports.macos;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindObstacle.Kind;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.spi.BindByListeners;
import io.github.listeningports.spi.BindHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Explains whether a bind of this process would succeed: address and right, then every socket on the port in the kernel's list. */
final class BindLook {

    private static final long ROOT = 0;
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final Function<SnapshotRequest, ListeningPortSource> open;
    private final LibSystem system;
    private final BindRequest request;
    private final SnapshotRequest wanted;
    private final ProcessReader processReader;
    private final Optional<Long> uid;
    private final List<BindObstacle> obstacles = new ArrayList<>();
    private final List<BindNote> notes = new ArrayList<>();

    BindLook(Function<SnapshotRequest, ListeningPortSource> open, LibSystem system, BindRequest request, Path passwd) {
        this.open = open;
        this.system = system;
        this.request = request;
        wanted = SnapshotRequest.owners().withProtocols(request.protocol());
        Libproc libproc = new Libproc(system);
        processReader = new ProcessReader(libproc, wanted, passwd);
        uid = libproc.shortProcess(Math.toIntExact(ProcessHandle.current().pid()))
                .map(BsdInfo::uid);
    }

    BindReport explain() {
        address();
        privilege();
        if (request.port() == 0) {
            notes.add(new BindNote(BindNote.Kind.ANY_PORT, "the kernel chooses a free port of net.inet.ip.portrange"));
            return BindReport.of(request, obstacles, notes, true);
        }
        List<BoundSocket> sockets = new ArrayList<>();
        PcbList list = new PcbListReader(system, wanted.withPorts(request.port()))
                .read(request.protocol(), uid.orElse(-1L), Optional.of(sockets::add));
        Optional<String> gap = list.malformedSockets() == 0
                ? list.gap()
                : Optional.of("some of the sockets in " + list.source() + " cannot be read");
        if (gap.isPresent() || isWithheld(list)) {
            notes.add(new BindNote(
                    BindNote.Kind.NOT_SEEN, gap.orElse("the kernel returns own sockets only") + "; root sees all"));
            BindReport some = BindByListeners.explain(open, request, StopCommand::of, notes);
            obstacles.addAll(some.obstacles());
            return BindReport.of(request, obstacles, some.notes(), false);
        }
        sockets(sockets);
        return BindReport.of(request, obstacles, notes, true);
    }

    /** A Mac always has sockets of several users. */
    private boolean isWithheld(PcbList list) {
        return list.foreignSockets() == 0
                && uid.filter(user -> user != ROOT).isPresent()
                && new PcbListReader(system, wanted)
                                .read(request.protocol() == Protocol.TCP ? Protocol.UDP : Protocol.TCP, uid.orElse(-1L))
                                .foreignSockets()
                        == 0;
    }

    private void address() {
        Optional<InetAddress> asked =
                request.address().filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress());
        if (asked.isPresent() && !isOfThisMachine(asked.get())) {
            obstacles.add(
                    BindObstacle.builder(Kind.ADDRESS, request.addressText() + " is not an address of this machine")
                            .lookCommand(Optional.of("ifconfig"))
                            .build());
        }
    }

    /** What cannot be found out may be. */
    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return true;
        }
    }

    /** Since macOS 10.14, a socket on any address needs no right. */
    private void privilege() {
        boolean any = request.address().map(InetAddress::isAnyLocalAddress).orElse(true);
        if (request.port() == 0 || request.port() >= FIRST_UNPRIVILEGED || any || uid.equals(Optional.of(ROOT))) {
            return;
        }
        obstacles.add(BindObstacle.builder(
                        Kind.PRIVILEGED_PORT,
                        "ports below " + FIRST_UNPRIVILEGED
                                + " take root on a single address, and none on any address (macOS 10.14 and later)")
                .certain(uid.isPresent())
                .build());
    }

    private void sockets(List<BoundSocket> sockets) {
        BindRules rules = new BindRules(request, uid);
        boolean ambiguous = sockets.stream().anyMatch(rules::isPassed);
        PortSnapshot listeners = snapshot();
        processReader.beginSnapshot();
        List<BindHolder> known = new ArrayList<>();
        List<BindHolder> guessed = new ArrayList<>();
        for (BoundSocket socket : sockets) {
            boolean flow = socket.row().isFlow();
            if (rules.refuses(socket)) {
                String condition = flow
                        ? "what the user-space network stack keeps for itself, which the kernel does not report"
                        : ambiguous ? "which of the sockets on the port the kernel comes across first" : "";
                (socket.isListener() ? known : guessed).add(holder(socket, listeners, condition));
            }
        }
        String look = "lsof -nP -i" + request.protocol().toString() + ":" + request.port();
        obstacles.addAll(BindHolder.obstacles(known, StopCommand::of, look));
        obstacles.addAll(BindHolder.obstacles(guessed, owner -> Optional.empty(), look));
    }

    private PortSnapshot snapshot() {
        try (var source = open.apply(wanted.withPorts(request.port()))) {
            return source.snapshot();
        }
    }

    private BindHolder holder(BoundSocket socket, PortSnapshot listeners, String condition) {
        SocketRow row = socket.row();
        List<ProcessInfo> owners = socket.isListener() ? owners(row, listeners) : lastUser(socket);
        ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                .owners(owners)
                .socket(SocketDetails.builder(row.family()).build());
        row.scopeId().ifPresent(port::scopeId);
        return new BindHolder(port.build(), socket.stateName(), socket.remote(), condition);
    }

    private static List<ProcessInfo> owners(SocketRow row, PortSnapshot listeners) {
        return listeners.ports().stream()
                .filter(port -> port.address().equals(row.address())
                        && port.socket().cookie().equals(row.cookie()))
                .findFirst()
                .map(ListeningPort::owners)
                .orElse(List.of());
    }

    /** The process that used it last, if it may have made it; none holds it in TIME_WAIT. */
    private List<ProcessInfo> lastUser(BoundSocket socket) {
        OptionalInt pid = socket.row().lastPid();
        return !socket.isTimeWait()
                        && pid.isPresent()
                        && processReader.mayHaveCreated(socket.row().uid(), pid.getAsInt())
                ? processReader.read(pid.getAsInt()).stream().toList()
                : List.of();
    }
}
