package io.github.listeningports.linux.kernel;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * The few C library functions that netlink(7) and {@link SystemCalls} need, and the binding of {@link DirectCalls}. A failed call throws an
 * {@link IOException} with the function's name and the system's error.
 *
 * <p>Created only by {@link NativeTier}: this class cannot even be loaded without JNA.
 */
public final class LibC {

    /** errno: the call was interrupted by a signal; asm-generic/errno-base.h. */
    private static final int EINTR = 4;

    /** CLONE_NEWNET, linux/sched.h. */
    private static final int NETWORK_NAMESPACE = 0x40000000;

    private static final int MAX_INTERRUPTIONS = 100;

    private final Function socket;
    private final Function send;
    private final Function receive;
    private final Function poll;
    private final Function close;
    private final Function getsockopt;
    private final Function setsockopt;
    private final Function open;
    private final Function ioctl;
    private final Function syscall;
    private final Function setns;
    private final Optional<DirectBinding> directCalls;

    /**
     * Loads JNA and finds the functions. Only their addresses are kept: JNA keeps a thread for every open library, and the C library is never unloaded. JNA
     * shares a library among all who open it with the same options, and closing it closes it for all of them: hence an option of our own.
     */
    LibC() {
        try (NativeLibrary process = NativeLibrary.getInstance(null, Map.of("io.github.listeningports", "linux"))) {
            socket = function(process, "socket");
            send = function(process, "send");
            receive = function(process, "recv");
            poll = function(process, "poll");
            close = function(process, "close");
            getsockopt = function(process, "getsockopt");
            setsockopt = function(process, "setsockopt");
            open = function(process, "open");
            ioctl = function(process, "ioctl");
            syscall = function(process, "syscall");
            setns = function(process, "setns");
            directCalls = directCalls(process);
        }
    }

    /** Old C libraries and 32-bit machines do without. */
    private static Optional<DirectBinding> directCalls(NativeLibrary library) {
        try {
            return Optional.of(DirectBinding.findIn(library));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** How {@link DirectCalls} become callable; empty where they cannot. */
    Optional<DirectBinding> directCalls() {
        return directCalls;
    }

    private static Function function(NativeLibrary library, String name) {
        long address = Pointer.nativeValue(library.getFunction(name));
        return Function.getFunction(new Pointer(address), Function.C_CONVENTION | Function.THROW_LAST_ERROR);
    }

    public int socket(int domain, int type, int protocol) throws IOException {
        return call("socket", socket, domain, type, protocol);
    }

    /** Sends the buffer's bytes from its start to its limit. */
    void send(int descriptor, ByteBuffer direct) throws IOException {
        call("send", send, descriptor, direct, new NativeLong(direct.limit()), 0);
    }

    /** The number of bytes received; with MSG_TRUNC the full length, also if it exceeds the buffer and some were lost. */
    int receive(int descriptor, ByteBuffer direct, int flags) throws IOException {
        return call("recv", receive, descriptor, direct, new NativeLong(direct.capacity()), flags);
    }

    /** The number of ready descriptors; 0 if the timeout expired. */
    int poll(ByteBuffer directPollFd, int timeoutMillis) throws IOException {
        return call("poll", poll, directPollFd, new NativeLong(1), timeoutMillis);
    }

    public void close(int descriptor) throws IOException {
        call("close", close, descriptor);
    }

    /** Fills the buffer with an option's value; the second buffer passes the length in and out. */
    public void getsockopt(int descriptor, int level, int name, ByteBuffer direct, ByteBuffer directLength)
            throws IOException {
        call("getsockopt", getsockopt, descriptor, level, name, direct, directLength);
    }

    /** Sets an option to the buffer's bytes from its start to its limit. */
    void setsockopt(int descriptor, int level, int name, ByteBuffer direct) throws IOException {
        call("setsockopt", setsockopt, descriptor, level, name, direct, direct.limit());
    }

    /** @param directPath ends with a zero byte */
    int open(ByteBuffer directPath, int flags) throws IOException {
        return call("open", open, directPath, flags);
    }

    int ioctl(int descriptor, int request) throws IOException {
        return call("ioctl", ioctl, descriptor, new NativeLong(request), new NativeLong(0));
    }

    /** The calling thread, which must be a platform thread, is in that namespace from then on (setns(2)). */
    void enterNetworkNamespace(int descriptor) throws IOException {
        call("setns", setns, descriptor, NETWORK_NAMESPACE);
    }

    /** A system call without a C library function (syscall(2)). */
    int syscall(String name, int number, Object... arguments) throws IOException {
        Object[] all = new Object[arguments.length + 1];
        all[0] = new NativeLong(number);
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i] instanceof Integer value ? new NativeLong(value) : arguments[i];
        }
        return call(name, syscall, all);
    }

    /** The address of a buffer, to pass to the kernel. */
    public static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** The error number, errno(3), of a failed call made here; 0 for any other failure. */
    public static int error(IOException failure) {
        return failure.getCause() instanceof LastErrorException error ? error.getErrorCode() : 0;
    }

    /** Every result fits an int, that of recv(2) too with the buffers used here. */
    private static int call(String name, Function function, Object... arguments) throws IOException {
        for (int i = 0; ; i++) {
            try {
                return function.invokeInt(arguments);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR || i == MAX_INTERRUPTIONS) {
                    throw new IOException(name + " failed: " + e.getMessage(), e);
                }
            }
        }
    }
}
