package io.github.listeningports.linux.bind;

/** Whether this machine has an address. */
enum LocalAddress {
    YES,
    NO,
    /** It has, but whether another host on the link has it too is still being found out (RFC 4862). */
    TENTATIVE,
    /** The tables cannot be read. */
    UNKNOWN
}
