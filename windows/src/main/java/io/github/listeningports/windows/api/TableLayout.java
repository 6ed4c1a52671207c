package io.github.listeningports.windows.api;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;

/**
 * The offsets of the fields in each table: tcpmib.h, udpmib.h, iprtrmib.h of the Windows SDK, the same for 32 and 64 bit. A table is a row count (4 bytes), then the
 * rows, aligned to 8 bytes where they hold a time.
 */
public enum TableLayout {
    /** MIB_TCPTABLE_OWNER_MODULE. */
    TCP4_MODULE(Protocol.TCP, AddressFamily.IPV4, 6, 8, 160, 0, 4, -1, 8, 20, 24),
    /** MIB_TCP6TABLE_OWNER_MODULE. */
    TCP6_MODULE(Protocol.TCP, AddressFamily.IPV6, 6, 8, 192, 48, 0, 16, 20, 52, 56),
    /** MIB_UDPTABLE_OWNER_MODULE. */
    UDP4_MODULE(Protocol.UDP, AddressFamily.IPV4, 2, 8, 160, -1, 0, -1, 4, 8, 16),
    /** MIB_UDP6TABLE_OWNER_MODULE. */
    UDP6_MODULE(Protocol.UDP, AddressFamily.IPV6, 2, 8, 176, -1, 0, 16, 20, 24, 32),
    /** MIB_TCPTABLE_OWNER_PID. */
    TCP4_PID(Protocol.TCP, AddressFamily.IPV4, 3, 4, 24, 0, 4, -1, 8, 20, -1),
    /** MIB_TCP6TABLE_OWNER_PID. */
    TCP6_PID(Protocol.TCP, AddressFamily.IPV6, 3, 4, 56, 48, 0, 16, 20, 52, -1),
    /** MIB_UDPTABLE_OWNER_PID. */
    UDP4_PID(Protocol.UDP, AddressFamily.IPV4, 1, 4, 12, -1, 0, -1, 4, 8, -1),
    /** MIB_UDP6TABLE_OWNER_PID. */
    UDP6_PID(Protocol.UDP, AddressFamily.IPV6, 1, 4, 28, -1, 0, 16, 20, 24, -1),
    /** MIB_TCPTABLE_OWNER_PID of connections. */
    TCP4_CONNECTIONS(Protocol.TCP, AddressFamily.IPV4, 4, 4, 24, 0, 4, -1, 8, 20, -1),
    /** MIB_TCP6TABLE_OWNER_PID of connections. */
    TCP6_CONNECTIONS(Protocol.TCP, AddressFamily.IPV6, 4, 4, 56, 48, 0, 16, 20, 52, -1),
    /** MIB_TCPTABLE_OWNER_PID of sockets in any state. */
    TCP4_ALL(Protocol.TCP, AddressFamily.IPV4, 5, 4, 24, 0, 4, -1, 8, 20, -1),
    /** MIB_TCP6TABLE_OWNER_PID of sockets in any state. */
    TCP6_ALL(Protocol.TCP, AddressFamily.IPV6, 5, 4, 56, 48, 0, 16, 20, 52, -1);

    public final Protocol protocol;
    public final AddressFamily family;

    /** TCP_TABLE_OWNER_PID_LISTENER 3, TCP_TABLE_OWNER_PID_CONNECTIONS 4, TCP_TABLE_OWNER_PID_ALL 5, TCP_TABLE_OWNER_MODULE_LISTENER 6; UDP_TABLE_OWNER_PID 1, UDP_TABLE_OWNER_MODULE 2 (iprtrmib.h). */
    final int tableClass;

    public final int firstRow;
    public final int rowSize;

    /** Offsets in a row; -1 if it has no such field. */
    public final int state;

    public final int address;
    public final int scope;
    public final int port;
    public final int pid;
    public final int created;

    TableLayout(
            Protocol protocol,
            AddressFamily family,
            int tableClass,
            int firstRow,
            int rowSize,
            int state,
            int address,
            int scope,
            int port,
            int pid,
            int created) {
        this.protocol = protocol;
        this.family = family;
        this.tableClass = tableClass;
        this.firstRow = firstRow;
        this.rowSize = rowSize;
        this.state = state;
        this.address = address;
        this.scope = scope;
        this.port = port;
        this.pid = pid;
        this.created = created;
    }

    /** The state of the wanted rows: MIB_TCP_STATE_LISTEN or MIB_TCP_STATE_ESTAB (tcpmib.h). */
    public int wantedState() {
        return this == TCP4_CONNECTIONS || this == TCP6_CONNECTIONS ? 5 : 2;
    }

    /** Where the other end of a connection is: behind the local port, or the local scope and port. */
    public int remoteAddress() {
        return port + Integer.BYTES;
    }

    /** The table with creation times. */
    public static TableLayout withTimes(Protocol protocol, AddressFamily family) {
        boolean ipv4 = family == AddressFamily.IPV4;
        return switch (protocol) {
            case TCP -> ipv4 ? TCP4_MODULE : TCP6_MODULE;
            case UDP -> ipv4 ? UDP4_MODULE : UDP6_MODULE;
        };
    }

    /** The table without creation times, which is smaller and older. */
    public static TableLayout withoutTimes(Protocol protocol, AddressFamily family) {
        boolean ipv4 = family == AddressFamily.IPV4;
        return switch (protocol) {
            case TCP -> ipv4 ? TCP4_PID : TCP6_PID;
            case UDP -> ipv4 ? UDP4_PID : UDP6_PID;
        };
    }
}
