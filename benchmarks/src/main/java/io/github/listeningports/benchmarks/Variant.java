package io.github.listeningports.benchmarks;

import java.util.Optional;

/** What is compared. Those of a group do the same work, and are compared with the floor, ss and OSHI of their group. */
enum Variant {
    FLOOR(Group.WARM, "the floor, in C"),
    FLOOR_PATHS(Group.WARM, "the floor by whole paths, as in Java, in C"),
    PURE(Group.WARM, "Listening Ports, pure Java"),
    NATIVE(Group.WARM, "Listening Ports, netlink"),
    PARALLEL_PURE(Group.WARM, "Listening Ports, all processors, pure Java"),
    PARALLEL_NATIVE(Group.WARM, "Listening Ports, all processors, netlink"),
    OPEN_PURE(Group.WARM, "kept open, nothing changed, pure Java"),
    OPEN_NATIVE(Group.WARM, "kept open, nothing changed, netlink"),
    OSHI(Group.WARM, "OSHI getConnections"),
    SS(Group.WARM, "ss -Htulnp"),
    NETSTAT(Group.WARM, "netstat -tulnp"),
    LSOF(Group.WARM, "lsof -nP -iTCP -sTCP:LISTEN"),
    PSUTIL(Group.WARM, "psutil net_connections"),
    GOPSUTIL(Group.WARM, "gopsutil net.Connections"),
    LISTENERS(Group.WARM, "listeners::get_all (Rust)"),
    FIRST(Group.FIRST, "first in a fresh JVM: Listening Ports"),
    FIRST_PURE(Group.FIRST, "first in a fresh JVM: Listening Ports, pure Java"),
    FIRST_NATIVE(Group.FIRST, "first in a fresh JVM: Listening Ports, netlink"),
    FIRST_STANDARD(Group.FIRST, "first in a fresh JVM: Listening Ports, with the firewall and details"),
    FIRST_OSHI(Group.FIRST, "first in a fresh JVM: OSHI"),
    FIRST_OSHI_NATIVE_FREE(Group.FIRST, "first in a fresh JVM: OSHI, nativefree"),
    PORTS_FLOOR(Group.PORTS, "sockets only: the floor, in C"),
    PORTS_PURE(Group.PORTS, "sockets only: pure Java"),
    PORTS_NATIVE(Group.PORTS, "sockets only: netlink"),
    MORE_FLOOR(Group.MORE, "sockets only, connections added: the floor, in C"),
    MORE_PURE(Group.MORE, "sockets only, connections added: pure Java"),
    MORE_NATIVE(Group.MORE, "sockets only, connections added: netlink");

    /** What is done, and when. */
    enum Group {
        /** Sockets and their owners, by something that has done it before. */
        WARM,
        /** Sockets and their owners, the first time in the life of a JVM. */
        FIRST,
        /** Sockets alone, on the load. */
        PORTS,
        /** Sockets alone, on the load and many more connections. */
        MORE
    }

    private final Group group;
    private final String label;

    Variant(Group group, String label) {
        this.group = group;
        this.label = label;
    }

    Group group() {
        return group;
    }

    String label() {
        return label;
    }

    /** What the column "x floor" divides by. */
    Optional<Variant> floor() {
        return switch (group) {
            case WARM -> Optional.of(FLOOR);
            case FIRST -> Optional.empty();
            case PORTS -> Optional.of(PORTS_FLOOR);
            case MORE -> Optional.of(MORE_FLOOR);
        };
    }

    /** What the column "x ss" divides by. */
    Optional<Variant> ss() {
        return group == Group.WARM ? Optional.of(SS) : Optional.empty();
    }

    /** What the column "x OSHI" divides by. */
    Optional<Variant> oshi() {
        return switch (group) {
            case WARM -> Optional.of(OSHI);
            case FIRST -> Optional.of(FIRST_OSHI);
            case PORTS, MORE -> Optional.empty();
        };
    }
}
