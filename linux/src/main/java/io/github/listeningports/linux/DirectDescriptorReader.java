package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.DirectCalls;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.spi.Deadline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the links in /proc/PID/fd relative to the directory's descriptor. java.nio passes the whole path each time, so that the kernel looks up the process and its
 * directory again: a quarter of the cost of a link.
 *
 * <p>Handles success only. Any failure is left to {@link DescriptorReader}, which reports the reason.
 */
final class DirectDescriptorReader {

    /** O_RDONLY | O_CLOEXEC, asm-generic/fcntl.h: the same on every architecture that Java supports. O_DIRECTORY differs, and is not needed. */
    private static final int READ_ONLY = 0x80000;

    private static final int ENOENT = 2;

    /** struct linux_dirent64, getdents64(2). */
    private static final int LENGTH_OFFSET = 16;

    private static final int NAME_OFFSET = 19;

    private static final String SOCKET = "socket:[";
    private static final int MAX_DIGITS = 18;

    private final ByteBuffer path = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer entries = ByteBuffer.allocateDirect(32 * 1024).order(ByteOrder.nativeOrder());
    private final ByteBuffer target = ByteBuffer.allocateDirect(SOCKET.length() + MAX_DIGITS + 2);
    private final long pathAddress = LibC.address(path);
    private final long entriesAddress = LibC.address(entries);
    private final long targetAddress = LibC.address(target);

    /** Like {@link DescriptorReader#read}; empty on any failure. */
    Optional<Descriptors> read(Path directory, long pid, Set<Long> inodes, Deadline deadline) {
        byte[] name = directory.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= path.capacity()) {
            return Optional.empty();
        }
        path.clear().put(name).put((byte) 0);
        int descriptor = DirectCalls.open(pathAddress, READ_ONLY);
        if (descriptor < 0) {
            return Optional.empty();
        }
        try {
            return read(descriptor, directory, pid, inodes, deadline);
        } finally {
            DirectCalls.close(descriptor);
        }
    }

    private Optional<Descriptors> read(int descriptor, Path directory, long pid, Set<Long> inodes, Deadline deadline) {
        List<HeldSocket> held = new ArrayList<>(0);
        List<Path> rings = new ArrayList<>(0);
        Map<String, Path> namespaces = new HashMap<>(0);
        long count = 0;
        long length = DirectCalls.getdents64(descriptor, entriesAddress, entries.capacity());
        while (length > 0) {
            for (int at = 0; at < length; at += Short.toUnsignedInt(entries.getShort(at + LENGTH_OFFSET))) {
                int name = at + NAME_OFFSET;
                if (entries.get(name) == '.') {
                    continue; // "." and ".."
                }
                count++;
                long size = DirectCalls.readlinkat(descriptor, entriesAddress + name, targetAddress, target.capacity());
                if (size < 0 && DirectCalls.lastError() != ENOENT) {
                    return Optional.empty();
                }
                long inode = socketInode((int) size);
                if (inode > 0 && inodes.contains(inode)) {
                    held.add(new HeldSocket(inode, pid, directory.resolve(text(name))));
                } else if (inode < 0 && isRing((int) size)) {
                    rings.add(directory.resolve(text(name)));
                } else if (size > 0 && targetStartsWith(Descriptors.NETWORK_NAMESPACE)) {
                    namespaces.put(targetText((int) size), directory.resolve(text(name)));
                }
            }
            length = DirectCalls.getdents64(descriptor, entriesAddress, entries.capacity());
            if (length > 0 && deadline.isOver()) {
                return Optional.of(new Descriptors(held, rings, namespaces, count, Optional.of(Descriptors.LATE)));
            }
        }
        return length < 0
                ? Optional.empty()
                : Optional.of(new Descriptors(held, rings, namespaces, count, Optional.empty()));
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
