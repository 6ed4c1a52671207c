package io.github.listeningports.linux;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindObstacle.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.linux.bind.BindRules;
import io.github.listeningports.linux.bind.BindTarget;
import io.github.listeningports.linux.bind.Conflict;
import io.github.listeningports.linux.bind.PortSocket;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.HolderText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says which sockets refuse a bind, and what would help. */
final class BindObstacleWriter {

    private final BindTarget target;
    private final Protocol protocol;
    private final int port;
    private final Optional<String> whyNotNative;

    BindObstacleWriter(BindTarget target, Optional<String> whyNotNative) {
        this.target = target;
        protocol = target.protocol();
        port = target.port();
        this.whyNotNative = whyNotNative;
    }

    /** One for all sockets on the same address, and one for all connections. */
    List<BindObstacle> obstacles(List<PortHolder> holders) {
        Map<String, List<PortHolder>> groups = new LinkedHashMap<>();
        for (PortHolder holder : holders) {
            if (holder.conflict() != Conflict.NO) {
                String group = holder.socket().isConnection()
                        ? "connections"
                        : address(holder) + holder.socket().isListener();
                groups.computeIfAbsent(group + holder.conflict(), first -> new ArrayList<>())
                        .add(holder);
            }
        }
        return groups.values().stream().map(this::obstacle).toList();
    }

    private BindObstacle obstacle(List<PortHolder> group) {
        PortHolder first = group.get(0);
        List<ProcessInfo> owners = owners(group);
        BindObstacle.Builder obstacle =
                first.socket().isConnection() ? connections(group, owners) : bound(first, group, owners);
        return obstacle.certain(first.conflict() == Conflict.YES)
                .sockets(group.size())
                .owners(owners)
                .stopCommand(StopCommand.of(owners))
                .lookCommand(StopCommand.toLookCloser(owners, protocol.toString(), port))
                .build();
    }

    private BindObstacle.Builder bound(PortHolder first, List<PortHolder> group, List<ProcessInfo> owners) {
        boolean listens = first.socket().isListener();
        String how = listens ? " is held by " : " is bound, without listening, by ";
        String several = group.size() > 1 ? " (" + group.size() + " sockets)" : "";
        return BindObstacle.builder(
                listens ? Kind.LISTENER : Kind.BOUND_SOCKET,
                address(first)
                        + how
                        + HolderText.holder(owners)
                        + several
                        + HolderText.runningSince(owners)
                        + condition(group));
    }

    private BindObstacle.Builder connections(List<PortHolder> group, List<ProcessInfo> owners) {
        List<String> states =
                group.stream().map(holder -> holder.socket().state().toString()).toList();
        Set<InetAddress> remote = group.stream()
                .map(holder -> holder.socket().remoteAddress())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        long last = group.stream()
                .mapToLong(holder -> holder.socket().remainingMillis().orElse(Long.MAX_VALUE))
                .max()
                .orElse(Long.MAX_VALUE);
        BindObstacle.Builder obstacle = BindObstacle.builder(
                        Kind.CONNECTIONS,
                        HolderText.connections(protocol, port, states, remote, owners)
                                + (last == Long.MAX_VALUE ? "" : ", for " + seconds(last) + " s at most")
                                + condition(group))
                .remoteAddresses(List.copyOf(remote));
        return last == Long.MAX_VALUE ? obstacle : obstacle.remaining(Duration.ofMillis(last));
    }

    private static long seconds(long millis) {
        return (millis + 999) / 1000;
    }

    /** On what it depends, if it does. */
    private String condition(List<PortHolder> group) {
        PortHolder first = group.get(0);
        if (first.conflict() != Conflict.POSSIBLE) {
            return "";
        }
        if (first.options().isPresent()) {
            return "; whether that refuses it depends on the order of the sockets in the kernel";
        }
        String start = "; whether that refuses it depends on " + (group.size() == 1 ? "its " : "their ")
                + options(first) + ", which ";
        if (first.socket().inode() == 0) {
            return start + "the kernel does not report of a socket that no process holds";
        }
        return start
                + whyNotNative
                        .map(why -> "only native code can read: " + why)
                        .orElse("only that process, its user or CAP_SYS_PTRACE can read (Linux 5.6)");
    }

    /** The options that it depends on. */
    private String options(PortHolder holder) {
        List<String> options = new ArrayList<>();
        if (BindRules.overlap(target, holder.socket(), Optional.empty()) == Conflict.POSSIBLE) {
            options.add("IPV6_V6ONLY");
        }
        if (target.reuseAddress()
                && !(protocol == Protocol.TCP && holder.socket().isListener())) {
            options.add("SO_REUSEADDR");
        }
        if (target.reusePort()) {
            options.add("SO_REUSEPORT");
        }
        return String.join(" and ", options);
    }

    private static List<ProcessInfo> owners(List<PortHolder> group) {
        return List.copyOf(group.stream()
                .flatMap(holder -> holder.owners().stream())
                .collect(Collectors.toMap(
                        ProcessInfo::pid, Function.identity(), (one, other) -> one, LinkedHashMap::new))
                .values());
    }

    /** @param free whether nothing else refuses it */
    List<BindNote> notes(List<PortHolder> holders, boolean free) {
        List<BindNote> notes = new ArrayList<>();
        boolean refused = holders.stream().anyMatch(holder -> holder.conflict() == Conflict.YES);
        if (free && refused) {
            if (!target.reuseAddress() && wouldShare(target.withReuseAddress(), holders)) {
                notes.add(new BindNote(BindNote.Kind.REUSE_ADDRESS_HELPS, "with SO_REUSEADDR it would succeed"));
            }
            if (!target.reusePort() && wouldShare(target.withReusePort(), holders)) {
                notes.add(new BindNote(
                        BindNote.Kind.REUSE_PORT_HELPS,
                        "with SO_REUSEPORT it would succeed, and the two would share what comes in"));
            }
        }
        holders.stream()
                .filter(holder ->
                        holder.conflict() == Conflict.NO && holder.socket().isListener())
                .findFirst()
                .ifPresent(holder -> notes.add(new BindNote(
                        BindNote.Kind.SHARED_PORT,
                        address(holder) + " is shared with " + HolderText.holder(holder.owners())
                                + ", by SO_REUSEPORT or SO_REUSEADDR: either may get what comes in")));
        if (holders.stream()
                .anyMatch(holder ->
                        holder.socket().inode() != 0 && holder.owners().isEmpty())) {
            ProcMount mount = new ProcMount(ProcFiles.DEFAULT_ROOT, new ProcFiles());
            notes.add(new BindNote(
                    BindNote.Kind.NOT_SEEN,
                    mount.maySeeOthers()
                            ? "no visible process holds some of these sockets: " + LinuxDiagnostics.OTHER_HOLDERS
                            : "not all processes behind these sockets are visible: " + mount.remedy()));
        }
        return notes;
    }

    private static boolean wouldShare(BindTarget target, List<PortHolder> holders) {
        return holders.stream()
                .allMatch(holder -> BindRules.conflict(target, holder.socket(), holder.options()) == Conflict.NO);
    }

    private String address(PortHolder holder) {
        return HolderText.address(listener(holder.socket()));
    }

    private static ListeningPort listener(PortSocket socket) {
        int index = socket.interfaceIndex().orElse(0);
        boolean scoped =
                socket.address() instanceof Inet6Address && socket.address().isLinkLocalAddress();
        SocketDetails.Builder details = SocketDetails.builder(socket.family());
        if (index != 0 && !scoped) {
            details.boundInterface(InterfaceNameReader.name(index, ProcFiles.DEFAULT_ROOT.resolve("thread-self/net")));
        }
        return ListeningPort.builder(socket.protocol(), socket.address(), socket.port())
                .scopeId(scoped ? index : 0)
                .socket(details.build())
                .build();
    }
}
