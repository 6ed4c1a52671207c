package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Pointer;

/** An open handle and its closing function. */
public record Handle(Pointer pointer, Function closer) implements AutoCloseable {

    @Override
    public void close() {
        closer.invokeInt(new Object[] {pointer});
    }
}
