package io.github.listeningports;

import java.util.Locale;

/** The transport protocol of a listening port. */
public enum Protocol {
    /** TCP (RFC 9293), and MPTCP (RFC 8684), whose listeners plain TCP peers reach too. */
    TCP,
    /** UDP (RFC 768). */
    UDP;

    /** The name as {@code ss} and {@code netstat} print it: {@code tcp} or {@code udp}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
