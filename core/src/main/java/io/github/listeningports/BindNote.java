package io.github.listeningports;

import java.util.Objects;

/**
 * What is good to know about a port beside what refuses it: why it may not stay free, what was not seen, what would help.
 *
 * @param kind what it is about
 * @param message what it is, in English, without a full stop. Safe to print
 */
public record BindNote(Kind kind, String message) {

    /** The kinds of notes; more may be added. */
    public enum Kind {
        /** The port is in the range from which the system takes ports for outgoing connections and for port 0: any of these can take it at any time. */
        EPHEMERAL_PORT,
        /** The port is kept from those, as {@code net.ipv4.ip_local_reserved_ports} does; whoever names it can bind to it. */
        RESERVED_PORT,
        /** The system chooses the port. */
        ANY_PORT,
        /** SO_REUSEADDR would help. */
        REUSE_ADDRESS_HELPS,
        /** SO_REUSEPORT would help. */
        REUSE_PORT_HELPS,
        /** Another socket holds the same port and gets a part of the connections or datagrams, or all of them. */
        SHARED_PORT,
        /** What this program cannot see, and the right that it takes. */
        NOT_SEEN,
        /** Anything else. */
        OTHER
    }

    public BindNote {
        Objects.requireNonNull(kind, "kind");
        message = HarmlessText.of(message);
        if (message.isBlank()) {
            throw new IllegalArgumentException("a note needs a message");
        }
    }

    /** The message. */
    @Override
    public String toString() {
        return message;
    }
}
