package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A library of Windows, and its functions by name.
 *
 * <p>JNA opens kernel32 only, and only for a moment: as long as JNA knows a library it keeps a thread for it, and kernel32 never goes away. The others are loaded here,
 * by a reference that is never given back, so that they stay too; and from the system's own directory, so that no file of the same name beside the program or in its
 * working directory can take their place.
 */
public final class Dll {

    /** libloaderapi.h: only the system's own directory. */
    private static final int LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800;

    private static final int LOAD_WITH_ALTERED_SEARCH_PATH = 0x8;

    /** JNA shares a library among those who ask for it with the same options, and closing it closes it for all: so there is one of our own. */
    private static final Map<String, String> OWN = Map.of("io.github.listeningports", "windows");

    /** What opens the others. */
    private record Loader(Function loadLibrary, Function getProcAddress) {

        static Loader find() {
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
     * @param name of a library of the system, or the path of one
     * @throws UnsatisfiedLinkError if it cannot be loaded
     */
    public Dll(String name) {
        this.name = name;
        loader = Loader.find();
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
     * @throws UnsatisfiedLinkError if there is none of that name
     */
    public Function function(String functionName) {
        byte[] narrow = (functionName + "\0").getBytes(StandardCharsets.US_ASCII);
        Pointer address = loader.getProcAddress.invokePointer(arguments(handle, WideText.direct(narrow)));
        return function(Pointer.nativeValue(orFail(address, "has no function " + functionName)));
    }

    /** An array of what may be null. */
    public static @Nullable Object[] arguments(@Nullable Object... arguments) {
        return arguments;
    }

    /** Where a direct buffer begins. */
    static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
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

    /** By the convention of the Windows API (stdcall on 32 bit). */
    private static Function function(long address) {
        return Function.getFunction(new Pointer(address), Function.ALT_CONVENTION);
    }
}
