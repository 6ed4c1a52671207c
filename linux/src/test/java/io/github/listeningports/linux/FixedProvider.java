package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.ByteOrder;
import java.util.Optional;

/** The provider of Linux with native code always or never, whatever the property says. */
record FixedProvider(Mode mode) implements ListeningPortProvider {

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Optional<String> whyUnsupported() {
        return Optional.empty();
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        return new LinuxSource(request, ByteOrder.nativeOrder(), mode, System::nanoTime);
    }
}
