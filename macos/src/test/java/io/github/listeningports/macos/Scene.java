package io.github.listeningports.macos;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scenes for {@link FakeMac}, and short forms of the snapshots taken of them. */
final class Scene {

    static final String ANY = "laddr=00000000000000000000000000000000";
    static final String LOOPBACK = "laddr=0000000000000000000000007f000001";

    /** A process of the caller with a TCP listener, and one of another user with a UDP socket, as on every Mac. */
    private static final List<String> QUIET_MAC = List.of(
            "proc self uid=501 " + path("/usr/bin/java"),
            "proc 100 uid=501 start=1700000000.250000 " + path("/usr/local/bin/web"),
            "sock web lport=8080 uid=501 last=100 qlen=3 qlimit=128 handle=0xa1 gen=11 " + ANY,
            "fd 100 3 sock=web",
            "proc 65 uid=65 denied " + path("/usr/sbin/mDNSResponder"),
            "sock mdns proto=udp lport=5353 uid=65 last=65 handle=0xa2 gen=12 " + ANY,
            "fd 65 7 sock=mdns");

    private Scene() {}

    static void quietMac(String... more) {
        List<String> commands = new ArrayList<>(QUIET_MAC);
        commands.addAll(Arrays.asList(more));
        FakeMac.plays(commands.toArray(String[]::new));
    }

    /** The same, and the caller is root. */
    static void rootsMac(String... more) {
        List<String> commands = new ArrayList<>();
        QUIET_MAC.forEach(
                line -> commands.add(line.replace(" denied", "").replace("proc self uid=501", "proc self uid=0")));
        commands.addAll(Arrays.asList(more));
        FakeMac.plays(commands.toArray(String[]::new));
    }

    static String path(String text) {
        return "path=" + FakeMac.hex(text);
    }

    static List<String> ports(PortSnapshot snapshot) {
        return snapshot.ports().stream().map(ListeningPort::toString).toList();
    }

    static ListeningPort only(PortSnapshot snapshot, int port) {
        List<ListeningPort> found = snapshot.onPort(port);
        if (found.size() != 1) {
            throw new AssertionError("expected one listener on " + port + ", but there are " + snapshot);
        }
        return found.get(0);
    }

    /** The kind, source and count of each diagnostic. */
    static List<String> diagnostics(PortSnapshot snapshot) {
        return snapshot.diagnostics().stream()
                .map(each -> each.kind() + " " + each.source() + " " + each.count())
                .toList();
    }

    /** The message of the only diagnostic of a kind. */
    static String message(PortSnapshot snapshot, Diagnostic.Kind kind) {
        List<String> messages = snapshot.diagnostics().stream()
                .filter(each -> each.kind() == kind)
                .map(Diagnostic::message)
                .toList();
        if (messages.size() != 1) {
            throw new AssertionError("expected one " + kind + " in " + snapshot.diagnostics());
        }
        return messages.get(0);
    }
}
