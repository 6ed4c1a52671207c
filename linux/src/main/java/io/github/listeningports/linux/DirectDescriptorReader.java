package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.DirectCalls;
import io.github.listeningports.linux.kernel.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the links in /proc/PID/fd relative to the directory's descriptor. java.nio passes the whole path each time, so that the kernel looks up the process and its
 * directory again: a quarter of the cost of a link.
 *
 * <p>Handles success only. Any failure is left to {@link DescriptorReader}, which reports the reason.
 */
final class DirectDescriptorReader {

    /**
     * O_RDONLY | O_CLOEXEC | O_NONBLOCK, asm-generic/fcntl.h: the same on every architecture that Java supports. O_DIRECTORY differs, and is not needed. Whoever made another root than /proc may have put a pipe where
     * a directory belongs.
     */
    private static final int READ_ONLY = 0x80800;

    private static final int ENOENT = 2;

    private static final int SEEK_SET = 0;

    /** The position of descriptor 0 in the directory, after "." and "..". Descriptors follow in the order of their numbers (fs/proc/fd.c proc_readfd_common). */
    private static final int FIRST_POSITION = 2;

    /** linux/fcntl.h: a path that is not relative, and a link itself. */
    private static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;

    /** struct statx, the same on every architecture (linux/stat.h). */
    private static final int STATX_INO_SIZE = 0x300;

    private static final int STATX_INO_OFFSET = 32;
    private static final int STATX_SIZE_OFFSET = 40;

    /** struct linux_dirent64, getdents64(2). */
    private static final int LENGTH_OFFSET = 16;

    private static final int NAME_OFFSET = 19;

    /** The longest entry, whose name is a number of ten digits at most. */
    private static final int MAX_ENTRY = 32;

    /** So that a thread offers a part of a large directory every so many descriptors. */
    private static final int BYTES_IF_DIVISIBLE = Division.LEAST * 24;

    private static final String SOCKET = "socket:[";
    private static final int MAX_DIGITS = 18;

    /** Pids and numbers of descriptors fit an int; other names in /proc are longer, or no numbers. */
    private static final int MAX_PID_DIGITS = 9;

    private final ByteBuffer path = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer entries = ByteBuffer.allocateDirect(32 * 1024).order(ByteOrder.nativeOrder());
    private final ByteBuffer target = ByteBuffer.allocateDirect(SOCKET.length() + MAX_DIGITS + 2);
    private final long pathAddress = LibC.address(path);
    private final long entriesAddress = LibC.address(entries);
    private final long targetAddress = LibC.address(target);

    /**
     * The descriptors of a process with numbers in a range, but for what others get of it; empty on any failure.
     */
    Optional<Descriptors> read(DescriptorSearch search, DescriptorPart part) {
        Path directory = search.task().resolve("fd");
        int descriptor = open(directory);
        if (descriptor < 0) {
            return Optional.empty();
        }
        try {
            boolean there =
                    part.from() == 0 || DirectCalls.lseek(descriptor, part.from() + FIRST_POSITION, SEEK_SET) >= 0;
            return there ? read(descriptor, directory, search, part) : Optional.empty();
        } finally {
            DirectCalls.close(descriptor);
        }
    }

    /** Like {@link DescriptorReader#pids}, in the order of the kernel; the given list if it is the same; empty on any failure. */
    Optional<List<Long>> pids(Path root, List<Long> before) {
        int descriptor = open(root);
        if (descriptor < 0) {
            return Optional.empty();
        }
        try {
            PidList pids = new PidList(before);
            long length = DirectCalls.getdents64(descriptor, entriesAddress, entries.capacity());
            while (length > 0) {
                for (int at = 0; at < length; at += Short.toUnsignedInt(entries.getShort(at + LENGTH_OFFSET))) {
                    int pid = number(at + NAME_OFFSET);
                    if (pid > 0 && entries.get(at + NAME_OFFSET) != '0') {
                        pids.add(pid);
                    }
                }
                length = DirectCalls.getdents64(descriptor, entriesAddress, entries.capacity());
            }
            return length < 0 ? Optional.empty() : Optional.of(pids.list());
        } finally {
            DirectCalls.close(descriptor);
        }
    }

    /** Like {@link DescriptorReader#stamp}; the given one if it is the same; empty on any failure. */
    Optional<Stamp> stamp(Path directory, Optional<Stamp> before) {
        if (!putPath(directory)
                || DirectCalls.statx(AT_FDCWD, pathAddress, AT_SYMLINK_NOFOLLOW, STATX_INO_SIZE, entriesAddress) < 0
                || (entries.getInt(0) & STATX_INO_SIZE) != STATX_INO_SIZE) {
            return Optional.empty();
        }
        long inode = entries.getLong(STATX_INO_OFFSET);
        long count = entries.getLong(STATX_SIZE_OFFSET);
        boolean same = before.isPresent() && before.get().equals(inode, count);
        return same ? before : Optional.of(new Stamp(inode, count));
    }

    /** Whether the descriptor surely refers to the socket itself. */
    boolean refersTo(HeldSocket socket) {
        if (!putPath(socket.descriptor())) {
            return false;
        }
        long size = DirectCalls.readlinkat(AT_FDCWD, pathAddress, targetAddress, target.capacity());
        return socketInode((int) size) == socket.inode();
    }

    private Optional<Descriptors> read(int descriptor, Path directory, DescriptorSearch search, DescriptorPart part) {
        FoundDescriptors found = new FoundDescriptors();
        boolean divisible = search.isDivisible();
        int capacity = divisible ? BYTES_IF_DIVISIBLE : entries.capacity();
        int next = part.from();
        int end = part.to();
        long length = DirectCalls.getdents64(descriptor, entriesAddress, capacity);
        while (length > 0) {
            for (int at = 0; at < length; at += Short.toUnsignedInt(entries.getShort(at + LENGTH_OFFSET))) {
                int name = at + NAME_OFFSET;
                if (entries.get(name) == '.') {
                    continue; // "." and ".."
                }
                if (divisible) {
                    int number = number(name);
                    if (number < next) {
                        return Optional.empty(); // in no order, so what a range contains is not known
                    }
                    if (number >= end) {
                        return Optional.of(found.all());
                    }
                    next = number + 1;
                }
                if (!look(descriptor, directory, name, search, found)) {
                    return Optional.empty();
                }
            }
            if (divisible && capacity - length < MAX_ENTRY) {
                end = withoutPart(search, next, end);
            }
            length = DirectCalls.getdents64(descriptor, entriesAddress, capacity);
            if (length > 0 && search.deadline().isOver()) {
                return Optional.of(found.until(Descriptors.LATE));
            }
        }
        return length < 0 ? Optional.empty() : Optional.of(found.all());
    }

    /** Offers the upper half of a range, or as much as was read before again and the rest, if it has no end; what is left of it. */
    private static int withoutPart(DescriptorSearch search, int next, int end) {
        long middle = end == DescriptorPart.TO_THE_END ? 2L * next : next + (end - next) / 2L;
        if (end - middle < Division.LEAST) {
            return end;
        }
        int from = (int) middle;
        return search.division().leave(DescriptorPart.range(from, end)) ? from : end;
    }

    private boolean look(int descriptor, Path directory, int name, DescriptorSearch search, FoundDescriptors found) {
        found.count++;
        long size = DirectCalls.readlinkat(descriptor, entriesAddress + name, targetAddress, target.capacity());
        if (size < 0 && DirectCalls.lastError() != ENOENT) {
            return false;
        }
        long inode = socketInode((int) size);
        if (inode > 0 && search.inodes().contains(inode)) {
            found.held.add(new HeldSocket(inode, search.pid(), directory.resolve(text(name))));
        } else if (inode < 0 && isRing((int) size)) {
            found.rings.add(directory.resolve(text(name)));
        } else if (size > 0 && targetStartsWith(Descriptors.NETWORK_NAMESPACE)) {
            found.namespaces.put(targetText((int) size), directory.resolve(text(name)));
        }
        return true;
    }

    /** A descriptor of the directory, or -1. */
    private int open(Path directory) {
        return putPath(directory) ? DirectCalls.open(pathAddress, READ_ONLY) : -1;
    }

    /** Puts a path for the kernel to read, without another copy; whether it is short and plain enough. */
    private boolean putPath(Path whole) {
        String text = whole.toString();
        if (text.length() >= path.capacity()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= 0x80) {
                return false; // java.nio knows how the system encodes it
            }
            path.put(i, (byte) each);
        }
        path.put(text.length(), (byte) 0);
        return true;
    }

    /** The number that an entry's name is, or -1. */
    private int number(int at) {
        long number = 0;
        for (int i = at; entries.get(i) != 0; i++) {
            int digit = entries.get(i) - '0';
            if (digit < 0 || digit > 9 || i - at > MAX_PID_DIGITS) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    private boolean isRing(int size) {
        return size == RingFilesParser.RING.length() && targetStartsWith(RingFilesParser.RING);
    }

    private String targetText(int size) {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) target.get(i));
        }
        return text.toString();
    }

    private boolean targetStartsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (target.get(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The inode in "socket:[N]", or -1 for any other target or none. */
    private long socketInode(int size) {
        int end = size - 1;
        if (end <= SOCKET.length() || end > SOCKET.length() + MAX_DIGITS || target.get(end) != ']') {
            return -1;
        }
        if (!targetStartsWith(SOCKET)) {
            return -1;
        }
        long inode = 0;
        for (int at = SOCKET.length(); at < end; at++) {
            int digit = target.get(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            inode = inode * 10 + digit;
        }
        return inode;
    }

    /** The entry's name, a number. */
    private String text(int at) {
        StringBuilder text = new StringBuilder();
        for (int i = at; entries.get(i) != 0; i++) {
            text.append((char) entries.get(i));
        }
        return text.toString();
    }
}
