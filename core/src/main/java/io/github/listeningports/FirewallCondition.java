package io.github.listeningports;

import java.util.Objects;

/**
 * What a {@link FirewallOutcome} depends on beside a packet's source and interface.
 *
 * @param kind what it is
 * @param detail what it is exactly, in English: {@code a rate limit}, {@code the set blocked}. Safe to print
 */
public record FirewallCondition(Kind kind, String detail) {

    /** The kinds of conditions; more may be added. */
    public enum Kind {
        /** How many packets, bytes or connections there were before. */
        RATE_LIMIT,
        /** Whether the source is in a set or a list whose members are not known, because packets or programs change them. */
        UNKNOWN_SET,
        /** The sources are the present members of a set or a list that packets or a program such as fail2ban change all the time. Such changes are no {@link PortChange}. */
        CHANGING_SET,
        /** The packets are those that match a member of a set, which is known and changes only if someone changes it. */
        KNOWN_SET,
        /** A program decides: one behind a queue, an eBPF program, the program that listens. */
        PROGRAM,
        /** Which address of this host the packet is sent to. */
        DESTINATION,
        /** The port that the packet comes from. */
        SOURCE_PORT,
        /** Anything else. */
        OTHER
    }

    public FirewallCondition {
        Objects.requireNonNull(kind, "kind");
        detail = HarmlessText.of(Objects.requireNonNull(detail, "detail"));
    }

    /** The detail. */
    @Override
    public String toString() {
        return detail;
    }
}
