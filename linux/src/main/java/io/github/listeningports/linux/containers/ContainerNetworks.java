package io.github.listeningports.linux.containers;

import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The addresses of containers, from their network namespaces (network_namespaces(7)), at one moment. */
final class ContainerNetworks {

    /** In bytes: the routing table of a container that is a router may be longer than the heap. */
    private static final int MAX_TABLE = 1 << 20;

    private final Map<String, Set<String>> containersByAddress = new HashMap<>();

    /**
     * Reads the namespaces of all visible processes.
     *
     * @param outside a process outside of the containers, whose namespace is left out
     */
    static ContainerNetworks read(Path root, long outside, ProcessReader processReader, Deadline deadline) {
        OptionalLong own = namespace(root.resolve(Long.toString(outside)));
        Map<Long, List<Long>> members = new LinkedHashMap<>();
        try (DirectoryStream<Path> entries = ProcFiles.list(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                OptionalLong namespace = ProcFiles.isPid(name) && !deadline.isOver() ? namespace(entry) : own;
                if (namespace.isPresent() && !namespace.equals(own)) {
                    members.computeIfAbsent(namespace.getAsLong(), first -> new ArrayList<>())
                            .add(Long.parseLong(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            members.clear(); // the owners are unknown then, too
        }
        ContainerNetworks networks = new ContainerNetworks();
        members.values().forEach(pids -> networks.add(root, pids, processReader, deadline));
        return networks;
    }

    /** The inode is the same through all mounts of proc(5), and needs no right. */
    private static OptionalLong namespace(Path process) {
        return ProcFiles.inode(process.resolve("net/dev"));
    }

    private void add(Path root, List<Long> pids, ProcessReader processReader, Deadline deadline) {
        Set<String> containers = new HashSet<>();
        for (long pid : pids) {
            if (!deadline.isOver()) {
                processReader.containerId(pid).ifPresent(containers::add);
            }
        }
        if (containers.isEmpty()) {
            return;
        }
        ProcFiles files = new ProcFiles();
        Path net = root.resolve(Long.toString(pids.get(0))).resolve("net");
        Set<String> addresses = new HashSet<>();
        files.readIfPossible(net.resolve("fib_trie"), MAX_TABLE)
                .ifPresent(table -> addresses.addAll(LocalAddressesParser.ofFibTrie(table)));
        files.readIfPossible(net.resolve("if_inet6"), MAX_TABLE)
                .ifPresent(table -> addresses.addAll(LocalAddressesParser.ofIfInet6(table)));
        addresses.forEach(address -> containersByAddress
                .computeIfAbsent(address, first -> new HashSet<>())
                .addAll(containers));
    }

    /** The containers with an address: several if they share a namespace, or belong to separate networks with the same addresses. */
    Set<String> containers(String address) {
        return containersByAddress.getOrDefault(address, Set.of());
    }
}
