package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * One difference between two snapshots; see {@link PortSnapshot#changesSince}.
 *
 * @param kind what happened
 * @param port the listener in the later snapshot; in the earlier one for {@link Kind#CLOSED}
 * @param before the listener in the earlier snapshot: the same as {@code port} for {@link Kind#CLOSED}, absent for {@link Kind#OPENED}
 */
public record PortChange(Kind kind, ListeningPort port, Optional<ListeningPort> before) {

    /** What happened to a listener; more may be added. */
    public enum Kind {
        /** The listener is new. */
        OPENED,
        /** The listener is gone. */
        CLOSED,
        /** The set of processes that hold the socket changed. */
        OWNERS_CHANGED,
        /**
         * The firewall's verdict changed, also if it became known or unknown, or what happens to which sources, by which interface or under which condition. Other handles or
         * comments of the same rules, and the members of a list that packets or a program change ({@link FirewallCondition.Kind#CHANGING_SET}), are no change.
         */
        FIREWALL_CHANGED
    }

    public PortChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(port, "port");
        if (before.isPresent() == (kind == Kind.OPENED)) {
            throw new IllegalArgumentException(
                    kind + (kind == Kind.OPENED ? " takes no earlier listener" : " requires the earlier listener"));
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case OPENED, CLOSED -> kind + " " + port;
            case OWNERS_CHANGED ->
                kind + " " + port + ", before "
                        + before.map(ListeningPort::owners).orElseThrow();
            case FIREWALL_CHANGED ->
                kind + " " + port + ": " + port.firewall() + ", before "
                        + before.map(ListeningPort::firewall).orElseThrow();
        };
    }
}
