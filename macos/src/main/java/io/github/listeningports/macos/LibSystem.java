package io.github.listeningports.macos;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few functions of libSystem that report processes and sockets (libproc.h, sysctl(3)). None is variadic: arm64 passes variable arguments differently.
 *
 * <p>Each method returns the number of bytes written, or the negated errno. libproc itself returns 0 both for a failure and for an empty result, so only errno
 * distinguishes them; JNA clears it before the call.
 */
final class LibSystem {

    /** Present on every Mac, and loaded in every process. */
    static final String NAME = "System";

    private static final int PROC_ALL_PIDS = 1;

    private final Function listPids;
    private final Function pidInfo;
    private final Function fdInfo;
    private final Function fileportInfo;
    private final Function pidPath;
    private final Function sysctl;
    private final Function sysctlByName;

    /**
     * Loads JNA and finds the functions. Only their addresses are kept: JNA keeps a thread for every open library, and libSystem is never unloaded. JNA shares
     * a library between all users with the same options, and closing it closes it for all of them; the option of our own prevents that.
     */
    LibSystem(String library) {
        try (NativeLibrary loaded =
                NativeLibrary.getInstance(library, Map.of("io.github.listeningports", new Object()))) {
            listPids = function(loaded, "proc_listpids");
            pidInfo = function(loaded, "proc_pidinfo");
            fdInfo = function(loaded, "proc_pidfdinfo");
            fileportInfo = function(loaded, "proc_pidfileportinfo");
            pidPath = function(loaded, "proc_pidpath");
            sysctl = function(loaded, "sysctl");
            sysctlByName = function(loaded, "sysctlbyname");
        }
    }

    private static Function function(NativeLibrary library, String name) {
        long address = Pointer.nativeValue(library.getFunction(name));
        return Function.getFunction(new Pointer(address), Function.C_CONVENTION | Function.THROW_LAST_ERROR);
    }

    /** A buffer in the form that these functions take. */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The ids of all processes. */
    int listPids(ByteBuffer direct) {
        return call(listPids, PROC_ALL_PIDS, 0, direct, direct.capacity());
    }

    int pidInfo(int pid, int flavor, ByteBuffer direct) {
        return call(pidInfo, pid, flavor, 0L, direct, direct.capacity());
    }

    int fdInfo(int pid, int descriptor, int flavor, ByteBuffer direct) {
        return call(fdInfo, pid, descriptor, flavor, direct, direct.capacity());
    }

    int fileportInfo(int pid, int fileport, int flavor, ByteBuffer direct) {
        return call(fileportInfo, pid, fileport, flavor, direct, direct.capacity());
    }

    int pidPath(int pid, ByteBuffer direct) {
        return call(pidPath, pid, direct, direct.capacity());
    }

    /**
     * Reads the variable of that name, as sysctlbyname(3).
     *
     * @param value null to read its size only
     * @param size 8 bytes, to which its size is written
     */
    int sysctl(String name, @Nullable ByteBuffer value, ByteBuffer size) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer terminated = buffer(ascii.length + 1).put(0, ascii); // the rest is zero
        size.putLong(0, value == null ? 0 : value.capacity());
        return result(call(sysctlByName, terminated, value, size, null, new NativeLong(0)), size);
    }

    /** Reads a variable by number, as sysctl(3). */
    int sysctl(int first, int second, int third, ByteBuffer value, ByteBuffer size) {
        // By index: JNA passes a buffer from its position on.
        ByteBuffer name =
                buffer(3 * Integer.BYTES).putInt(0, first).putInt(4, second).putInt(8, third);
        size.putLong(0, value.capacity());
        return result(call(sysctl, name, 3, value, size, null, new NativeLong(0)), size);
    }

    private static int result(int returned, ByteBuffer size) {
        return returned < 0 ? returned : (int) Math.max(0, Math.min(Integer.MAX_VALUE, size.getLong(0)));
    }

    private static int call(Function function, @Nullable Object... arguments) {
        try {
            return Math.max(0, function.invokeInt(arguments));
        } catch (LastErrorException e) {
            return -Math.max(1, e.getErrorCode());
        }
    }
}
