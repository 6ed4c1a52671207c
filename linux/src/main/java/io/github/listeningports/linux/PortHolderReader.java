package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.bind.BindRules;
import io.github.listeningports.linux.bind.BindSettings;
import io.github.listeningports.linux.bind.BindTarget;
import io.github.listeningports.linux.bind.Conflict;
import io.github.listeningports.linux.bind.PortSocket;
import io.github.listeningports.linux.bind.PortSocketReader;
import io.github.listeningports.linux.bind.PortSockets;
import io.github.listeningports.linux.bind.SocketOptionReader;
import io.github.listeningports.linux.bind.SocketOptions;
import io.github.listeningports.linux.bind.VrfReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the sockets that meet a bind, who holds them, and their options. */
final class PortHolderReader {

    private final PortSocketReader socketReader;
    private final SocketOptionReader optionReader;
    private final VrfReader vrfReader = new VrfReader(new BindSettings());
    private final DescriptorReader descriptorReader;
    private final SocketOwnerReader ownerReader;

    PortHolderReader(NativeTier nativeTier, ProcessReader processReader) {
        socketReader = new PortSocketReader(nativeTier);
        optionReader = new SocketOptionReader(nativeTier);
        descriptorReader = new DescriptorReader(ProcFiles.DEFAULT_ROOT, nativeTier);
        ownerReader = new SocketOwnerReader(descriptorReader, processReader, WorkerThreads.none(), System::nanoTime);
    }

    /** Every socket on a port. */
    PortSockets sockets(Protocol protocol, int port) {
        return socketReader.read(protocol, port);
    }

    /** Those that meet the target, whether they refuse it or not. */
    List<PortHolder> read(BindTarget target, PortSockets found) {
        List<PortSocket> near = found.sockets().stream()
                .filter(socket -> BindRules.overlap(target, socket, Optional.empty()) != Conflict.NO)
                .filter(socket -> target.interfaceIndex() != 0 || !isSeparate(socket))
                .toList();
        Set<Long> inodes =
                near.stream().map(PortSocket::inode).filter(inode -> inode != 0).collect(Collectors.toSet());
        SocketOwners owners = owners(inodes);
        Map<Long, SocketOptions> options = options(near, owners);
        List<PortHolder> holders = new ArrayList<>();
        for (PortSocket socket : near) {
            Optional<SocketOptions> known = Optional.ofNullable(options.get(socket.inode()))
                    .or(() -> socket.inode() == 0 ? ofListener(socket, near, options) : Optional.empty());
            if (BindRules.overlap(target, socket, known) != Conflict.NO) {
                holders.add(new PortHolder(
                        socket,
                        longestRunningFirst(socket, owners.byInode().getOrDefault(socket.inode(), List.of())),
                        known,
                        BindRules.conflict(target, socket, known)));
            }
        }
        return target.protocol() == Protocol.UDP ? inAnyOrder(target, holders) : holders;
    }

    private static List<ProcessInfo> longestRunningFirst(PortSocket socket, List<ProcessInfo> owners) {
        return owners.size() < 2
                ? owners
                : ListeningPort.builder(socket.protocol(), socket.address(), socket.port())
                        .owners(owners)
                        .build()
                        .owners();
    }

    private boolean isSeparate(PortSocket socket) {
        return socket.protocol() == Protocol.TCP
                && socket.interfaceIndex().orElse(0) != 0
                && vrfReader.separates(InterfaceNameReader.name(
                        socket.interfaceIndex().getAsInt(), ProcFiles.DEFAULT_ROOT.resolve("thread-self/net")));
    }

    private SocketOwners owners(Set<Long> inodes) {
        try {
            return inodes.isEmpty() ? SocketOwners.NONE : ownerReader.read(inodes, Deadline.none());
        } catch (IOException e) {
            return SocketOwners.unlisted(e);
        }
    }

    /** One look into the descriptors of each owner. */
    private Map<Long, SocketOptions> options(List<PortSocket> sockets, SocketOwners owners) {
        Map<Long, Set<Long>> byOwner = new HashMap<>();
        Set<Long> ipv6 = new HashSet<>();
        for (PortSocket socket : sockets) {
            owners.byInode()
                    .getOrDefault(socket.inode(), List.of())
                    .forEach(owner -> byOwner.computeIfAbsent(owner.pid(), pid -> new HashSet<>())
                            .add(socket.inode()));
            if (socket.family() == AddressFamily.IPV6) {
                ipv6.add(socket.inode());
            }
        }
        Map<Long, SocketOptions> options = new HashMap<>();
        byOwner.forEach((pid, inodes) -> {
            inodes.removeAll(options.keySet());
            for (HeldSocket held :
                    descriptorReader.read(pid, inodes, Deadline.none()).held()) {
                number(held.descriptor())
                        .flatMap(number -> optionReader.read(pid, number, held.inode(), ipv6.contains(held.inode())))
                        .ifPresent(known -> options.put(held.inode(), known));
            }
        });
        return options;
    }

    private static Optional<Integer> number(Path descriptor) {
        String name = String.valueOf(descriptor.getFileName());
        return name.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(name)) : Optional.empty();
    }

    /** A connection has the options of the listener that accepted it; and the two could not have the same address if it was another one with other options. */
    private static Optional<SocketOptions> ofListener(
            PortSocket connection, List<PortSocket> sockets, Map<Long, SocketOptions> options) {
        return sockets.stream()
                .filter(socket -> socket.isListener() && options.containsKey(socket.inode()))
                .filter(socket -> socket.address().equals(connection.address())
                        || (socket.address().isAnyLocalAddress() && socket.family() == connection.family()))
                .map(socket -> options.get(socket.inode()))
                .findFirst();
    }

    /**
     * The kernel looks at UDP sockets only until it meets one that shares the port by SO_REUSEPORT (net/ipv4/udp.c udp_lib_lport_inuse): if another one refuses, it depends on their order in its table.
     */
    private static List<PortHolder> inAnyOrder(BindTarget target, List<PortHolder> holders) {
        boolean shared = holders.stream()
                .anyMatch(holder -> holder.conflict() == Conflict.NO
                        && target.reusePort()
                        && holder.options().filter(SocketOptions::reusePort).isPresent());
        return shared
                ? holders.stream()
                        .map(holder -> holder.conflict() == Conflict.YES ? holder.with(Conflict.POSSIBLE) : holder)
                        .toList()
                : holders;
    }
}
