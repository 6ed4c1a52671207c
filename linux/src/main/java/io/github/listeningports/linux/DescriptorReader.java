package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
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
 */
final class DescriptorReader {

    private static final String SOCKET = "socket:[";

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

    /** The descriptors of a process; none if it is gone. */
    Descriptors read(long pid, Set<Long> inodes) {
        if (linkReader.isEmpty() && nativeTier.readsLinks()) {
            linkReader = Optional.of(new DirectDescriptorReader());
        }
        Path directory = root.resolve(Long.toString(pid)).resolve("fd");
        return linkReader
                .flatMap(reader -> reader.read(directory, pid, inodes))
                .orElseGet(() -> readByPath(pid, inodes));
    }

    private Descriptors readByPath(long pid, Set<Long> inodes) {
        List<HeldSocket> held = new ArrayList<>(0);
        long count = 0;
        Path process = root.resolve(Long.toString(pid));
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                count++;
                long inode = socketInode(descriptor);
                if (inode > 0 && inodes.contains(inode)) {
                    held.add(new HeldSocket(inode, pid, descriptor));
                }
            }
            return new Descriptors(held, count, Optional.empty());
        } catch (NoSuchFileException e) {
            return new Descriptors(held, count, Optional.empty());
        } catch (IOException | DirectoryIteratorException e) {
            boolean gone = Files.notExists(process, LinkOption.NOFOLLOW_LINKS);
            return new Descriptors(held, count, gone ? Optional.empty() : Optional.of(reason(e)));
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
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    root.resolve(Long.toString(pid)).resolve("fd"),
                    BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Stamp(attributes.fileKey(), attributes.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the descriptor still refers to the socket. */
    static boolean refersTo(HeldSocket socket) {
        try {
            return socketInode(socket.descriptor()) == socket.inode();
        } catch (IOException e) {
            return false;
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
}
