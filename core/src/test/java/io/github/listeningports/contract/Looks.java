package io.github.listeningports.contract;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Loopback addresses, made without name lookups, and ways to take and search a snapshot. */
final class Looks {

    static final InetAddress LOOPBACK_4 = address(127, 0, 0, 1);
    static final InetAddress LOOPBACK_6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** The limit of what hangs. A busy machine may take long for anything, and no test fails because of that. */
    static final int PATIENCE_SECONDS = 600;

    private Looks() {}

    /** A port that the system chooses, on 127.0.0.1. */
    static InetSocketAddress anyLoopbackPort() {
        return new InetSocketAddress(LOOPBACK_4, 0);
    }

    /** A single snapshot. */
    static PortSnapshot look(ListeningPortProvider provider, SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(provider, request)) {
            return source.snapshot();
        }
    }

    /** The listeners on an address opened by a test; another process may use the same port on another address. */
    static List<ListeningPort> on(PortSnapshot snapshot, Protocol protocol, InetAddress address, int port) {
        return snapshot.onPort(port).stream()
                .filter(each -> each.protocol() == protocol && each.address().equals(address))
                .toList();
    }

    /** The only listener on an address opened by a test. */
    static ListeningPort only(PortSnapshot snapshot, Protocol protocol, InetAddress address, int port) {
        List<ListeningPort> found = on(snapshot, protocol, address, port);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + protocol + " listener on " + address + " port " + port
                    + ", found " + found + " in " + snapshot);
        }
        return found.get(0);
    }

    /** The same for TCP on 127.0.0.1. */
    static ListeningPort only(PortSnapshot snapshot, int port) {
        return only(snapshot, Protocol.TCP, LOOPBACK_4, port);
    }

    /** Whether a snapshot has a diagnostic of this kind. */
    static boolean reports(PortSnapshot snapshot, Diagnostic.Kind kind) {
        return snapshot.diagnostics().stream().anyMatch(each -> each.kind() == kind);
    }

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
