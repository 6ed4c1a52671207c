package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * One difference between two snapshots; see {@link PortSnapshot#changesSince}.
 *
 * @param kind what happened
 * @param port the listener as the later snapshot has it; as the earlier one had it if it is {@link Kind#CLOSED}
 * @param before the listener as the earlier snapshot had it; absent if it is {@link Kind#OPENED}
 */
public record PortChange(Kind kind, ListeningPort port, Optional<ListeningPort> before) {

    /** What happened to a listener. */
    public enum Kind {
        /** It is new. */
        OPENED,
        /** It is gone. */
        CLOSED,
        /** Other processes hold it now, or one more, or one less. */
        OWNERS_CHANGED,
        /** The firewall's verdict on it, or the reason, is another now; also if it became known or unknown. */
        FIREWALL_CHANGED
    }

    public PortChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(port, "port");
        if (before.isPresent() == (kind == Kind.OPENED)) {
            throw new IllegalArgumentException(
                    kind + (kind == Kind.OPENED ? " has no listener before" : " needs the listener before"));
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
