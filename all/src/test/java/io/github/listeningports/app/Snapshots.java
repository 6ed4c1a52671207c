package io.github.listeningports.app;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Handmade snapshots. */
final class Snapshots {

    private Snapshots() {}

    static PortSnapshot of(ListeningPort... ports) {
        return new PortSnapshot(Instant.EPOCH, List.of(ports), List.of());
    }

    static PortSnapshot with(PortSnapshot snapshot, Diagnostic... diagnostics) {
        return new PortSnapshot(snapshot.takenAt(), snapshot.ports(), List.of(diagnostics));
    }

    static ListeningPort tcp(int port, ProcessInfo... owners) {
        return ListeningPort.builder(Protocol.TCP, address(127, 0, 0, 1), port)
                .owners(List.of(owners))
                .build();
    }

    static ListeningPort udpEverywhere(int port, ProcessInfo... owners) {
        return ListeningPort.builder(Protocol.UDP, address(new int[16]), port)
                .owners(List.of(owners))
                .firewall(new FirewallStatus(FirewallVerdict.ALLOWED, "no rule"))
                .build();
    }

    static ProcessInfo process(long pid, String name, String user) {
        return ProcessInfo.builder(pid)
                .name(name)
                .user(new ProcessUser("1000", Optional.of(user)))
                .build();
    }

    private static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
