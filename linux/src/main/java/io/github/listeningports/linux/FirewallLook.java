package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the firewall at most once per snapshot, and only on request. */
final class FirewallLook {

    private final SnapshotRequest request;
    private final FirewallReader reader;
    private final ProcFiles files;

    FirewallLook(SnapshotRequest request, FirewallReader reader, ProcFiles files) {
        this.request = request;
        this.reader = reader;
        this.files = files;
    }

    /** The verdicts on packets to the sockets of these tables, as many as there are until the deadline, or the firewall's own, which begins now. */
    PortJoin.FirewallStatuses of(List<NamespaceSockets> tables, Deadline whole) {
        if (!request.asksForFirewall()) {
            return (table, row) -> Optional.empty();
        }
        Deadline deadline = whole.orAfter(request.firewallTimeout(), "withFirewallTimeout");
        Optional<NamespaceSockets> own =
                tables.stream().filter(NamespaceSockets::isOwn).findFirst();
        boolean loopback = own.stream()
                .flatMap(table -> table.rows().stream())
                .anyMatch(row -> row.address().isLoopbackAddress() && row.address() instanceof Inet4Address);
        LoopbackRouting routing = loopback ? loopbackRouting(deadline) : LoopbackRouting.OFF;
        FirewallEvaluator firewall = own.isPresent() && !own.get().rows().isEmpty()
                ? reader.read(
                        own.get().netDirectory(),
                        own.get().rows().stream().map(FirewallLook::listener).toList(),
                        deadline)
                : FirewallEvaluator.unknown("not examined");
        FirewallEvaluator elsewhere =
                FirewallEvaluator.unknown("rules of other network namespaces are not read: run inside that namespace");
        FirewallEvaluator late = FirewallEvaluator.late(deadline);
        return (table, row) -> {
            if (deadline.isOver()) {
                return Optional.of(late.status(listener(row), true));
            }
            return Optional.of(
                    table.isOwn()
                            ? status(firewall, listener(row), routing)
                            : status(elsewhere, listener(row), LoopbackRouting.UNKNOWN));
        };
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
        Optional<SocketRow.Extras> extras = row.extras();
        boolean v6Only = extras.flatMap(SocketRow.Extras::v6Only).orElse(false);
        int bound = extras.map(SocketRow.Extras::interfaceIndex).orElse(0);
        return new FirewallListener(
                row.protocol(),
                row.address(),
                row.port(),
                row.family() == AddressFamily.IPV6 && row.address().isAnyLocalAddress() && !v6Only,
                extras.isPresent(),
                bound == 0 ? OptionalInt.empty() : OptionalInt.of(bound),
                extras.map(SocketRow.Extras::cgroup).orElseGet(OptionalLong::empty));
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
