package io.github.listeningports.linux.kernel;

import java.nio.ByteOrder;

/** For tests of other rooms: netlink's messages and attributes from bytes that no kernel sent. */
public final class NetlinkFixtures {

    public static final NetlinkAttributes NO_ATTRIBUTES = NetlinkAttributes.NONE;

    private NetlinkFixtures() {}

    /** The attributes in the first so many bytes. */
    public static NetlinkAttributes attributes(byte[] bytes, int length, ByteOrder order) {
        return new NetlinkAttributes(bytes, 0, length, order);
    }

    /** A parser of the answer to one request. */
    public static NetlinkParser parser(int sequence, int headerLength, NetlinkParser.AttributeTaker taker) {
        return new NetlinkParser(sequence, headerLength, taker);
    }

    /** Whether the kernel filters a dump of routes (NETLINK_GET_STRICT_CHK, Linux 4.20). */
    public static boolean filters(NetlinkSocket socket) {
        return socket.filters();
    }
}
