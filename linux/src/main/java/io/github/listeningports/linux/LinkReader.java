package io.github.listeningports.linux;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.function.Predicate;

/** Asks rtnetlink(7) for the interfaces of this namespace, their addresses, and what else is this machine's. */
final class LinkReader {

    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETQDISC = 38;

    private static final int MAX_LOOKS = 5;

    private final LibC libc;
    private final int patienceMillis;
    private final Predicate<NetworkLink> filtered;

    /** @param filtered whether something that rtnetlink does not tell of sees an interface's packets before netfilter does */
    LinkReader(LibC libc, int patienceMillis, Predicate<NetworkLink> filtered) {
        this.filtered = filtered;
        this.libc = libc;
        this.patienceMillis = patienceMillis;
    }

    LocalNetwork read() throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.ROUTE, patienceMillis)) {
            for (int i = 0; i < MAX_LOOKS; i++) {
                LinkParser parser = new LinkParser(ByteOrder.nativeOrder());
                boolean settled = ask(dump, RTM_GETLINK, LinkParser.LINK_HEADER, parser::takeLink);
                settled &= ask(dump, RTM_GETADDR, LinkParser.ADDRESS_HEADER, parser::takeAddress);
                settled &= ask(dump, RTM_GETQDISC, LinkParser.QDISC_HEADER, parser::takeQdisc);
                settled &= askForLocalRoutes(parser);
                if (settled) {
                    return parser.network(filtered);
                }
            }
        }
        throw new IOException("network interfaces changed faster than they could be read");
    }

    /** Linux before 4.20 would tell all routes, of which there can be a million: there, addresses of interfaces are all that is known to be this machine's. */
    private boolean askForLocalRoutes(LinkParser parser) throws IOException {
        boolean settled = true;
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.ROUTE, patienceMillis)) {
            if (dump.filters()) {
                for (int family : parser.families()) {
                    settled &= dump.ask(
                            RTM_GETROUTE,
                            true,
                            LinkParser.localRoutes(family),
                            LinkParser.ROUTE_HEADER,
                            parser::takeRoute);
                }
            }
        }
        return settled;
    }

    private static boolean ask(NetlinkDump dump, int what, int header, NetlinkParser.AttributeTaker taker)
            throws IOException {
        return dump.ask(what, true, NetlinkDump.body(header, 0), header, taker);
    }
}
