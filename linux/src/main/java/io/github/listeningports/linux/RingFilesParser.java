package io.github.listeningports.linux;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sockets among the files registered with io_uring, from /proc/PID/fdinfo/N of the ring (io_uring/fdinfo.c): "UserFiles: 1", then a row "    0: socket:[4711]" for
 * each. Kernels before 5.17 print a name without the inode.
 */
final class RingFilesParser {

    /** The target of a descriptor of io_uring (io_uring/io_uring.c). */
    static final String RING = "anon_inode:[io_uring]";

    private static final Pattern SOCKET = Pattern.compile("(?m)^\\s*\\d+: socket:\\[(\\d{1,18})\\]$");

    /** What each row of a socket contains: a ring may have a million other files, of any name. */
    static final String MARK = ": socket:[";

    private RingFilesParser() {}

    static Set<Long> sockets(byte[] fdinfo) {
        Set<Long> inodes = new HashSet<>();
        Matcher rows = SOCKET.matcher(new String(fdinfo, StandardCharsets.ISO_8859_1));
        while (rows.find()) {
            inodes.add(Long.parseLong(rows.group(1)));
        }
        return inodes;
    }
}
