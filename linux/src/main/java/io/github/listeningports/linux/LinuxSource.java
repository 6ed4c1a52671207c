package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.NativeTier;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks again and again. What throws, such as an OutOfMemoryError, may leave what earlier looks remember half changed: then the next begins anew. */
final class LinuxSource implements ListeningPortSource {

    private final SnapshotRequest request;
    private final ByteOrder byteOrder;
    private final NativeTier nativeTier;
    private final LongSupplier nanoTime;

    /** Absent during a look, and after one that failed. */
    private @Nullable LinuxLook look;

    /**
     * @param byteOrder the byte order of the machine that /proc belongs to
     * @param nanoTime the clock for the age of remembered owners, and for the request's timeout
     */
    LinuxSource(SnapshotRequest request, ByteOrder byteOrder, NativeTier.Mode mode, LongSupplier nanoTime) {
        this.request = request;
        this.byteOrder = byteOrder;
        this.nanoTime = nanoTime;
        nativeTier = new NativeTier(mode);
        look = anew();
    }

    private LinuxLook anew() {
        return new LinuxLook(request, byteOrder, nativeTier, nanoTime);
    }

    @Override
    public PortSnapshot snapshot() {
        LinuxLook known = look;
        look = null;
        LinuxLook now = known == null ? anew() : known;
        PortSnapshot snapshot = now.snapshot();
        look = now;
        return snapshot;
    }

    /** Holds no system resource between snapshots, but the binding of native methods. */
    @Override
    public void close() {
        nativeTier.close();
    }
}
