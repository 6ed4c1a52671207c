package io.github.listeningports.linux.bind;

import java.util.List;

/** The states of TCP (include/net/tcp_states.h), by their numbers there. UDP uses two of them: ESTABLISHED if connected, otherwise CLOSE. */
public enum SocketState {
    UNKNOWN,
    ESTABLISHED,
    SYN_SENT,
    SYN_RECV,
    FIN_WAIT1,
    FIN_WAIT2,
    TIME_WAIT,
    /** Bound, and neither connected nor listening. */
    CLOSE,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING,
    NEW_SYN_RECV;

    private static final List<SocketState> VALUES = List.of(values());

    static SocketState of(int number) {
        return number > 0 && number < VALUES.size() ? VALUES.get(number) : UNKNOWN;
    }

    /** The bits of idiag_states for all sockets that hold a port: all but requests for a connection, which their listener holds. Bit 13 is BOUND_INACTIVE, since Linux 6.8. */
    static int holdingAPort() {
        return ~(1 << VALUES.indexOf(SYN_RECV) | 1 << VALUES.indexOf(NEW_SYN_RECV));
    }

    boolean holdsAPort() {
        return this != SYN_RECV && this != NEW_SYN_RECV;
    }
}
