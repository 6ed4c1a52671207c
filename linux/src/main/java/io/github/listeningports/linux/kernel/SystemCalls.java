package io.github.listeningports.linux.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * System calls made by number, which differs by architecture: bpf(2) and open_by_handle_at(2); pidfd_open(2) and pidfd_getfd(2), which are too new for the C library. Also opens the files that they refer to, and
 * asks namespaces (ioctl_ns(2)).
 */
public final class SystemCalls {

    /** O_RDONLY | O_CLOEXEC, asm-generic/fcntl.h: the same on every architecture that Java supports. */
    static final int READ_ONLY = 0x80000;

    /** linux/exportfs.h FILEID_KERNFS: the handle is the 64-bit id. */
    private static final int FILEID_KERNFS = 0xfe;

    /** Calls added since Linux 5.1 have the same number on every architecture that Java supports (include/uapi/asm-generic/unistd.h). */
    private static final int PIDFD_OPEN = 434;

    private static final int PIDFD_GETFD = 438;

    private final LibC libc;
    private final int bpf;
    private final int openByHandle;

    private SystemCalls(LibC libc, int bpf, int openByHandle) {
        this.libc = libc;
        this.bpf = bpf;
        this.openByHandle = openByHandle;
    }

    /**
     * The system calls of an architecture; empty if its numbers are unknown here.
     *
     * @param architecture as in the system property os.arch
     */
    public static Optional<SystemCalls> of(LibC libc, String architecture) {
        // arch/*/kernel/syscalls/*.tbl and asm-generic/unistd.h
        return switch (architecture) {
            case "amd64", "x86_64" -> Optional.of(new SystemCalls(libc, 321, 304));
            case "aarch64", "riscv64", "loongarch64" -> Optional.of(new SystemCalls(libc, 280, 265));
            case "ppc64le", "ppc64" -> Optional.of(new SystemCalls(libc, 361, 346));
            case "s390x" -> Optional.of(new SystemCalls(libc, 351, 336));
            case "arm" -> Optional.of(new SystemCalls(libc, 386, 371));
            case "x86", "i386", "i486", "i586", "i686" -> Optional.of(new SystemCalls(libc, 357, 342));
            default -> Optional.empty();
        };
    }

    /**
     * Calls bpf(2).
     *
     * @param attributes union bpf_attr of linux/bpf.h, which also receives the result
     */
    public int bpf(int command, ByteBuffer attributes) throws IOException {
        return libc.syscall("bpf", bpf, command, attributes, attributes.capacity());
    }

    public int open(Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        return libc.open(ByteBuffer.allocateDirect(name.length + 1).put(0, name), READ_ONLY);
    }

    /**
     * Opens a directory of cgroup2, or of another kernfs file system, by its id. Requires CAP_DAC_READ_SEARCH.
     *
     * @param mount a descriptor of any file in that file system
     */
    public int openById(int mount, long id) throws IOException {
        ByteBuffer handle = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        handle.putInt(0, Long.BYTES).putInt(4, FILEID_KERNFS).putLong(8, id);
        return libc.syscall("open_by_handle_at", openByHandle, mount, handle, READ_ONLY);
    }

    /** A descriptor that refers to a process; since Linux 5.3. */
    public int openProcess(long pid) throws IOException {
        return libc.syscall("pidfd_open", PIDFD_OPEN, Math.toIntExact(pid), 0);
    }

    /**
     * A duplicate of a descriptor of another process; since Linux 5.6. Requires the right to trace that process.
     *
     * @param process from {@link #openProcess}
     */
    public int duplicate(int process, int descriptor) throws IOException {
        return libc.syscall("pidfd_getfd", PIDFD_GETFD, process, descriptor, 0);
    }

    /** An ioctl(2) without an argument. */
    public int ioctl(int descriptor, int request) throws IOException {
        return libc.ioctl(descriptor, request);
    }

    public void close(int descriptor) {
        try {
            libc.close(descriptor);
        } catch (IOException e) {
            // Linux has released the descriptor even so (close(2)).
            return;
        }
    }
}
