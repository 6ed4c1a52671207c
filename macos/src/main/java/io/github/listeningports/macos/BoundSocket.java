package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A socket on a port, in any state, as pcblist_n lists it.
 *
 * @param row its local end
 * @param state of TCP (bsd/netinet/tcp_fsm.h); 0 for UDP
 * @param remote the other end, if it is connected
 * @param options so_options (bsd/sys/socket.h)
 */
record BoundSocket(SocketRow row, int state, Optional<InetAddress> remote, int options) {

    static final int SO_REUSEADDR = 0x4;
    static final int SO_REUSEPORT = 0x200;

    private static final int LISTEN = 1;
    private static final int TIME_WAIT = 10;

    /** TCPS_CLOSED and so on, from 0 on. */
    private static final List<String> STATES = List.of(
            "BOUND",
            "LISTEN",
            "SYN_SENT",
            "SYN_RECEIVED",
            "ESTABLISHED",
            "CLOSE_WAIT",
            "FIN_WAIT_1",
            "CLOSING",
            "LAST_ACK",
            "FIN_WAIT_2",
            "TIME_WAIT");

    boolean isListener() {
        return remote.isEmpty() && (row.protocol() == Protocol.UDP || state == LISTEN);
    }

    /** Whether it is the rest of a connection, which no process holds. */
    boolean isTimeWait() {
        return row.protocol() == Protocol.TCP && state == TIME_WAIT;
    }

    boolean isAnyAddress() {
        return row.address().isAnyLocalAddress();
    }

    /** Whether it was made for IPv6, whatever its address. */
    boolean isOfIpv6() {
        return row.family() == AddressFamily.IPV6;
    }

    String stateName() {
        if (row.protocol() == Protocol.UDP) {
            return remote.isPresent() ? "CONNECTED" : "";
        }
        return state >= 0 && state < STATES.size() ? STATES.get(state) : "state " + state;
    }
}
