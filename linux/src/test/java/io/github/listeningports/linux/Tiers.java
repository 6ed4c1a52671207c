package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The same request, served natively or not. */
public final class Tiers {

    /** The firewall is looked at natively only. */
    private static final FirewallStatus NOT_COMPARED = new FirewallStatus(FirewallVerdict.UNKNOWN, "");

    private Tiers() {}

    public static void needNativeCode() {
        Machine.needsLinux();
        Optional<String> whyNot = new NativeTier(Mode.ALWAYS).whyNot();
        Machine.needs(whyNot.isEmpty(), "native code: " + whyNot);
    }

    /**
     * Waits until the thread that JNA starts while it is loaded has ended, half a minute after what it made then was collected: what is alive before a test is not
     * held against it, but what JNA starts again would be.
     */
    static void awaitJnasOwnThread() throws InterruptedException {
        System.gc();
        List<Thread> cleaners = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().contains("JNA"))
                .toList();
        for (Thread each : cleaners) {
            each.join(TimeUnit.SECONDS.toMillis(Machine.PATIENCE_SECONDS));
            assertFalse(each.isAlive(), "JNA's thread stays: " + each);
        }
    }

    public static PortSnapshot look(Mode mode, SnapshotRequest request) {
        return open(mode, request).snapshot();
    }

    /** Verdicts must not depend on the machine's speed, so the firewall has the time that a test has. */
    public static ListeningPortSource open(Mode mode, SnapshotRequest asked) {
        SnapshotRequest request = asked.withFirewallTimeout(Duration.ofSeconds(Machine.PATIENCE_SECONDS));
        return new LinuxSource(request, ByteOrder.nativeOrder(), mode, System::nanoTime);
    }

    /** What both tiers must report alike: all that sock_diag is not alone to report. A new component goes into one of the two groups here. */
    static ListeningPort common(ListeningPort port) {
        return new ListeningPort(
                port.id(),
                port.protocol(),
                port.address(),
                port.scopeId(),
                port.port(),
                port.owners(),
                NOT_COMPARED,
                common(
                        port.socket(),
                        port.address().isAnyLocalAddress() && port.addressText().equals("::")));
    }

    private static SocketDetails common(SocketDetails socket, boolean anyIpv6) {
        OptionalLong cookie = OptionalLong.empty();
        OptionalLong backlog = OptionalLong.empty();
        Optional<String> boundInterface = Optional.empty();
        Optional<Boolean> multipath = Optional.empty();
        return new SocketDetails(
                socket.family(),
                socket.inode(),
                cookie,
                socket.uid(),
                socket.acceptQueue(),
                backlog,
                socket.drops(),
                socket.connections(),
                anyIpv6 ? Optional.empty() : socket.acceptsIpv4(),
                boundInterface,
                multipath,
                socket.networkNamespace(),
                socket.createdAt());
    }

    static List<ListeningPort> common(PortSnapshot snapshot) {
        return snapshot.ports().stream().map(Tiers::common).toList();
    }
}
