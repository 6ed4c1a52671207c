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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the links in /proc/PID/fd (proc_pid_fd(5)). A link is read, never followed: its target may be on a file system that no longer responds.
 *
 * <p>Has buffers: each thread needs a reader of its own.
 */
final class DescriptorReader {

    private static final String SOCKET = "socket:[";

    /** The links of so many processes take more, read by path, than binding what reads them directly: in a JVM that has just started, some 12 ms. */
    private static final int MANY_PROCESSES = 250;

    /** How many links to read between two looks at the clock. */
    private static final int DEADLINE_INTERVAL = 256;

    private final Path root;
    private final NativeTier nativeTier;
    private Optional<DirectDescriptorReader> linkReader = Optional.empty();

    DescriptorReader(Path root, NativeTier nativeTier) {
        this.root = root;
        this.nativeTier = nativeTier;
    }

    /** The same with buffers of its own. */
    DescriptorReader forAnotherThread() {
        return new DescriptorReader(root, nativeTier);
    }

    /** The visible processes; the given list if they are the same. */
    List<Long> pids(List<Long> before) throws IOException {
        Optional<List<Long>> pids = Optional.empty();
        if (nativeTier.acquireLinks()) {
            try {
                pids = direct().pids(root, before);
            } finally {
                nativeTier.releaseLinks();
            }
        }
        List<Long> found = pids.isPresent() ? pids.get() : pids();
        if (found.size() > MANY_PROCESSES) {
            nativeTier.expectManyLinks();
        }
        return found;
    }

    private List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = ProcFiles.list(root)) {
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

    /** That of this process, as this /proc numbers it. */
    long ownPid() {
        long own = ProcFiles.ownPid(root);
        return own > 0 ? own : ProcessHandle.current().pid();
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
        DescriptorSearch search = new DescriptorSearch(task, pid, inodes, deadline, Division.NONE);
        Optional<Descriptors> whole = readPart(search, DescriptorPart.WHOLE);
        return whole.isPresent() ? whole.get() : readByPath(search);
    }

    /** A part of a directory, but for what others get of it; empty if all is to be read anew, by path. */
    Optional<Descriptors> readPart(DescriptorSearch search, DescriptorPart part) {
        if (!part.listed().isEmpty()) {
            return Optional.of(readLinks(part.listed(), search));
        }
        if (nativeTier.acquireLinks()) {
            return readDirectly(search, part);
        }
        return part.isWhole() ? Optional.of(readByPath(search)) : Optional.empty();
    }

    private Optional<Descriptors> readDirectly(DescriptorSearch search, DescriptorPart part) {
        try {
            return direct().read(search, part);
        } finally {
            nativeTier.releaseLinks();
        }
    }

    private DirectDescriptorReader direct() {
        DirectDescriptorReader reader = linkReader.isPresent() ? linkReader.get() : new DirectDescriptorReader();
        if (linkReader.isEmpty()) {
            linkReader = Optional.of(reader);
        }
        return reader;
    }

    /** All of it, but for what others get. */
    Descriptors readByPath(DescriptorSearch search) {
        FoundDescriptors found = new FoundDescriptors();
        List<Path> ahead = search.isDivisible() ? new ArrayList<>() : List.of();
        try (DirectoryStream<Path> descriptors = ProcFiles.list(search.task().resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (found.count % DEADLINE_INTERVAL == 0
                        && found.count > 0
                        && search.deadline().isOver()) {
                    return found.until(Descriptors.LATE);
                }
                if (!search.isDivisible()) {
                    look(descriptor, search, found);
                    continue;
                }
                ahead.add(descriptor);
                if (ahead.size() == Division.LEAST) {
                    List<Path> part = ahead;
                    ahead = new ArrayList<>(Division.LEAST);
                    if (!search.division().leave(DescriptorPart.of(part))) {
                        look(part, search, found);
                    }
                }
            }
            look(ahead, search, found);
            return found.all();
        } catch (IOException | DirectoryIteratorException e) {
            return failed(e, search, found);
        }
    }

    /** The links of a part of a directory that somebody else has listed. */
    private Descriptors readLinks(List<Path> descriptors, DescriptorSearch search) {
        FoundDescriptors found = new FoundDescriptors();
        try {
            look(descriptors, search, found);
            return found.all();
        } catch (IOException e) {
            return failed(e, search, found);
        }
    }

    private static void look(List<Path> descriptors, DescriptorSearch search, FoundDescriptors found)
            throws IOException {
        for (Path descriptor : descriptors) {
            look(descriptor, search, found);
        }
    }

    private static void look(Path descriptor, DescriptorSearch search, FoundDescriptors found) throws IOException {
        found.count++;
        String target = target(descriptor);
        long inode = socketInode(target);
        if (inode > 0 && search.inodes().contains(inode)) {
            found.held.add(new HeldSocket(inode, search.pid(), descriptor));
        } else if (target.equals(RingFilesParser.RING)) {
            found.rings.add(descriptor);
        } else if (target.startsWith(Descriptors.NETWORK_NAMESPACE)) {
            found.namespaces.put(target, descriptor);
        }
    }

    private Descriptors failed(Exception e, DescriptorSearch search, FoundDescriptors found) {
        boolean gone = e instanceof NoSuchFileException || Files.notExists(search.task(), LinkOption.NOFOLLOW_LINKS);
        return gone ? found.all() : found.until(reason(e));
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
        return stamp(directory(pid), Optional.empty());
    }

    /** The stamp of /proc/PID/fd or /proc/PID/task/TID/fd; the given one if it is the same; empty if the process is gone. */
    Optional<Stamp> stamp(Path directory, Optional<Stamp> before) {
        Optional<Stamp> stamp = Optional.empty();
        if (nativeTier.acquireLinks()) {
            try {
                stamp = direct().stamp(directory, before);
            } finally {
                nativeTier.releaseLinks();
            }
        }
        return stamp.isPresent() ? stamp : stampByPath(directory);
    }

    private static Optional<Stamp> stampByPath(Path directory) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Stamp(attributes.fileKey(), attributes.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the descriptor still refers to the socket, or to an io_uring with which it is registered. */
    boolean refersTo(HeldSocket socket) {
        if (nativeTier.acquireLinks()) {
            try {
                if (direct().refersTo(socket)) {
                    return true;
                }
            } finally {
                nativeTier.releaseLinks();
            }
        }
        return refersByPath(socket);
    }

    private static boolean refersByPath(HeldSocket socket) {
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
