package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the links in /proc/PID/fd (proc_pid_fd(5)). A link is read, never followed: its target may be on a file system that no longer responds.
 */
final class DescriptorReader {

    private static final String SOCKET = "socket:[";

    /** How many links to read between two looks at the clock. */
    private static final int DEADLINE_INTERVAL = 256;

    /**
     * A cheap indicator that nothing changed, available for other users' processes too.
     *
     * @param identity differs once the pid is reused: the inode of /proc/PID/fd is created with the process
     * @param count the number of open descriptors, since Linux 6.2; 0 before
     */
    record Stamp(Object identity, long count) {}

    private final Path root;
    private final NativeTier nativeTier;
    private Optional<DirectDescriptorReader> linkReader = Optional.empty();

    DescriptorReader(Path root, NativeTier nativeTier) {
        this.root = root;
        this.nativeTier = nativeTier;
    }

    /** The visible processes. */
    List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ProcFiles.isPid(name)) {
                    pids.add(Long.parseLong(name));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return pids;
    }

    /** The descriptors of a process's first thread; none if it is gone. */
    Descriptors read(long pid, Set<Long> inodes, Deadline deadline) {
        return read(process(pid), pid, inodes, deadline);
    }

    /** /proc/PID. */
    Path process(long pid) {
        return root.resolve(Long.toString(pid));
    }

    /** /proc/PID/fd. */
    Path directory(long pid) {
        return process(pid).resolve("fd");
    }

    /**
     * The descriptors of a process or one of its threads, as many as are read until the deadline.
     *
     * @param task /proc/PID or /proc/PID/task/TID
     */
    Descriptors read(Path task, long pid, Set<Long> inodes, Deadline deadline) {
        return readDirectly(task, pid, inodes, deadline).orElseGet(() -> readByPath(task, pid, inodes, deadline));
    }

    private Optional<Descriptors> readDirectly(Path task, long pid, Set<Long> inodes, Deadline deadline) {
        if (!nativeTier.acquireLinks()) {
            return Optional.empty();
        }
        try {
            DirectDescriptorReader reader = linkReader.orElseGet(DirectDescriptorReader::new);
            linkReader = Optional.of(reader);
            return reader.read(task.resolve("fd"), pid, inodes, deadline);
        } finally {
            nativeTier.releaseLinks();
        }
    }

    private Descriptors readByPath(Path task, long pid, Set<Long> inodes, Deadline deadline) {
        List<HeldSocket> held = new ArrayList<>(0);
        List<Path> rings = new ArrayList<>(0);
        Map<String, Path> namespaces = new HashMap<>(0);
        long count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(task.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (count % DEADLINE_INTERVAL == 0 && count > 0 && deadline.isOver()) {
                    return new Descriptors(held, rings, namespaces, count, Optional.of(Descriptors.LATE));
                }
                count++;
                String target = target(descriptor);
                long inode = socketInode(target);
                if (inode > 0 && inodes.contains(inode)) {
                    held.add(new HeldSocket(inode, pid, descriptor));
                } else if (target.equals(RingFilesParser.RING)) {
                    rings.add(descriptor);
                } else if (target.startsWith(Descriptors.NETWORK_NAMESPACE)) {
                    namespaces.put(target, descriptor);
                }
            }
            return new Descriptors(held, rings, namespaces, count, Optional.empty());
        } catch (NoSuchFileException e) {
            return new Descriptors(held, rings, namespaces, count, Optional.empty());
        } catch (IOException | DirectoryIteratorException e) {
            boolean gone = Files.notExists(task, LinkOption.NOFOLLOW_LINKS);
            return new Descriptors(held, rings, namespaces, count, gone ? Optional.empty() : Optional.of(reason(e)));
        }
    }

    /** EACCES, or EPERM with hidepid=1, concerns that process; if nothing else can be opened either, the failure is our own. */
    private String reason(Exception e) {
        Throwable failure = e.getCause() == null ? e : e.getCause();
        if (failure instanceof AccessDeniedException) {
            return Descriptors.DENIED;
        }
        try {
            pids();
            return Descriptors.DENIED;
        } catch (IOException ours) {
            return String.valueOf(ours.getMessage());
        }
    }

    /** The stamp of a process; empty if it is gone. */
    Optional<Stamp> stamp(long pid) {
        return stamp(directory(pid));
    }

    /** The stamp of /proc/PID/fd or /proc/PID/task/TID/fd; empty if it is gone. */
    static Optional<Stamp> stamp(Path directory) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Stamp(attributes.fileKey(), attributes.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the descriptor still refers to the socket, or to an io_uring with which it is registered. */
    static boolean refersTo(HeldSocket socket) {
        try {
            String target = target(socket.descriptor());
            return target.equals(RingFilesParser.RING)
                    ? RingFilesParser.sockets(ProcFiles.linesWith(RingFilesParser.MARK, info(socket.descriptor())))
                            .contains(socket.inode())
                    : socketInode(target) == socket.inode();
        } catch (IOException e) {
            return false;
        }
    }

    /** /proc/PID/fdinfo/N of a descriptor (proc_pid_fdinfo(5)). */
    static Path info(Path descriptor) {
        return descriptor.resolve("../../fdinfo").normalize().resolve(descriptor.getFileName());
    }

    /** What the descriptor refers to; "" if it was closed meanwhile. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The inode in "socket:[N]", or -1 for any other target or none. */
    private static long socketInode(String text) {
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
}
