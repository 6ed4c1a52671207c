package io.github.listeningports.linux.bind;

import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.SocketConstant;
import io.github.listeningports.linux.kernel.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the options of other processes' sockets, which neither /proc nor sock_diag(7) reports: from a duplicate of the descriptor (pidfd_getfd(2), since Linux 5.6), which is closed at once. Requires
 * native code, and the rights to inspect the process: those of its user or CAP_SYS_PTRACE, and with Yama's ptrace_scope CAP_SYS_PTRACE.
 */
public final class SocketOptionReader {

    private static final int SOL_SOCKET = 1; // asm-generic/socket.h
    private static final int SO_REUSEADDR = 2;
    private static final int SO_REUSEPORT = 15;
    private static final int IPV6_V6ONLY = 26; // linux/in6.h

    private final NativeTier nativeTier;
    private final ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

    public SocketOptionReader(NativeTier nativeTier) {
        this.nativeTier = nativeTier;
    }

    /** The options of a socket that a process holds by this descriptor; empty if they cannot be read, or the descriptor refers to something else by now. */
    public Optional<SocketOptions> read(long pid, int descriptor, long inode, boolean ipv6) {
        if (nativeTier.whyNot().isPresent()) {
            return Optional.empty();
        }
        LibC libc = nativeTier.libc();
        return SystemCalls.of(libc, System.getProperty("os.arch")).flatMap(calls -> {
            try {
                int process = calls.openProcess(pid);
                try {
                    return read(libc, calls, process, descriptor, inode, ipv6);
                } finally {
                    calls.close(process);
                }
            } catch (IOException e) {
                return Optional.empty(); // it has ended, access is denied, or the kernel is older
            }
        });
    }

    private Optional<SocketOptions> read(
            LibC libc, SystemCalls calls, int process, int descriptor, long inode, boolean ipv6) throws IOException {
        int duplicate = calls.duplicate(process, descriptor);
        try {
            Path link = ProcFiles.DEFAULT_ROOT.resolve("thread-self/fd").resolve(Integer.toString(duplicate));
            if (!ProcFiles.link(link).equals(Optional.of("socket:[" + inode + "]"))) {
                return Optional.empty();
            }
            return Optional.of(new SocketOptions(
                    isSet(libc, duplicate, SOL_SOCKET, SO_REUSEADDR),
                    isSet(libc, duplicate, SOL_SOCKET, SO_REUSEPORT),
                    ipv6 && isSet(libc, duplicate, SocketConstant.IPPROTO_IPV6, IPV6_V6ONLY)));
        } finally {
            calls.close(duplicate);
        }
    }

    private boolean isSet(LibC libc, int descriptor, int level, int option) throws IOException {
        length.putInt(0, Integer.BYTES);
        value.putInt(0, 0);
        libc.getsockopt(descriptor, level, option, value, length);
        return value.getInt(0) != 0;
    }
}
