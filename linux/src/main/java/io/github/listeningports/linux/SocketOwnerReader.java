package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the processes that hold sockets, through the links in /proc/PID/fd. A link is read, never followed: what it leads to may be a file
 * system that does not answer any more.
 *
 * <p>Processes come and go meanwhile, and pids are used again. So a process is believed to be an owner only if it still holds the socket after its
 * details were read, and is the same process after that.
 */
final class SocketOwnerReader {

    private static final String SOCKET = "socket:[";

    private final Path root;
    private final ProcessReader processReader;

    SocketOwnerReader(Path root, ProcessReader processReader) {
        this.root = root;
        this.processReader = processReader;
    }

    /** The owners of the sockets with these inodes. */
    SocketOwners read(Set<Long> inodes) throws IOException {
        processReader.beginSnapshot();
        Map<Long, List<ProcessInfo>> owners = new HashMap<>();
        int processes = 0;
        int unreadable = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!ProcFiles.isPid(name)) {
                    continue;
                }
                processes++;
                List<HeldSocket> held = new ArrayList<>();
                if (!readDescriptors(entry, Long.parseLong(name), inodes, held)) {
                    unreadable++;
                }
                if (!held.isEmpty()) {
                    addOwner(held, owners);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        owners.values().forEach(SocketOwnerReader::sortLongestRunningFirst);
        return new SocketOwners(owners, processes, unreadable);
    }

    /** A parent goes before the children that it started in the same tick; pids do not tell, for they begin anew. */
    private static void sortLongestRunningFirst(List<ProcessInfo> owners) {
        Set<Long> pids = owners.stream().map(ProcessInfo::pid).collect(Collectors.toSet());
        owners.sort(
                Comparator.comparing((ProcessInfo owner) -> owner.startedAt().orElse(Instant.MAX))
                        .thenComparing(owner -> pids.contains(owner.parentPid().orElse(-1)))
                        .thenComparing(ProcessInfo::pid));
    }

    /** Adds the descriptors that refer to one of the sockets; whether they could be read. A process that is gone holds nothing. */
    private static boolean readDescriptors(Path process, long pid, Set<Long> inodes, List<HeldSocket> held) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                long inode = socketInode(descriptor);
                if (inode > 0 && inodes.contains(inode)) {
                    held.add(new HeldSocket(inode, pid, descriptor));
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return Files.notExists(process, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The inode in "socket:[N]", or -1 if the descriptor refers to anything else, or was closed meanwhile. */
    private static long socketInode(Path descriptor) throws IOException {
        String text;
        try {
            text = Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return -1;
        }
        int end = text.length() - 1;
        if (!text.startsWith(SOCKET) || text.charAt(end) != ']' || end - SOCKET.length() > 18) {
            return -1;
        }
        long inode = 0;
        for (int at = SOCKET.length(); at < end; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            inode = inode * 10 + digit;
        }
        return inode;
    }

    private void addOwner(List<HeldSocket> held, Map<Long, List<ProcessInfo>> owners) {
        Optional<ObservedProcess> process = processReader.read(held.get(0).pid());
        if (process.isEmpty()) {
            return;
        }
        Map<Long, ProcessInfo> confirmed = new LinkedHashMap<>();
        for (HeldSocket socket : held) {
            if (!confirmed.containsKey(socket.inode()) && stillRefers(socket)) {
                confirmed.put(socket.inode(), process.get().info());
            }
        }
        if (!confirmed.isEmpty() && processReader.isStillThere(process.get())) {
            confirmed.forEach((inode, info) ->
                    owners.computeIfAbsent(inode, first -> new ArrayList<>(1)).add(info));
        }
    }

    private static boolean stillRefers(HeldSocket socket) {
        try {
            return socketInode(socket.descriptor()) == socket.inode();
        } catch (IOException e) {
            return false;
        }
    }
}
