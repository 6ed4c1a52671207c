package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Addresses and listeners for tests, made without name lookups. */
final class Samples {

    static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

    private Samples() {}

    /** A numeric address; names are rejected, because they would be looked up. */
    static InetAddress address(String numeric) {
        if (!numeric.matches("[0-9a-f.:]+")) {
            throw new IllegalArgumentException(numeric);
        }
        try {
            return InetAddress.getByName(numeric);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(numeric, e);
        }
    }

    /** An IPv6 address from 32 hexadecimal digits, even if it is IPv4-mapped. */
    static Inet6Address sixBytes(String hex, int scope) {
        try {
            return Inet6Address.getByAddress(null, HexFormat.of().parseHex(hex), scope);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(hex, e);
        }
    }

    /** A listener with what distinguishes it from others: address, port and inode. */
    static ListeningPort tcp(String address, int port, long inode, ProcessInfo... owners) {
        return ListeningPort.builder(Protocol.TCP, address(address), port)
                .socket(SocketDetails.builder(AddressFamily.IPV4).inode(inode).build())
                .owners(List.of(owners))
                .build();
    }

    static ProcessInfo process(long pid, String name) {
        return ProcessInfo.builder(pid).name(name).startedAt(STARTED).build();
    }

    static PortSnapshot snapshot(ListeningPort... ports) {
        return new PortSnapshot(STARTED, List.of(ports), List.of());
    }

    /** The same snapshot with diagnostics of these kinds. */
    static PortSnapshot with(PortSnapshot snapshot, Diagnostic.Kind... kinds) {
        return new PortSnapshot(
                snapshot.takenAt(),
                snapshot.ports(),
                Arrays.stream(kinds)
                        .map(kind -> new Diagnostic(kind, "a table", "made for a test"))
                        .toList());
    }
}
