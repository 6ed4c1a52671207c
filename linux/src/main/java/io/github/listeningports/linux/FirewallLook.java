package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the firewall at most once per snapshot, and only on request. */
final class FirewallLook {

    private static final Optional<Boolean> V6_ONLY = Optional.of(true);

    private final SnapshotRequest request;
    private final ProcFiles files;
    private final Optional<FirewallReader> reader;

    FirewallLook(SnapshotRequest request, ProcFiles files, NativeTier nativeTier) {
        this.request = request;
        this.files = files;
        reader = request.asksForFirewall()
                ? Optional.of(new FirewallReader(request, files, nativeTier))
                : Optional.empty();
    }

    /** Whether the rules are requested and can be read, which makes native code worth loading. */
    boolean isPossible() {
        return reader.isPresent() && reader.get().isPossible();
    }

    /** The verdicts on packets to the sockets of these tables, as many as there are until the deadline, or the firewall's own, which begins now; empty if not requested. */
    Optional<PortJoin.FirewallStatuses> of(List<NamespaceSockets> tables, Deadline whole) {
        if (reader.isEmpty()) {
            return Optional.empty();
        }
        Deadline deadline = whole.orAfter(request.firewallTimeout(), "withFirewallTimeout");
        LoopbackRouting routing = LoopbackRouting.OFF;
        FirewallEvaluator firewall = FirewallEvaluator.unknown("not examined");
        for (NamespaceSockets table : tables) {
            if (table.isOwn() && !table.rows().isEmpty()) {
                routing = haveLoopback(table.rows()) ? loopbackRouting(deadline) : LoopbackRouting.OFF;
                firewall = reader.get().read(table.netDirectory(), listeners(table.rows()), deadline);
            }
        }
        return Optional.of(new Verdicts(firewall, routing, deadline));
    }

    private static boolean haveLoopback(List<SocketRow> rows) {
        for (SocketRow row : rows) {
            if (row.address().isLoopbackAddress() && row.address() instanceof Inet4Address) {
                return true;
            }
        }
        return false;
    }

    private static List<FirewallListener> listeners(List<SocketRow> rows) {
        List<FirewallListener> listeners = new ArrayList<>();
        for (SocketRow row : rows) {
            listeners.add(listener(row));
        }
        return listeners;
    }

    /** Those of one snapshot. */
    private final class Verdicts implements PortJoin.FirewallStatuses {

        private final FirewallEvaluator firewall;
        private final FirewallEvaluator elsewhere =
                FirewallEvaluator.unknown("rules of other network namespaces are not read: run inside that namespace");
        private final LoopbackRouting routing;
        private final Deadline deadline;

        Verdicts(FirewallEvaluator firewall, LoopbackRouting routing, Deadline deadline) {
            this.firewall = firewall;
            this.routing = routing;
            this.deadline = deadline;
        }

        @Override
        public FirewallStatus of(NamespaceSockets table, SocketRow row) {
            if (deadline.isOver()) {
                return FirewallEvaluator.late(deadline).status(listener(row), true);
            }
            return table.isOwn()
                    ? status(firewall, listener(row), routing)
                    : status(elsewhere, listener(row), LoopbackRouting.UNKNOWN);
        }
    }

    private FirewallStatus status(FirewallEvaluator firewall, FirewallListener listener, LoopbackRouting routing) {
        FirewallStatus routed = firewall.status(listener, routing != LoopbackRouting.OFF);
        if (routing != LoopbackRouting.UNKNOWN || routed.equals(firewall.status(listener, false))) {
            return routed;
        }
        boolean matters =
                routed.verdict() != FirewallVerdict.BLOCKED && routed.verdict() != FirewallVerdict.NOT_EXPOSED;
        return matters
                ? new FirewallStatus(
                        FirewallVerdict.UNKNOWN,
                        "bound to loopback, but neighbours may reach it: whether an interface has route_localnet cannot be"
                                + " read from "
                                + request.procRoot().resolve("sys/net")
                                + " (hidden by subset=pid or ProcSubset=pid, or of another network namespace)")
                : FirewallStatus.LOOPBACK;
    }

    private static FirewallListener listener(SocketRow row) {
        boolean any = row.family() == AddressFamily.IPV6 && row.address().isAnyLocalAddress();
        if (row.extras().isEmpty()) {
            return new FirewallListener(
                    row.protocol(), row.address(), row.port(), any, false, OptionalInt.empty(), OptionalLong.empty());
        }
        SocketRow.Extras extras = row.extras().get();
        int bound = extras.interfaceIndex();
        return new FirewallListener(
                row.protocol(),
                row.address(),
                row.port(),
                any && !extras.v6Only().equals(V6_ONLY),
                true,
                bound == 0 ? OptionalInt.empty() : OptionalInt.of(bound),
                extras.cgroup());
    }

    /** Whether an interface accepts packets to 127.0.0.0/8 (Documentation/networking/ip-sysctl.rst, route_localnet). */
    private enum LoopbackRouting {
        OFF,
        ON,
        UNKNOWN
    }

    private LoopbackRouting loopbackRouting(Deadline deadline) {
        if (!showsOwnNamespace()) {
            return LoopbackRouting.UNKNOWN;
        }
        LoopbackRouting routing = LoopbackRouting.UNKNOWN; // an empty directory shows nothing: "all" is always there
        Path directory = request.procRoot().resolve("sys/net/ipv4/conf");
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(directory)) {
            for (Path each : interfaces) {
                if (deadline.isOver()) {
                    return LoopbackRouting.UNKNOWN;
                }
                if (each.endsWith("default")) {
                    continue; // the initial value for new interfaces
                }
                byte[] value =
                        files.readIfPossible(each.resolve("route_localnet")).orElse(new byte[0]);
                if (value.length > 0 && value[0] != '0') {
                    return LoopbackRouting.ON;
                }
                if (value.length > 0) {
                    routing = LoopbackRouting.OFF;
                } else if (!Files.notExists(each)) {
                    return LoopbackRouting.UNKNOWN; // not an interface that has just been removed
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return LoopbackRouting.UNKNOWN;
        }
        return routing;
    }

    /** Whatever /proc it is looked up in, sys/net shows the network namespace of the reading thread (net/sysctl_net.c net_ctl_header_lookup). */
    private boolean showsOwnNamespace() {
        if (request.procRoot().equals(ProcFiles.DEFAULT_ROOT)) {
            return true;
        }
        OptionalLong mine = ProcFiles.inode(ProcFiles.DEFAULT_ROOT.resolve("thread-self/net/dev"));
        return mine.isPresent()
                && mine.equals(ProcFiles.inode(request.procRoot().resolve("1/net/dev")));
    }
}
