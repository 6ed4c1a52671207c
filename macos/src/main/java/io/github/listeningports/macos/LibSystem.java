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
 * The few functions of libSystem that tell of processes and sockets (libproc.h, sysctl(3)). None has variable arguments, which arm64 passes otherwise.
 *
 * <p>Each returns how many bytes it wrote, or the negated error number. The functions of libproc themselves return 0 when they fail, and also when there is
 * nothing to tell; so what matters is errno, which JNA clears before the call.
 */
final class LibSystem {

    /** What every Mac has, and every process has loaded. */
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
     * Loads JNA and finds the functions. Only their addresses are kept: as long as JNA knows a library it keeps a thread for it, and libSystem does not go away.
     * JNA shares a library among those who ask for it with the same options, and closing it would close it for all: so there is an option of our own.
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

    /** A buffer for these functions. */
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
     * The value of that name.
     *
     * @param value null asks for its size
     * @param size 8 bytes: where its size is written to
     */
    int sysctl(String name, @Nullable ByteBuffer value, ByteBuffer size) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer terminated = buffer(ascii.length + 1).put(0, ascii); // the rest is zero
        size.putLong(0, value == null ? 0 : value.capacity());
        return result(call(sysctlByName, terminated, value, size, null, new NativeLong(0)), size);
    }

    /** The same by number. */
    int sysctl(int first, int second, int third, ByteBuffer value, ByteBuffer size) {
        // By index: JNA passes what begins at a buffer's position.
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
