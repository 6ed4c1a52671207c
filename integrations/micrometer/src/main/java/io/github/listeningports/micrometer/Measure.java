package io.github.listeningports.micrometer;

import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SocketDetails;
import java.util.OptionalLong;
import java.util.function.Function;

/** What is measured of a listener, or of several with the same tags. */
enum Measure {
    OWNERS("owners", "Processes that hold the socket; 0 if none is visible"),
    EXPOSED("exposed", "1 if another host may reach it, as far as this host's firewall decides"),
    ACCEPT_QUEUE("accept.queue", "Connections that wait for accept"),
    BACKLOG("backlog", "The limit of the accept queue"),
    DROPS("drops", "Datagrams dropped since the socket was created");

    private final String name;
    private final String description;

    Measure(String name, String description) {
        this.name = "listening.ports." + name;
        this.description = description;
    }

    String meterName() {
        return name;
    }

    String description() {
        return description;
    }

    /** Empty if the system does not report it, or it was not requested. */
    OptionalLong of(PortSnapshot ports) {
        return switch (this) {
            case OWNERS -> owners(ports);
            case EXPOSED -> OptionalLong.of(ports.exposed().isEmpty() ? 0 : 1);
            case ACCEPT_QUEUE -> sum(ports, SocketDetails::acceptQueue);
            case BACKLOG -> sum(ports, SocketDetails::backlog);
            case DROPS -> sum(ports, SocketDetails::drops);
        };
    }

    private static OptionalLong owners(PortSnapshot ports) {
        return OptionalLong.of(ports.ports().stream()
                .flatMap(port -> port.owners().stream())
                .mapToLong(ProcessInfo::pid)
                .distinct()
                .count());
    }

    private static OptionalLong sum(PortSnapshot ports, Function<SocketDetails, OptionalLong> detail) {
        return ports.ports().stream()
                .map(port -> detail.apply(port.socket()))
                .flatMapToLong(OptionalLong::stream)
                .reduce(Long::sum);
    }
}
