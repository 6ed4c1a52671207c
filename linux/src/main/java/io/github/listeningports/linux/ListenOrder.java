package io.github.listeningports.linux;

/**
 * Whether a table lists all listening sockets before any other, as Linux does since 4.3, and how far it has been read past them. Older kernels print SYN_RECV rows
 * between listeners, so those decide nothing.
 */
final class ListenOrder {

    private static final int SYN_RECV = 0x03; // include/net/tcp_states.h

    private boolean otherSeen;
    private boolean synReceived;
    private boolean mixed;
    private long otherBytes;

    void addListening() {
        mixed |= otherSeen;
        otherBytes = 0;
    }

    /** A row in another state; a negative state is one that could not be read. */
    void addOther(long state, int length) {
        synReceived |= state == SYN_RECV;
        if (state != SYN_RECV && state >= 0) {
            otherSeen = true;
            otherBytes += length;
        }
    }

    /** Whether a row was seen that is neither listening nor in SYN_RECV: on Linux, no listening row follows it. */
    boolean isPastListening() {
        return otherSeen && !mixed;
    }

    boolean hasSeenOnlyListening() {
        return !otherSeen && !synReceived;
    }

    /** Whether a listening row followed one in another state: the table is not ordered then. */
    boolean isMixed() {
        return mixed;
    }

    /** The bytes of rows in other states since the last listening row, without SYN_RECV. */
    long bytesSinceListening() {
        return otherBytes;
    }
}
