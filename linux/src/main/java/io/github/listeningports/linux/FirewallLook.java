package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.NamespaceThread;
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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the firewall at most once per snapshot. A request without it does without its classes. */
final class FirewallLook {

    private static final Optional<Boolean> V6_ONLY = Optional.of(true);

    private final SnapshotRequest request;
    private final NativeTier nativeTier;
    private final FirewallReader reader;

    FirewallLook(SnapshotRequest request, ProcFiles files, NativeTier nativeTier) {
        this.request = request;
        this.nativeTier = nativeTier;
        reader = new FirewallReader(request, files, nativeTier);
    }

    /** Whether the rules can be read, which makes native code worth loading. */
    boolean isPossible() {
        return reader.isPossible();
    }

    /** The verdicts on packets to the sockets of these tables, as many as there are until the deadline, or the firewall's own, which begins now. */
    PortJoin.FirewallStatuses of(List<NamespaceSockets> tables, Deadline whole) {
        Deadline deadline = whole.orAfter(request.firewallTimeout(), "withFirewallTimeout");
        IdentityHashMap<NamespaceSockets, View> views = new IdentityHashMap<>();
        for (NamespaceSockets table : tables) {
            if (table.isOwn()) {
                views.put(table, own(table, deadline));
            }
        }
        for (NamespaceSockets table : tables) {
            if (!table.isOwn()) {
                views.put(table, other(table, deadline));
            }
        }
        return new Verdicts(views, deadline);
    }

    /** Those of one snapshot. */
    private final class Verdicts implements PortJoin.FirewallStatuses {

        private final IdentityHashMap<NamespaceSockets, View> views;
        private final Deadline deadline;

        Verdicts(IdentityHashMap<NamespaceSockets, View> views, Deadline deadline) {
            this.views = views;
            this.deadline = deadline;
        }

        @Override
        public FirewallStatus of(NamespaceSockets table, SocketRow row) {
            if (deadline.isOver()) {
                return FirewallEvaluator.late(deadline).status(listener(row), true);
            }
            View view = Objects.requireNonNull(views.get(table));
            return status(view, table, view.rows().getOrDefault(row.inode(), row));
        }
    }

    /**
     * What decides in a network namespace.
     *
     * @param rows the sockets as sock_diag reports them there, by their inodes; none where the table already has what it reports
     */
    private record View(FirewallEvaluator firewall, LoopbackRouting routing, Map<Long, SocketRow> rows) {}

    private View own(NamespaceSockets table, Deadline deadline) {
        LoopbackRouting routing = loopbackRouting(table.rows(), deadline);
        FirewallEvaluator firewall = table.rows().isEmpty()
                ? FirewallEvaluator.unknown("not examined")
                : reader.read(table.netDirectory(), listeners(table.rows()), deadline);
        return new View(firewall, routing, Map.of());
    }

    /** Another one is entered, by a thread of our own; nothing of it is remembered, because another namespace may be called the same next time. */
    private View other(NamespaceSockets table, Deadline deadline) {
        if (deadline.isOver()) {
            return unknown(deadline.reason());
        }
        Optional<String> whyNot = table.rows().isEmpty() ? Optional.of("not examined") : reader.whyNot();
        if (whyNot.isPresent()) {
            return unknown(whyNot.get() + "; or run inside its network namespace");
        }
        try {
            return new NamespaceThread(nativeTier.libc())
                    .in(
                            table.namespace().map(NetworkNamespace::id).orElse(0L),
                            table.view().netDirectories(),
                            () -> inside(table, deadline),
                            deadline);
        } catch (IOException e) {
            return unknown("its network namespace cannot be entered, which requires CAP_SYS_ADMIN and CAP_SYS_PTRACE: "
                    + e.getMessage() + "; run inside it");
        }
    }

    private static View unknown(String why) {
        return new View(FirewallEvaluator.unknown(why), LoopbackRouting.UNKNOWN, Map.of());
    }

    private View inside(NamespaceSockets table, Deadline deadline) {
        Map<Long, SocketRow> rows = new HashMap<>();
        try {
            for (SocketRow row : new SocketDiagReader(request, nativeTier.libc())
                    .read(deadline)
                    .rows()) {
                rows.put(row.inode(), row);
            }
        } catch (IOException e) {
            rows.clear(); // /proc suffices for all verdicts but ALLOWED
        }
        rows.remove(0L); // no inode
        List<SocketRow> known = new ArrayList<>();
        for (SocketRow row : table.rows()) {
            known.add(rows.getOrDefault(row.inode(), row));
        }
        FirewallEvaluator firewall = new FirewallReader(request, new ProcFiles(), nativeTier)
                .read(NamespaceThread.INSIDE, listeners(known), deadline);
        return new View(firewall, loopbackRouting(known, deadline), rows);
    }

    private static List<FirewallListener> listeners(List<SocketRow> rows) {
        List<FirewallListener> listeners = new ArrayList<>();
        for (SocketRow row : rows) {
            listeners.add(listener(row));
        }
        return listeners;
    }

    private FirewallStatus status(View view, NamespaceSockets table, SocketRow row) {
        FirewallListener listener = listener(row);
        FirewallStatus routed = status(view, table, listener, view.routing() != LoopbackRouting.OFF);
        if (view.routing() != LoopbackRouting.UNKNOWN || routed.equals(status(view, table, listener, false))) {
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

    private static FirewallStatus status(
            View view, NamespaceSockets table, FirewallListener listener, boolean loopbackIsRouted) {
        return table.isOwn()
                ? view.firewall().status(listener, loopbackIsRouted)
                : view.firewall().statusElsewhere(listener, loopbackIsRouted);
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

    private static boolean haveLoopback(List<SocketRow> rows) {
        for (SocketRow row : rows) {
            if (row.address().isLoopbackAddress() && row.address() instanceof Inet4Address) {
                return true;
            }
        }
        return false;
    }

    /** It matters to sockets on 127.0.0.0/8 alone. */
    private LoopbackRouting loopbackRouting(List<SocketRow> rows, Deadline deadline) {
        if (!haveLoopback(rows)) {
            return LoopbackRouting.OFF;
        }
        if (!showsOwnNamespace()) {
            return LoopbackRouting.UNKNOWN;
        }
        LoopbackRouting routing = LoopbackRouting.UNKNOWN; // an empty directory shows nothing: "all" is always there
        Path directory = request.procRoot().resolve("sys/net/ipv4/conf");
        try (DirectoryStream<Path> interfaces = ProcFiles.list(directory)) {
            for (Path each : interfaces) {
                if (deadline.isOver()) {
                    return LoopbackRouting.UNKNOWN;
                }
                if (each.endsWith("default")) {
                    continue; // the initial value for new interfaces
                }
                byte[] value = new ProcFiles()
                        .readIfPossible(each.resolve("route_localnet"))
                        .orElse(new byte[0]);
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
