package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** An open handle and its closing function. */
public record Handle(Pointer pointer, Function closer) implements AutoCloseable {

    /** Whether a pointer is none, or INVALID_HANDLE_VALUE (handleapi.h): -1 as wide as a pointer, which 32 bits may or may not extend. */
    static boolean isInvalid(@Nullable Pointer pointer, int pointerSize) {
        long value = Pointer.nativeValue(pointer);
        return value == 0 || (pointerSize == Long.BYTES ? value : (int) value) == -1;
    }

    @Override
    public void close() {
        closer.invokeInt(new Object[] {pointer});
    }
}
