package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.ipset.IpSetCompiler;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtMatch.AddressRange;
import io.github.listeningports.linux.firewall.xt.XtMatch.ConnectionState;
import io.github.listeningports.linux.firewall.xt.XtMatch.PortRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Turns matches of ip_tables and ip6_tables into conditions, for packets of one kind. */
public final class XtMatchCompiler {

    private static final String CONNTRACK_NOTE = "what conntrack knows of the connection";
    private static final String ADDRESS_TYPE_NOTE = "the type of the address";
    private static final int TCP_FLAGS_OFFSET = 13; // RFC 9293
    private static final int PORT_MAX = 0xffff;

    private static final int MODELLED = XtNumber.CONNTRACK_STATE
            | XtNumber.CONNTRACK_PROTO
            | XtNumber.CONNTRACK_ORIGSRC
            | XtNumber.CONNTRACK_STATUS
            | XtNumber.CONNTRACK_DIRECTION
            | XtNumber.CONNTRACK_STATE_ALIAS;

    private final PacketKind kind;
    private final ByteComparison tests;
    private final ByteOrder order;
    private final IpSets ipSets;
    private final Patience patience;

    /** @param patience spent for each member of a set of ipset(8) */
    public XtMatchCompiler(PacketKind kind, ByteComparison tests, ByteOrder order, IpSets ipSets, Patience patience) {
        this.ipSets = ipSets;
        this.patience = patience;
        this.kind = kind;
        this.tests = tests;
        this.order = order;
    }

    /** The conditions that must all hold. */
    public List<Condition> conditions(XtMatch match) {
        if (match instanceof XtMatch.Comment) {
            return List.of();
        } else if (match instanceof XtMatch.Tcp tcp) {
            return tcp(tcp);
        } else if (match instanceof XtMatch.Udp udp) {
            return List.of(port(true, udp.source()), port(false, udp.destination()));
        } else if (match instanceof XtMatch.Multiport multiport) {
            return List.of(multiport(multiport));
        } else if (match instanceof XtMatch.State state) {
            return List.of(new Condition(state(state.states()), false, ""));
        } else if (match instanceof XtMatch.Conntrack conntrack) {
            return conntrack(conntrack);
        } else if (match instanceof XtMatch.AddressType type) {
            return addressTypes(type);
        } else if (match instanceof XtMatch.Mark mark) {
            return List.of(mark(PacketField.MARK, mark.value(), mark.mask(), mark.inverted()));
        } else if (match instanceof XtMatch.ConnectionMark mark) {
            return List.of(isNew(), mark(PacketField.CONNECTION_MARK, mark.value(), mark.mask(), mark.inverted()));
        } else if (match instanceof XtMatch.AddressRanges ranges) {
            return addressRanges(ranges);
        } else if (match instanceof XtMatch.PacketType type) {
            return List.of(packetType(type));
        } else if (match instanceof XtMatch.ReversePath path) {
            return List.of((path.byMark() ? routeByMark() : Condition.ALWAYS).negatedIf(path.inverted()));
        } else if (match instanceof XtMatch.Recent recent) {
            return List.of(recent(recent));
        } else if (match instanceof XtMatch.Absent) {
            return List.of(Condition.NEVER);
        } else if (match instanceof XtMatch.Headers headers) {
            return List.of(Condition.constant(hasHeaders(headers)));
        } else if (match instanceof XtMatch.Length length) {
            return List.of(length(length));
        } else if (match instanceof XtMatch.InterfaceGroup group) {
            return List.of(mark(PacketField.INTERFACE_GROUP, group.group(), group.mask(), group.inverted()));
        } else if (match instanceof XtMatch.Carried carried) {
            return List.of(carried(carried));
        } else if (match instanceof XtMatch.SetMember member) {
            return List.of(new IpSetCompiler(kind, tests, ipSets, patience)
                    .matches(member.use())
                    .negatedIf(member.inverted()));
        } else if (match instanceof XtMatch.Unsupported unsupported) {
            return List.of(XtUnknownMatch.condition(unsupported.name()));
        }
        throw new IllegalArgumentException("no such match: " + match);
    }

    /** If the value is longer than the packet's bytes, its first bytes are compared. */
    Condition masked(PacketBytes packet, XtMasked wanted) {
        int length = packet.length();
        Condition condition = wanted.mask().isZero()
                ? Condition.ALWAYS
                : tests.equal(
                        packet.and(wanted.mask().first(length)), wanted.value().first(length));
        return condition.negatedIf(wanted.inverted());
    }

    private Condition port(boolean source, PortRange range) {
        if (range.first() == 0 && range.last() == PORT_MAX) {
            return Condition.ALWAYS.negatedIf(range.inverted());
        }
        PacketBytes bytes = PacketBytes.of(source ? PacketField.SOURCE_PORT : PacketField.DESTINATION_PORT, 0, 2);
        return tests.between(bytes, port(range.first()), port(range.last())).negatedIf(range.inverted());
    }

    private static byte[] port(int port) {
        return new byte[] {(byte) (port >> 8), (byte) port};
    }

    private List<Condition> tcp(XtMatch.Tcp tcp) {
        if (!kind.tcp()) {
            return List.of(Condition.NEVER);
        }
        List<Condition> all = new ArrayList<>();
        all.add(port(true, tcp.source()));
        all.add(port(false, tcp.destination()));
        if (tcp.flagsMask() != 0 || tcp.flags() != 0 || tcp.flagsInverted()) {
            PacketBytes flags = kind.transport(TCP_FLAGS_OFFSET, 1).and(new byte[] {(byte) tcp.flagsMask()});
            all.add(tests.equal(flags, new byte[] {(byte) tcp.flags()}).negatedIf(tcp.flagsInverted()));
        }
        if (tcp.option()) {
            all.add(Condition.unknown("a TCP option"));
        }
        return all;
    }

    private Condition multiport(XtMatch.Multiport multiport) {
        List<Conjunction> cases = new ArrayList<>();
        for (PortRange range : multiport.ranges()) {
            if (multiport.source()) {
                cases.addAll(port(true, range).cases());
            }
            if (multiport.destination()) {
                cases.addAll(port(false, range).cases());
            }
        }
        return new Condition(cases, multiport.inverted(), "");
    }

    private List<Conjunction> state(Set<ConnectionState> states) {
        List<Conjunction> cases = new ArrayList<>();
        if (states.contains(ConnectionState.INVALID)) {
            cases.addAll(stateIs(PacketSet.INVALID));
        }
        if (states.contains(ConnectionState.NEW)) {
            cases.addAll(stateIs(PacketSet.NEW));
        }
        if (states.contains(ConnectionState.UNTRACKED)) {
            cases.addAll(stateIs(PacketSet.UNTRACKED));
        }
        if (states.contains(ConnectionState.DESTINATION_TRANSLATED)) {
            cases.addAll(statusHas((int) PacketSet.DESTINATION_CHANGED));
        }
        return cases;
    }

    private List<Conjunction> stateIs(long state) {
        return tests.cases(
                PacketBytes.of(PacketField.CONNECTION_STATE, 0, 4), number((int) state), number((int) state));
    }

    private Condition isNew() {
        return new Condition(stateIs(PacketSet.NEW), false, "");
    }

    private List<Conjunction> statusHas(int bit) {
        return tests.cases(
                PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4).and(number(bit)), number(bit), number(bit));
    }

    /** In the kernel's byte order. */
    private byte[] number(int value) {
        return ByteBuffer.allocate(4).order(order).putInt(value).array();
    }

    private List<Condition> conntrack(XtMatch.Conntrack match) {
        List<Condition> all = new ArrayList<>();
        if (match.compares(XtNumber.CONNTRACK_STATE)) {
            all.add(new Condition(state(match.states()), match.inverts(XtNumber.CONNTRACK_STATE), ""));
        }
        if (match.compares(XtNumber.CONNTRACK_PROTO)) {
            all.add(Condition.constant(match.protocol() == kind.protocol())
                    .negatedIf(match.inverts(XtNumber.CONNTRACK_PROTO)));
        }
        if (match.compares(XtNumber.CONNTRACK_ORIGSRC)) {
            all.add(masked(kind.source(), match.source()));
        }
        if (match.compares(XtNumber.CONNTRACK_STATUS)) {
            List<Conjunction> cases = new ArrayList<>();
            for (int bit = 1; bit < 0x10000; bit <<= 1) {
                if ((match.status() & bit) != 0) {
                    cases.addAll(statusHas(bit));
                }
            }
            all.add(new Condition(cases, match.inverts(XtNumber.CONNTRACK_STATUS), ""));
        }
        if (match.compares(XtNumber.CONNTRACK_DIRECTION)) {
            all.add(Condition.constant(!match.inverts(XtNumber.CONNTRACK_DIRECTION)));
        }
        if (match.comparesMoreThan(MODELLED)) {
            all.add(Condition.unknown(CONNTRACK_NOTE));
        }
        return tracked(match, all);
    }

    /** For untracked packets only the state is compared (net/netfilter/xt_conntrack.c conntrack_mt). */
    private List<Condition> tracked(XtMatch.Conntrack match, List<Condition> conditions) {
        if (!match.comparesMoreThan(XtNumber.CONNTRACK_STATE | XtNumber.CONNTRACK_STATE_ALIAS)) {
            return conditions;
        }
        boolean invalid = match.states().contains(ConnectionState.INVALID);
        boolean untracked = match.states().contains(ConnectionState.UNTRACKED);
        boolean mayBeUntracked =
                match.inverts(XtNumber.CONNTRACK_STATE) ? !invalid || !untracked : invalid || untracked;
        if (match.compares(XtNumber.CONNTRACK_STATE) && mayBeUntracked) {
            return trackedOrNot(match, conditions.get(0), conditions.subList(1, conditions.size()));
        }
        List<Condition> all = new ArrayList<>();
        conditions.forEach(each -> all.add(orTemplate(each)));
        all.add(isNew());
        all.add(noTemplate());
        return all;
    }

    /** What a template has, such as no protocol, is not known: it may match whatever the packet does not. */
    private Condition orTemplate(Condition condition) {
        List<Conjunction> cases = new ArrayList<>();
        if (condition.negated()) {
            condition.cases().forEach(each -> cases.addAll(both(List.of(each), templateIs(1))));
        } else {
            cases.addAll(condition.cases());
            cases.addAll(templateIs(0));
        }
        return condition.isAlways() ? condition : new Condition(cases, condition.negated(), CONNTRACK_NOTE);
    }

    private Condition noTemplate() {
        return new Condition(templateIs(1), false, CONNTRACK_NOTE);
    }

    private List<Conjunction> templateIs(int none) {
        byte[] value = {(byte) none};
        return tests.cases(PacketBytes.of(PacketField.NO_TEMPLATE, 0, 1), value, value);
    }

    private static List<Conjunction> both(List<Conjunction> some, List<Conjunction> others) {
        List<Conjunction> both = new ArrayList<>();
        for (Conjunction one : some) {
            for (Conjunction other : others) {
                Conjunction and = one.and(other);
                if (and != null) {
                    both.add(and);
                }
            }
        }
        return both;
    }

    /** @param others what is compared of tracked packets only */
    private List<Condition> trackedOrNot(XtMatch.Conntrack match, Condition state, List<Condition> others) {
        boolean inverted = match.inverts(XtNumber.CONNTRACK_STATE);
        if (!inverted && others.stream().allMatch(Condition::isAlways)) {
            return List.of(state, noTemplate());
        }
        if (!inverted && others.stream().anyMatch(Condition::isNever)) {
            Set<ConnectionState> untracked = EnumSet.of(ConnectionState.INVALID, ConnectionState.UNTRACKED);
            untracked.retainAll(match.states());
            List<Conjunction> cases = state(untracked);
            if (match.states().contains(ConnectionState.NEW)) {
                cases.addAll(both(stateIs(PacketSet.NEW), templateIs(0)));
            }
            return List.of(new Condition(cases, false, CONNTRACK_NOTE));
        }
        return List.of(state, Condition.unknown(CONNTRACK_NOTE));
    }

    private List<Condition> addressTypes(XtMatch.AddressType match) {
        List<Condition> all = new ArrayList<>();
        if (match.source() != 0) {
            all.add(addressType(match.source(), PacketKind.UNICAST).negatedIf(match.sourceInverted()));
        }
        if (match.destination() != 0) {
            int type = kind.destination().routeType();
            boolean undetermined = type < 0 || match.byInterface();
            all.add(
                    undetermined
                            ? Condition.unknown(ADDRESS_TYPE_NOTE)
                            : addressType(match.destination(), type).negatedIf(match.destinationInverted()));
        }
        return all;
    }

    /** The bits are numbered like the types; IPv6 checks the address first, then its route (net/netfilter/xt_addrtype.c). */
    private Condition addressType(int mask, int type) {
        if (!kind.ipv6()) {
            return Condition.constant((mask >> type & 1) != 0);
        }
        boolean multicast = type == PacketKind.Destination.MULTICAST.routeType();
        int byRoute = XtNumber.ADDRTYPE_LOCAL | XtNumber.ADDRTYPE_ANYCAST | XtNumber.ADDRTYPE_UNREACHABLE;
        boolean unspecified = (mask & XtNumber.ADDRTYPE_UNSPEC) != 0;
        int otherShape = multicast ? XtNumber.ADDRTYPE_UNICAST : XtNumber.ADDRTYPE_MULTICAST;
        boolean shape = !unspecified && (mask & otherShape) == 0;
        if ((mask & byRoute) == 0) {
            return Condition.constant(shape);
        }
        if (multicast) {
            return Condition.unknown(ADDRESS_TYPE_NOTE);
        }
        boolean own = type == PacketKind.Destination.OWN.routeType();
        return Condition.constant(shape && own && (mask & XtNumber.ADDRTYPE_LOCAL) != 0);
    }

    private Condition mark(PacketField field, int value, int mask, boolean inverted) {
        return tests.equal(PacketBytes.of(field, 0, 4).and(number(mask)), number(value))
                .negatedIf(inverted);
    }

    private Condition routeByMark() {
        return tests.equal(PacketBytes.of(PacketField.ROUTE_BY_MARK, 0, 1), new byte[] {1})
                .noting("the route back by the mark (rpfilter)");
    }

    private List<Condition> addressRanges(XtMatch.AddressRanges match) {
        List<Condition> all = new ArrayList<>();
        match.source().ifPresent(range -> all.add(between(kind.source(), range)));
        match.destination().ifPresent(range -> all.add(between(kind.destinationAddress(), range)));
        return all;
    }

    private Condition between(PacketBytes address, AddressRange range) {
        int length = address.length();
        return tests.between(address, range.first().first(length), range.last().first(length))
                .negatedIf(range.inverted());
    }

    private Condition packetType(XtMatch.PacketType match) {
        int type = kind.destination().packetType();
        return type < 0
                ? XtUnknownMatch.condition("pkttype")
                : Condition.constant((match.type() == type) != match.inverted());
    }

    /** For a packet without extension headers (net/ipv6/netfilter/ip6t_ipv6header.c ipv6header_mt6). */
    private static boolean hasHeaders(XtMatch.Headers match) {
        int headers = match.headers();
        return match.soft()
                ? ((XtNumber.MASK_PROTO ^ headers ^ match.inverted()) & headers) == 0
                : (headers == XtNumber.MASK_PROTO) == (match.inverted() == 0);
    }

    private Condition length(XtMatch.Length match) {
        boolean never = match.last() < kind.minLength() || match.first() > kind.maxLength();
        boolean always = match.first() <= kind.minLength() && match.last() >= kind.maxLength();
        return (never || always ? Condition.constant(always) : Condition.unknown("the length of the packet"))
                .negatedIf(match.inverted());
    }

    /** The first packet may be counted already, or nothing is (net/netfilter/xt_connbytes.c connbytes_mt). */
    private Condition carried(XtMatch.Carried match) {
        long most = match.packets() ? 1 : kind.maxLength();
        boolean outside = Long.compareUnsigned(match.first(), match.last()) > 0;
        boolean never = outside
                ? match.last() == 0 && Long.compareUnsigned(match.first(), most) >= 0
                : Long.compareUnsigned(match.first(), most) > 0;
        return never ? Condition.NEVER : Condition.unknown("how much the connection has carried");
    }

    /** Adding an address to the list always succeeds (net/netfilter/xt_recent.c recent_mt); whether it is in the list is unknown. */
    private static Condition recent(XtMatch.Recent match) {
        return match.sets()
                ? Condition.constant(!match.inverted())
                : Condition.unknown(Kind.UNKNOWN_SET, "which hosts were seen recently");
    }
}
