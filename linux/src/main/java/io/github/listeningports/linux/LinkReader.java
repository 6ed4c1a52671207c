package io.github.listeningports.linux;

import java.io.IOException;
import java.nio.ByteOrder;

/** Asks rtnetlink(7) for the interfaces of this namespace and their addresses. */
final class LinkReader {

    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETQDISC = 38;

    private final LibC libc;
    private final int patienceMillis;

    LinkReader(LibC libc, int patienceMillis) {
        this.libc = libc;
        this.patienceMillis = patienceMillis;
    }

    LocalNetwork read() throws IOException {
        LinkParser parser = new LinkParser(ByteOrder.nativeOrder());
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.ROUTE, patienceMillis)) {
            dump.ask(
                    RTM_GETLINK,
                    true,
                    NetlinkDump.body(LinkParser.LINK_HEADER, 0),
                    LinkParser.LINK_HEADER,
                    parser::takeLink);
            dump.ask(
                    RTM_GETADDR,
                    true,
                    NetlinkDump.body(LinkParser.ADDRESS_HEADER, 0),
                    LinkParser.ADDRESS_HEADER,
                    parser::takeAddress);
            dump.ask(
                    RTM_GETQDISC,
                    true,
                    NetlinkDump.body(LinkParser.QDISC_HEADER, 0),
                    LinkParser.QDISC_HEADER,
                    parser::takeQdisc);
        }
        return parser.network();
    }
}
