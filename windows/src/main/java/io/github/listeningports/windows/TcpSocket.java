package io.github.listeningports.windows;

import java.net.InetAddress;
import java.util.List;

/**
 * A TCP socket that does not listen.
 *
 * @param row its local end
 * @param state MIB_TCP_STATE (tcpmib.h)
 * @param remote the other end; any address if there is none
 */
record TcpSocket(SocketRow row, int state, InetAddress remote) {

    static final int LISTEN = 2;
    private static final int TIME_WAIT = 11;

    /** By their numbers, from 1 on. */
    private static final List<String> STATES = List.of(
            "CLOSED",
            "LISTEN",
            "SYN_SENT",
            "SYN_RECEIVED",
            "ESTABLISHED",
            "FIN_WAIT_1",
            "FIN_WAIT_2",
            "CLOSE_WAIT",
            "CLOSING",
            "LAST_ACK",
            "TIME_WAIT",
            "DELETE_TCB");

    /** Whether it is bound, and neither connected nor connecting: CLOSED, or the 100 of Get-NetTCPConnection, which is Bound. */
    boolean isBound() {
        return state == 1 || state == 100 || remote.isAnyLocalAddress();
    }

    boolean isTimeWait() {
        return state == TIME_WAIT;
    }

    String stateName() {
        if (isBound()) {
            return "BOUND";
        }
        return state >= 1 && state <= STATES.size() ? STATES.get(state - 1) : "state " + state;
    }
}
