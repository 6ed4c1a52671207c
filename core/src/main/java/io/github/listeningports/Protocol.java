package io.github.listeningports;

import java.util.Locale;

/** The transport protocol of a listening port; more may be added. */
public enum Protocol {
    /** TCP (RFC 9293), including MPTCP (RFC 8684), whose listeners also accept plain TCP. */
    TCP,
    /** UDP (RFC 768). */
    UDP;

    /** {@code tcp} or {@code udp}, as printed by {@code ss} and {@code netstat}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
