package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetUse;
import io.github.listeningports.linux.firewall.xt.XtMatch.AddressRange;
import io.github.listeningports.linux.firewall.xt.XtMatch.ConnectionState;
import io.github.listeningports.linux.firewall.xt.XtMatch.PortRange;
import io.github.listeningports.linux.kernel.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses the matches of ip_tables and ip6_tables, which are structures in the kernel's memory (linux/netfilter/xt_*.h): in ip_tables, and in the rules that
 * iptables-nft adds to nf_tables.
 */
public final class XtMatchParser {

    /** They match packets of other protocols, or with an extension header (net/ipv6/netfilter/ip6t_rt.c and its like). */
    private static final Set<String> ABSENT =
            Set.of("ah", "dccp", "dst", "esp", "frag", "hbh", "icmp", "icmp6", "ipcomp", "mh", "rt", "sctp");

    private final ByteOrder order;

    public XtMatchParser(ByteOrder order) {
        this.order = order;
    }

    public XtMatch parse(String name, int revision, byte[] data) {
        if (ABSENT.contains(name)) {
            return new XtMatch.Absent();
        }
        return data.length < minBytes(name, revision)
                ? new XtMatch.Unsupported(name)
                : parse(name, revision, ByteBuffer.wrap(data).order(order));
    }

    /** The minimum length of the structure, as far as it is read; no length suffices for unsupported ones. */
    private static int minBytes(String name, int revision) {
        return switch (name + " " + revision) {
            case "tcp 0" -> XtStruct.TCP;
            case "udp 0" -> XtStruct.UDP_INVFLAGS + 1;
            case "multiport 0" -> XtStruct.MULTIPORT;
            case "multiport 1" -> XtStruct.MULTIPORT_V1;
            case "state 0" -> XtStruct.STATE;
            case "conntrack 1" -> XtStruct.CONNTRACK_1;
            case "conntrack 2" -> XtStruct.CONNTRACK_2;
            case "conntrack 3" -> XtStruct.CONNTRACK_3;
            case "addrtype 0" -> XtStruct.ADDRTYPE_0;
            case "addrtype 1" -> XtStruct.ADDRTYPE_1;
            case "mark 1", "connmark 1" -> XtStruct.MARK_MATCH_INVERT + 1;
            case "iprange 1" -> XtStruct.IPRANGE_FLAGS + 1;
            case "pkttype 0" -> XtStruct.PKTTYPE;
            case "rpfilter 0" -> XtStruct.RPFILTER;
            case "recent 0", "recent 1" -> XtStruct.RECENT_INVERT + 1;
            case "ipv6header 0" -> XtStruct.IPV6HEADER;
            case "length 0" -> XtStruct.LENGTH_INVERT + 1;
            case "devgroup 0" -> XtStruct.DEVGROUP;
            case "connbytes 0" -> XtStruct.CONNBYTES_WHAT + 1;
            case "set 0" -> XtStruct.SET_V0;
            case "set 1", "set 2" -> XtStruct.SET;
            case "set 3" -> XtStruct.SET_MATCH_V3;
            case "set 4" -> XtStruct.SET_MATCH_V4;
            default -> name.equals("comment") ? 0 : Integer.MAX_VALUE;
        };
    }

    private static XtMatch parse(String name, int revision, ByteBuffer in) {
        return switch (name) {
            case "comment" -> new XtMatch.Comment();
            case "tcp" -> tcp(in);
            case "udp" -> udp(in);
            case "multiport" -> multiport(revision, in);
            case "state" ->
                new XtMatch.State(states(
                        in.getInt(XtStruct.STATE_STATEMASK), XtNumber.STATE_INVALID, XtNumber.STATE_UNTRACKED, 0));
            case "conntrack" -> conntrack(revision, in);
            case "addrtype" -> addressType(revision, in);
            case "mark" ->
                new XtMatch.Mark(
                        in.getInt(XtStruct.MARK_MATCH_MARK),
                        in.getInt(XtStruct.MARK_MATCH_MASK),
                        in.get(XtStruct.MARK_MATCH_INVERT) != 0);
            case "connmark" ->
                new XtMatch.ConnectionMark(
                        in.getInt(XtStruct.MARK_MATCH_MARK),
                        in.getInt(XtStruct.MARK_MATCH_MASK),
                        in.get(XtStruct.MARK_MATCH_INVERT) != 0);
            case "iprange" -> addressRanges(in);
            case "pkttype" ->
                new XtMatch.PacketType(in.getInt(XtStruct.PKTTYPE_PKTTYPE), in.getInt(XtStruct.PKTTYPE_INVERT) != 0);
            case "rpfilter" ->
                new XtMatch.ReversePath(
                        (in.get(XtStruct.RPFILTER_FLAGS) & XtNumber.RPFILTER_VALID_MARK) != 0,
                        (in.get(XtStruct.RPFILTER_FLAGS) & XtNumber.RPFILTER_INVERT) != 0);
            case "ipv6header" ->
                new XtMatch.Headers(
                        in.get(XtStruct.IPV6HEADER_MATCHFLAGS) & 0xff,
                        in.get(XtStruct.IPV6HEADER_INVFLAGS) & 0xff,
                        in.get(XtStruct.IPV6HEADER_MODEFLAG) != 0);
            case "length" ->
                new XtMatch.Length(
                        unsigned(in, XtStruct.LENGTH_MIN),
                        unsigned(in, XtStruct.LENGTH_MAX),
                        in.get(XtStruct.LENGTH_INVERT) != 0);
            case "devgroup" -> interfaceGroup(in);
            case "connbytes" ->
                new XtMatch.Carried(
                        in.getLong(XtStruct.CONNBYTES_FROM),
                        in.getLong(XtStruct.CONNBYTES_TO),
                        in.get(XtStruct.CONNBYTES_WHAT) == XtNumber.CONNBYTES_PKTS);
            case "set" -> set(revision, in);
            case "recent" ->
                new XtMatch.Recent(
                        (in.get(XtStruct.RECENT_CHECK_SET) & XtNumber.RECENT_SET) != 0,
                        in.get(XtStruct.RECENT_INVERT) != 0);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Inbound packets have no outbound interface: the kernel refuses a rule that compares its group. */
    private static XtMatch interfaceGroup(ByteBuffer in) {
        int flags = in.getInt(XtStruct.DEVGROUP_FLAGS);
        return (flags & ~(XtNumber.DEVGROUP_MATCH_SRC | XtNumber.DEVGROUP_INVERT_SRC)) != 0
                ? new XtMatch.Unsupported("devgroup")
                : new XtMatch.InterfaceGroup(
                        in.getInt(XtStruct.DEVGROUP_SRC_GROUP),
                        (flags & XtNumber.DEVGROUP_MATCH_SRC) == 0 ? 0 : in.getInt(XtStruct.DEVGROUP_SRC_MASK),
                        (flags & XtNumber.DEVGROUP_INVERT_SRC) != 0);
    }

    private static XtMatch set(int revision, ByteBuffer in) {
        int dimensions = in.get(revision == 0 ? XtStruct.SET_V0_DIM : XtStruct.SET_DIM);
        int flags = in.get(revision == 0 ? XtStruct.SET_V0_FLAGS : XtStruct.SET_FLAGS);
        boolean nomatch = (flags & XtNumber.IPSET_RETURN_NOMATCH) != 0;
        boolean counts = false;
        if (revision >= 3) {
            boolean third = revision == 3;
            nomatch |= (in.getInt(third ? XtStruct.SET_MATCH_V3_FLAGS : XtStruct.SET_MATCH_V4_FLAGS)
                            & XtNumber.IPSET_FLAG_RETURN_NOMATCH)
                    != 0;
            counts = in.get(third ? XtStruct.SET_MATCH_V3_PACKETS_OP : XtStruct.SET_MATCH_V4_PACKETS_OP) != 0
                    || in.get(third ? XtStruct.SET_MATCH_V3_BYTES_OP : XtStruct.SET_MATCH_V4_BYTES_OP) != 0;
        }
        return new XtMatch.SetMember(
                new IpSetUse(in.getShort(0) & 0xffff, dimensions, flags, nomatch, counts),
                (flags & XtNumber.IPSET_INV_MATCH) != 0);
    }

    private static int unsigned(ByteBuffer in, int at) {
        return in.getShort(at) & 0xffff;
    }

    private static PortRange ports(ByteBuffer in, int at, boolean inverted) {
        return new PortRange(unsigned(in, at), unsigned(in, at + Short.BYTES), inverted);
    }

    private static XtMatch tcp(ByteBuffer in) {
        int inverted = in.get(XtStruct.TCP_INVFLAGS);
        return new XtMatch.Tcp(
                ports(in, XtStruct.TCP_SPTS, (inverted & XtNumber.TCP_INV_SRCPT) != 0),
                ports(in, XtStruct.TCP_DPTS, (inverted & XtNumber.TCP_INV_DSTPT) != 0),
                in.get(XtStruct.TCP_FLG_MASK) & 0xff,
                in.get(XtStruct.TCP_FLG_CMP) & 0xff,
                (inverted & XtNumber.TCP_INV_FLAGS) != 0,
                in.get(XtStruct.TCP_OPTION) != 0);
    }

    private static XtMatch udp(ByteBuffer in) {
        int inverted = in.get(XtStruct.UDP_INVFLAGS);
        return new XtMatch.Udp(
                ports(in, XtStruct.UDP_SPTS, (inverted & XtNumber.UDP_INV_SRCPT) != 0),
                ports(in, XtStruct.UDP_DPTS, (inverted & XtNumber.UDP_INV_DSTPT) != 0));
    }

    /** Revision 0 has single ports; revision 1 marks ports whose successor ends a range. */
    private static XtMatch multiport(int revision, ByteBuffer in) {
        int count = in.get(XtStruct.MULTIPORT_COUNT);
        if (count < 0 || count > XtNumber.MULTI_PORTS) {
            return new XtMatch.Unsupported("multiport");
        }
        List<PortRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = unsigned(in, XtStruct.MULTIPORT_PORTS + Short.BYTES * i);
            int last = first;
            if (revision == 1 && in.get(XtStruct.MULTIPORT_V1_PFLAGS + i) != 0 && i + 1 < count) {
                i++;
                last = unsigned(in, XtStruct.MULTIPORT_PORTS + Short.BYTES * i);
            }
            ranges.add(new PortRange(first, last, false));
        }
        int which = in.get(XtStruct.MULTIPORT_FLAGS);
        return new XtMatch.Multiport(
                ranges,
                which != XtNumber.MULTIPORT_DESTINATION,
                which != XtNumber.MULTIPORT_SOURCE,
                revision == 1 && in.get(XtStruct.MULTIPORT_V1_INVERT) != 0);
    }

    private static Set<ConnectionState> states(int mask, int invalid, int untracked, int translated) {
        Set<ConnectionState> states = EnumSet.noneOf(ConnectionState.class);
        if ((mask & invalid) != 0) {
            states.add(ConnectionState.INVALID);
        }
        if ((mask & XtNumber.STATE_BIT_NEW) != 0) {
            states.add(ConnectionState.NEW);
        }
        if ((mask & untracked) != 0) {
            states.add(ConnectionState.UNTRACKED);
        }
        if ((mask & translated) != 0) {
            states.add(ConnectionState.DESTINATION_TRANSLATED);
        }
        return states;
    }

    /** The first of these three revisions has one-byte masks of states and status, the others have two-byte masks. */
    private static XtMatch conntrack(int revision, ByteBuffer in) {
        int inverted = unsigned(in, XtStruct.CONNTRACK_INVERT_FLAGS);
        int states = revision == 1
                ? in.get(XtStruct.CONNTRACK_STATE_MASK) & 0xff
                : unsigned(in, XtStruct.CONNTRACK_STATE_MASK);
        int status = revision == 1
                ? in.get(XtStruct.CONNTRACK_1_STATUS_MASK) & 0xff
                : unsigned(in, XtStruct.CONNTRACK_STATUS_MASK);
        return new XtMatch.Conntrack(
                unsigned(in, XtStruct.CONNTRACK_MATCH_FLAGS),
                inverted,
                states(
                        states,
                        XtNumber.CONNTRACK_STATE_INVALID,
                        XtNumber.CONNTRACK_STATE_UNTRACKED,
                        XtNumber.CONNTRACK_STATE_DNAT),
                unsigned(in, XtStruct.CONNTRACK_L4PROTO),
                new XtMasked(
                        address(in, XtStruct.CONNTRACK_ORIGSRC_ADDR),
                        address(in, XtStruct.CONNTRACK_ORIGSRC_MASK),
                        (inverted & XtNumber.CONNTRACK_ORIGSRC) != 0),
                status);
    }

    private static ByteString address(ByteBuffer in, int at) {
        return ByteString.of(in, at, XtStruct.INET_ADDR);
    }

    private static XtMatch addressType(int revision, ByteBuffer in) {
        int source = unsigned(in, XtStruct.ADDRTYPE_SOURCE);
        int destination = unsigned(in, XtStruct.ADDRTYPE_DEST);
        if (revision == 0) {
            return new XtMatch.AddressType(
                    source,
                    destination,
                    in.getInt(XtStruct.ADDRTYPE_0_INVERT_SOURCE) != 0,
                    in.getInt(XtStruct.ADDRTYPE_0_INVERT_DEST) != 0,
                    false);
        }
        int flags = in.getInt(XtStruct.ADDRTYPE_1_FLAGS);
        return new XtMatch.AddressType(
                source,
                destination,
                (flags & XtNumber.ADDRTYPE_INVERT_SOURCE) != 0,
                (flags & XtNumber.ADDRTYPE_INVERT_DEST) != 0,
                (flags & XtNumber.ADDRTYPE_LIMIT_IFACE_IN) != 0);
    }

    private static XtMatch addressRanges(ByteBuffer in) {
        int flags = in.get(XtStruct.IPRANGE_FLAGS);
        return new XtMatch.AddressRanges(
                (flags & XtNumber.IPRANGE_SRC) == 0
                        ? Optional.empty()
                        : Optional.of(new AddressRange(
                                address(in, XtStruct.IPRANGE_SRC_MIN),
                                address(in, XtStruct.IPRANGE_SRC_MAX),
                                (flags & XtNumber.IPRANGE_SRC_INV) != 0)),
                (flags & XtNumber.IPRANGE_DST) == 0
                        ? Optional.empty()
                        : Optional.of(new AddressRange(
                                address(in, XtStruct.IPRANGE_DST_MIN),
                                address(in, XtStruct.IPRANGE_DST_MAX),
                                (flags & XtNumber.IPRANGE_DST_INV) != 0)));
    }
}
