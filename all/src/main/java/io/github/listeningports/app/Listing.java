package io.github.listeningports.app;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints the ports that are there now: the list on standard output, what is to be said about it on standard error. */
final class Listing {

    /** The limits of ALLOWED. */
    private static final String PROMISE = "FIREWALL covers this machine's own rules for packets from other hosts,"
            + " not firewalls on the path, cloud rules, SELinux and the like.";

    private final Options options;
    private final Function<SnapshotRequest, PortSnapshot> ports;
    private final Output out;
    private final Output err;

    Listing(Options options, Function<SnapshotRequest, PortSnapshot> ports, Output out, Output err) {
        this.options = options;
        this.ports = ports;
        this.out = out;
        this.err = err;
    }

    int run() {
        Optional<InetAddress> client = Optional.empty();
        if (options.from != null) {
            client = AddressParser.address(options.from);
            if (client.isEmpty()) {
                err.print(List.of("not an IP address: " + options.from, "Try --help."));
                return Main.BAD_ARGUMENTS;
            }
        }
        SnapshotRequest request = request(options);
        PortSnapshot snapshot = ports.apply(tellsStories() ? withStories(request) : request);
        List<ListeningPort> listed = listed(snapshot);
        if (options.json) {
            out.write(JsonWriter.document(snapshot, listed));
        } else {
            print(snapshot, listed, client);
        }
        return status(snapshot);
    }

    /** Whether to say why each owner is there. */
    private boolean tellsStories() {
        return options.json || options.wide || !options.ports().isEmpty();
    }

    private static SnapshotRequest withStories(SnapshotRequest request) {
        return request.withAncestors().withWorkingDirectories().withContainerNames();
    }

    /** What the options ask for. */
    static SnapshotRequest request(Options options) {
        SnapshotRequest request = SnapshotRequest.standard().withParallelism(options.threads());
        if (options.tcp != options.udp) {
            request = request.withProtocols(options.tcp ? Protocol.TCP : Protocol.UDP);
        }
        return options.ports().isEmpty()
                ? request
                : request.withPorts(options.ports().stream()
                        .flatMapToInt(PortRange::ports)
                        .distinct()
                        .toArray());
    }

    private List<ListeningPort> listed(PortSnapshot snapshot) {
        return options.exposed ? snapshot.exposed() : snapshot.ports();
    }

    private void print(PortSnapshot snapshot, List<ListeningPort> listed, Optional<InetAddress> client) {
        out.printLines(new PortTable(options.wide, client, out.columns()).lines(listed));
        if (!options.ports().isEmpty()) {
            out.print(reasons(listed));
        }
        if (tellsStories()) {
            out.print(OwnerStory.of(listed));
        }
        err.print(remarks(snapshot, listed));
    }

    /** An empty line, and the reason for the firewall's verdict on each port; nothing if there are none. */
    static List<String> reasons(List<ListeningPort> listed) {
        List<String> lines = new ArrayList<>();
        for (ListeningPort port : listed) {
            if (lines.isEmpty()) {
                lines.add("");
            }
            lines.add(port.protocol() + " " + port.addressText() + " " + port.port() + " is "
                    + PortTable.words(port.firewall().verdict()) + ": "
                    + port.firewall().reason());
        }
        return lines;
    }

    /** What a reader of the list has to know, after an empty line; nothing if all is well. */
    static List<String> remarks(PortSnapshot snapshot, List<ListeningPort> listed) {
        List<String> lines = new ArrayList<>(List.of(""));
        if (listed.stream().anyMatch(Listing::letsIn)) {
            lines.add(PROMISE);
        }
        snapshot.diagnostics().stream().map(Diagnostic::toString).forEach(lines::add);
        return lines.size() == 1 ? List.of() : lines;
    }

    private int status(PortSnapshot snapshot) {
        int status = Main.OK;
        String missing = options.ports().stream()
                .filter(range -> snapshot.ports().stream().noneMatch(port -> range.contains(port.port())))
                .map(PortRange::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            err.print("nothing listens on port " + missing
                    + (snapshot.isComplete() ? "" : ", but the list of ports is not complete"));
            status = Main.NO_LISTENER;
        }
        return options.fail && !passesAudit(snapshot) ? Main.EXPOSED : status;
    }

    /** Only what is known not to be open to the Internet passes, and what is allowed to be. */
    private boolean passesAudit(PortSnapshot snapshot) {
        List<String> faults = new ArrayList<>();
        for (ListeningPort port : snapshot) {
            InternetExposure exposure = port.firewall().internetExposure();
            if (exposure != InternetExposure.NO && !options.isAllowed(port.port())) {
                faults.add("--fail: " + port + " is open to the Internet: " + PortTable.words(exposure));
            }
        }
        if (!snapshot.isComplete()) {
            faults.add("--fail: the list of ports is not complete");
        }
        err.print(faults);
        return faults.isEmpty();
    }

    private static boolean letsIn(ListeningPort port) {
        return switch (port.firewall().verdict()) {
            case ALLOWED, RESTRICTED -> true;
            case BLOCKED, REDIRECTED, NOT_EXPOSED, UNKNOWN -> false;
        };
    }
}
