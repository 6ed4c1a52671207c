package io.github.listeningports.linux;

import java.util.function.LongSupplier;

/** {@link System#nanoTime()}. No lambda: the first one of a JVM takes milliseconds. */
final class SystemClock implements LongSupplier {

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
