package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.SocketConstant;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the interfaces, addresses, qdiscs and local routes of this namespace from rtnetlink(7). */
final class RtnetlinkReader {

    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETRULE = 34;
    private static final int RTM_GETQDISC = 38;
    private static final int RTM_GETTFILTER = 46;

    private static final int ENOENT = 2; // asm-generic/errno-base.h
    private static final int EOPNOTSUPP = 95; // asm-generic/errno.h

    private static final int MAX_ATTEMPTS = 5;

    private final LibC libc;
    private final Deadline deadline;
    private final RtnetlinkParser.Programs programs;
    private final List<UnexaminedHook> unexamined = new ArrayList<>();

    /** @param programs those that rtnetlink does not report */
    RtnetlinkReader(LibC libc, Deadline deadline, RtnetlinkParser.Programs programs) {
        this.programs = programs;
        this.libc = libc;
        this.deadline = deadline;
    }

    LocalNetwork read(NetworkSysctls sysctls) throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.ROUTE, deadline)) {
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                RtnetlinkParser parser = new RtnetlinkParser(ByteOrder.nativeOrder());
                boolean settled = read(dump, RTM_GETLINK, RtnetlinkParser.LINK_HEADER, parser);
                settled &= read(dump, RTM_GETADDR, RtnetlinkParser.ADDRESS_HEADER, parser);
                settled &= readIfThere(dump, RTM_GETQDISC, TcFilters.HEADER, parser);
                settled &= readFilters(dump, parser);
                settled &= readLocalRoutes(parser);
                RoutingRules rules = new RoutingRules();
                settled &= readIfThere(dump, RTM_GETRULE, RoutingRules.HEADER, rules);
                if (settled) {
                    unexamined.addAll(parser.unexamined());
                    unexamined.addAll(rules.unexamined());
                    return parser.network(programs, sysctls);
                }
            }
        }
        throw new IOException("network interfaces changed faster than they could be read");
    }

    /** What decides beside the rules and is not examined, as last read. */
    List<UnexaminedHook> unexamined() {
        return List.copyOf(unexamined);
    }

    /** What a kernel may be built without: policy routing, or qdiscs. */
    private static boolean readIfThere(NetlinkDump dump, int type, int header, NetlinkParser.AttributeTaker taker)
            throws IOException {
        try {
            return read(dump, type, header, taker);
        } catch (IOException e) {
            if (dump.error().equals(OptionalInt.of(EOPNOTSUPP))) {
                return true;
            }
            throw e;
        }
    }

    /** The qdiscs that tc's filters hang at are there without any, too. */
    private static boolean readFilters(NetlinkDump dump, RtnetlinkParser parser) throws IOException {
        TcFilters filters = parser.filters();
        List<TcFilters.Place> places = new ArrayList<>(filters.in());
        places.addAll(filters.out(parser.links()));
        boolean settled = true;
        for (TcFilters.Place place : places) {
            settled &= place.settled() || readFilters(dump, filters, place);
        }
        return settled;
    }

    /** A kernel may be built without them; where it refuses to list them otherwise, there may be some. */
    private static boolean readFilters(NetlinkDump dump, TcFilters filters, TcFilters.Place place) throws IOException {
        AnyMessage any = new AnyMessage();
        try {
            boolean settled = dump.ask(RTM_GETTFILTER, true, TcFilters.request(place), TcFilters.HEADER, any);
            if (!any.seen) {
                filters.areNone(place);
            }
            return settled;
        } catch (IOException e) {
            if (dump.error().isEmpty()) {
                throw e;
            }
            if (dump.error().equals(OptionalInt.of(EOPNOTSUPP))) {
                filters.areNone(place);
            }
            return true;
        }
    }

    private static final class AnyMessage implements NetlinkParser.AttributeTaker {
        private boolean seen;

        @Override
        public void take(int type, byte[] header, NetlinkAttributes attributes) {
            seen = true;
        }
    }

    /** Linux before 4.20 would dump all routes, of which there can be a million: there, only the interfaces' addresses are taken as local. */
    private boolean readLocalRoutes(RtnetlinkParser parser) throws IOException {
        boolean settled = true;
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.ROUTE, deadline)) {
            if (!dump.filters()) {
                return settled;
            }
            for (int family : parser.families()) {
                settled &= readRoutes(dump, RtnetlinkParser.localRoutes(family), parser);
                for (int table : parser.addressRoutes().tablesOfVrfs()) {
                    settled &= readTable(dump, family, table, parser);
                }
            }
            if (parser.wantsMain()) {
                settled &=
                        readRoutes(dump, RtnetlinkParser.routes(SocketConstant.AF_INET, 0, LocalRoutes.MAIN), parser);
            }
            if (parser.addressRoutes().wantsAll()) {
                for (int family : parser.families()) {
                    for (int type : LocalRoutes.DELIVERING) {
                        settled &= readRoutes(dump, RtnetlinkParser.routes(family, type), parser);
                    }
                }
                parser.addressRoutes().hasAll();
            }
        }
        return settled;
    }

    /** That of a VRF is there once it has a route. */
    private static boolean readTable(NetlinkDump dump, int family, int table, RtnetlinkParser parser)
            throws IOException {
        boolean settled = true;
        for (int type : LocalRoutes.DELIVERING) {
            try {
                settled &= readRoutes(dump, RtnetlinkParser.routes(family, type, table), parser);
            } catch (IOException e) {
                if (!dump.error().equals(OptionalInt.of(ENOENT))) {
                    throw e;
                }
            }
        }
        return settled;
    }

    private static boolean readRoutes(NetlinkDump dump, byte[] request, RtnetlinkParser parser) throws IOException {
        return dump.ask(RTM_GETROUTE, true, request, RtnetlinkParser.ROUTE_HEADER, parser);
    }

    private static boolean read(NetlinkDump dump, int type, int header, NetlinkParser.AttributeTaker taker)
            throws IOException {
        return dump.ask(type, true, NetlinkDump.body(header, 0), header, taker);
    }
}
