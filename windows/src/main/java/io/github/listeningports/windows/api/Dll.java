package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A library of Windows, and its functions by name.
 *
 * <p>JNA opens kernel32 only, and only for a moment: JNA keeps a thread as long as it holds a library, and kernel32 is never unloaded. The others are loaded here, with
 * a reference that is never released, so they stay loaded too; and from the system directory, so that no file of the same name next to the program or in its
 * working directory can replace them.
 */
public final class Dll {

    /** libloaderapi.h: search the system directory only. */
    private static final int LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800;

    private static final int LOAD_WITH_ALTERED_SEARCH_PATH = 0x8;

    /** JNA shares a library among all callers with the same options, and closing it closes it for all: these options make it ours alone. */
    private static final Map<String, String> OWN = Map.of("io.github.listeningports", "windows");

    /** Loads the other libraries. */
    private record Loader(Function loadLibrary, Function getProcAddress) {

        /** Found once, in the thread that loads JNA: whoever opens a library of JNA may start JNA's own thread. */
        static final Loader OF_KERNEL32 = find();

        private static Loader find() {
            try (NativeLibrary kernel32 = NativeLibrary.getInstance("kernel32", OWN)) {
                return new Loader(
                        function(Pointer.nativeValue(kernel32.getFunction("LoadLibraryExW"))),
                        function(Pointer.nativeValue(kernel32.getFunction("GetProcAddress"))));
            }
        }
    }

    private final String name;
    private final Pointer handle;
    private final Loader loader;

    /**
     * Loads a library.
     *
     * @param name the name of a system library, or the path of any
     * @throws UnsatisfiedLinkError if it cannot be loaded
     */
    public Dll(String name) {
        this.name = name;
        loader = Loader.OF_KERNEL32;
        boolean path = name.indexOf('\\') >= 0 || name.indexOf('/') >= 0;
        handle = orFail(
                loader.loadLibrary.invokePointer(arguments(
                        WideText.encode(name),
                        null,
                        path ? LOAD_WITH_ALTERED_SEARCH_PATH : LOAD_LIBRARY_SEARCH_SYSTEM32)),
                "cannot be loaded");
    }

    /**
     * A function of the library.
     *
     * @throws UnsatisfiedLinkError if it has no such function
     */
    public Function function(String functionName) {
        byte[] narrow = (functionName + "\0").getBytes(StandardCharsets.US_ASCII);
        Pointer address = loader.getProcAddress.invokePointer(arguments(handle, WideText.direct(narrow)));
        return function(Pointer.nativeValue(orFail(address, "has no function " + functionName)));
    }

    /** A function of the library; empty if it has no such function. */
    Optional<Function> optionalFunction(String functionName) {
        try {
            return Optional.of(function(functionName));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** The arguments of a call, which may be null. */
    public static @Nullable Object[] arguments(@Nullable Object... arguments) {
        return arguments;
    }

    /** The address of a direct buffer, unsigned like {@link #pointerIn}. */
    static long address(ByteBuffer direct) {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(direct));
        return Native.POINTER_SIZE == Long.BYTES ? address : address & 0xFFFF_FFFFL;
    }

    /** The pointer at an offset. */
    public static long pointerIn(ByteBuffer buffer, int offset) {
        return Native.POINTER_SIZE == Long.BYTES
                ? buffer.getLong(offset)
                : Integer.toUnsignedLong(buffer.getInt(offset));
    }

    private Pointer orFail(@Nullable Pointer pointer, String what) {
        if (pointer == null) {
            throw new UnsatisfiedLinkError(name + " " + what + " (Windows error " + Native.getLastError() + ")");
        }
        return pointer;
    }

    /** With the calling convention of the Windows API (stdcall on 32 bit). */
    private static Function function(long address) {
        return Function.getFunction(new Pointer(address), Function.ALT_CONVENTION);
    }
}
