package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Listening ports of Linux, from proc(5).
 *
 * <p>Complete for sockets, owners and processes without native code. What /proc does not tell is absent: {@code backlog}, {@code cookie},
 * {@code boundInterface}, {@code multipath}, {@code connections}, and {@code acceptsIpv4} of a socket on {@code ::}.
 *
 * <p>Without privilege the ports of all users are seen, and the owners of the caller's own sockets. The owners of other users' sockets
 * take root, or CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH (capabilities(7)).
 */
public final class LinuxListeningPortProvider implements ListeningPortProvider {

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Optional<String> whyUnsupported() {
        String system = System.getProperty("os.name");
        return "Linux".equals(system) ? Optional.empty() : Optional.of("this is " + system + ", not Linux");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        return new LinuxSource(request, ByteOrder.nativeOrder(), NativeTier.Mode.ofProperty(), System::nanoTime);
    }
}
