package io.github.listeningports.linux.kernel;

import io.github.listeningports.AddressFamily;

/** Constants of the socket API, under their headers' names. */
public final class SocketConstant {

    /** Address families (sys/socket.h), of routes and sock_diag's messages too. */
    public static final int AF_INET = 2;

    public static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;

    /** Types of sockets (sys/socket.h); SOCK_CLOEXEC differs on alpha, mips and sparc, which Java no longer supports. */
    public static final int SOCK_DGRAM = 2;

    static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;

    /** Protocols, and levels of options (netinet/in.h). */
    public static final int IPPROTO_IP = 0;

    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;

    /** The request and the messages of sock_diag (linux/sock_diag.h). */
    public static final int SOCK_DIAG_BY_FAMILY = 20;

    private SocketConstant() {}

    /** AF_INET or AF_INET6. */
    public static int addressFamily(AddressFamily family) {
        return family == AddressFamily.IPV4 ? AF_INET : AF_INET6;
    }
}
