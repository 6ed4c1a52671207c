package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts of matches, as iptables-save(8) prints them (iptables-extensions(8)), from their structures in linux/netfilter/xt_*.h; none of those that are not known with certainty.
 * Each begins with a space.
 */
final class XtMatchText {

    /** RTN_... of linux/rtnetlink.h. */
    private static final List<String> ADDRESS_TYPES = List.of(
            "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT");

    private static final List<String> STATUS = List.of("EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED");
    private static final List<String> PACKET_TYPES = List.of("unicast", "broadcast", "multicast");

    private final boolean ipv6;
    private final ByteOrder order;
    private final IpSets sets;

    XtMatchText(boolean ipv6, ByteOrder order, IpSets sets) {
        this.ipv6 = ipv6;
        this.order = order;
        this.sets = sets;
    }

    Optional<String> text(String name, int revision, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(order);
        String match = " -m " + name;
        try {
            return switch (name + " " + revision) {
                case "tcp 0" -> XtHeaderText.tcp(in).map(text -> match + text);
                case "udp 0" -> Optional.of(match + XtHeaderText.udp(in));
                case "multiport 1" -> XtHeaderText.multiport(in).map(text -> match + text);
                case "state 0" -> Optional.of(match + " --state " + states(in.getInt(XtStruct.STATE_STATEMASK), true));
                case "conntrack 2", "conntrack 3" -> conntrack(in);
                case "comment 0" ->
                    XtSaved.saved(NetlinkAttributes.text(data)).map(text -> match + " --comment " + text);
                case "mark 1", "connmark 1" ->
                    Optional.of(match + XtSaved.not(in.get(XtStruct.MARK_MATCH_INVERT) != 0) + " --mark "
                            + XtSaved.mark(in.getInt(XtStruct.MARK_MATCH_MARK), in.getInt(XtStruct.MARK_MATCH_MASK)));
                case "limit 0" -> limit(in.getInt(0), in.getInt(Integer.BYTES)).map(text -> match + text);
                case "set 1", "set 2", "set 3", "set 4" -> set(revision, in).map(text -> match + text);
                case "addrtype 1" -> addressType(in).map(text -> match + text);
                case "iprange 1" -> addressRanges(in).map(text -> match + text);
                case "pkttype 0" -> packetType(in).map(text -> match + text);
                case "icmp 0" -> XtHeaderText.icmp(in, "icmp").map(text -> match + text);
                case "icmp6 0" -> XtHeaderText.icmp(in, "icmpv6").map(text -> match + text);
                case "length 0" -> length(in).map(text -> match + text);
                case "rpfilter 0" -> Optional.of(match + reversePath(in.get(XtStruct.RPFILTER_FLAGS)));
                case "ttl 0", "hl 0" -> XtHeaderText.lifetime(in, name).map(text -> match + text);
                case "recent 1" -> XtRecentText.text(in, ipv6).map(text -> match + text);
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty(); // shorter than the structure
        }
    }

    private static String states(int mask, boolean old) {
        List<String> some = new ArrayList<>();
        List<String> names = List.of("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT");
        List<Integer> bits = old
                ? List.of(XtNumber.STATE_INVALID, XtNumber.STATE_BIT_NEW, 4, 2, XtNumber.STATE_UNTRACKED)
                : List.of(
                        XtNumber.CONNTRACK_STATE_INVALID,
                        XtNumber.STATE_BIT_NEW,
                        4,
                        2,
                        XtNumber.CONNTRACK_STATE_UNTRACKED,
                        64,
                        XtNumber.CONNTRACK_STATE_DNAT);
        for (int i = 0; i < bits.size(); i++) {
            if ((mask & bits.get(i)) != 0) {
                some.add(names.get(i));
            }
        }
        return String.join(",", some);
    }

    private static Optional<String> conntrack(ByteBuffer in) {
        int compared = XtSaved.unsigned(in, XtStruct.CONNTRACK_MATCH_FLAGS);
        int inverted = XtSaved.unsigned(in, XtStruct.CONNTRACK_INVERT_FLAGS);
        int mask = XtSaved.unsigned(in, XtStruct.CONNTRACK_STATE_MASK);
        int status = XtSaved.unsigned(in, XtStruct.CONNTRACK_STATUS_MASK);
        int known = XtNumber.CONNTRACK_STATE
                | XtNumber.CONNTRACK_PROTO
                | XtNumber.CONNTRACK_STATUS
                | XtNumber.CONNTRACK_DIRECTION;
        String state = XtSaved.not((inverted & XtNumber.CONNTRACK_STATE) != 0);
        if (compared == (XtNumber.CONNTRACK_STATE | XtNumber.CONNTRACK_STATE_ALIAS)) {
            return Optional.of(" -m state" + state + " --state " + states(mask, false));
        }
        if (compared == 0 || (compared & ~known) != 0 || status >= 1 << STATUS.size()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(" -m conntrack");
        if ((compared & XtNumber.CONNTRACK_STATE) != 0) {
            text.append(state).append(" --ctstate ").append(states(mask, false));
        }
        if ((compared & XtNumber.CONNTRACK_PROTO) != 0) {
            text.append(XtSaved.not((inverted & XtNumber.CONNTRACK_PROTO) != 0))
                    .append(" --ctproto ")
                    .append(XtSaved.unsigned(in, XtStruct.CONNTRACK_L4PROTO));
        }
        if ((compared & XtNumber.CONNTRACK_STATUS) != 0) {
            text.append(XtSaved.not((inverted & XtNumber.CONNTRACK_STATUS) != 0))
                    .append(" --ctstatus ")
                    .append(XtSaved.names(STATUS, status));
        }
        if ((compared & XtNumber.CONNTRACK_DIRECTION) != 0) {
            text.append(" --ctdir ").append((inverted & XtNumber.CONNTRACK_DIRECTION) != 0 ? "REPLY" : "ORIGINAL");
        }
        return Optional.of(text.toString());
    }

    /**
     * A rate limit.
     *
     * @param period of one packet, in ten thousandths of a second (XT_LIMIT_SCALE)
     */
    static Optional<String> limit(int period, int burst) {
        List<String> names = List.of("day", "hour", "min", "sec");
        int[] units = {864_000_000, 36_000_000, 600_000, 10_000};
        if (period <= 0) {
            return Optional.empty();
        }
        int i = 1;
        while (i < units.length && period <= units[i] && units[i] / period >= units[i] % period) {
            i++;
        }
        return Optional.of(" --limit " + units[i - 1] / period + "/" + names.get(i - 1)
                + (burst == 5 ? "" : " --limit-burst " + Integer.toUnsignedString(burst)));
    }

    private Optional<String> set(int revision, ByteBuffer in) {
        int dimensions = in.get(XtStruct.SET_DIM);
        int flags = in.get(XtStruct.SET_FLAGS);
        boolean third = revision == 3;
        boolean more = revision >= 3
                && (in.getInt(third ? XtStruct.SET_MATCH_V3_FLAGS : XtStruct.SET_MATCH_V4_FLAGS) != 0
                        || in.get(third ? XtStruct.SET_MATCH_V3_PACKETS_OP : XtStruct.SET_MATCH_V4_PACKETS_OP) != 0
                        || in.get(third ? XtStruct.SET_MATCH_V3_BYTES_OP : XtStruct.SET_MATCH_V4_BYTES_OP) != 0);
        String name = sets.names().get(XtSaved.unsigned(in, 0));
        if (more || name == null || dimensions < 1 || dimensions > 3 || (flags & ~0xf) != 0) {
            return Optional.empty();
        }
        List<String> sides = new ArrayList<>();
        for (int i = 1; i <= dimensions; i++) {
            sides.add((flags & 1 << i) != 0 ? "src" : "dst");
        }
        return Optional.of(XtSaved.not((flags & XtNumber.IPSET_INV_MATCH) != 0) + " --match-set " + name + " "
                + String.join(",", sides));
    }

    private static Optional<String> addressType(ByteBuffer in) {
        int source = XtSaved.unsigned(in, XtStruct.ADDRTYPE_SOURCE);
        int destination = XtSaved.unsigned(in, XtStruct.ADDRTYPE_DEST);
        int flags = in.getInt(XtStruct.ADDRTYPE_1_FLAGS);
        int known = XtNumber.ADDRTYPE_INVERT_SOURCE | XtNumber.ADDRTYPE_INVERT_DEST | XtNumber.ADDRTYPE_LIMIT_IFACE_IN;
        if ((flags & ~known) != 0 || (source | destination) >= 1 << ADDRESS_TYPES.size()) {
            return Optional.empty();
        }
        return Optional.of((source == 0
                        ? ""
                        : XtSaved.not((flags & XtNumber.ADDRTYPE_INVERT_SOURCE) != 0) + " --src-type "
                                + XtSaved.names(ADDRESS_TYPES, source))
                + (destination == 0
                        ? ""
                        : XtSaved.not((flags & XtNumber.ADDRTYPE_INVERT_DEST) != 0) + " --dst-type "
                                + XtSaved.names(ADDRESS_TYPES, destination))
                + ((flags & XtNumber.ADDRTYPE_LIMIT_IFACE_IN) == 0 ? "" : " --limit-iface-in"));
    }

    private Optional<String> addressRanges(ByteBuffer in) {
        int flags = in.get(XtStruct.IPRANGE_FLAGS);
        Optional<String> source = (flags & XtNumber.IPRANGE_SRC) == 0
                ? Optional.of("")
                : range(in, XtStruct.IPRANGE_SRC_MIN, XtStruct.IPRANGE_SRC_MAX)
                        .map(text -> XtSaved.not((flags & XtNumber.IPRANGE_SRC_INV) != 0) + " --src-range " + text);
        Optional<String> destination = (flags & XtNumber.IPRANGE_DST) == 0
                ? Optional.of("")
                : range(in, XtStruct.IPRANGE_DST_MIN, XtStruct.IPRANGE_DST_MAX)
                        .map(text -> XtSaved.not((flags & XtNumber.IPRANGE_DST_INV) != 0) + " --dst-range " + text);
        return source.flatMap(from -> destination.map(to -> from + to));
    }

    private Optional<String> range(ByteBuffer in, int first, int last) {
        return XtSaved.address(in, first, ipv6)
                .flatMap(from -> XtSaved.address(in, last, ipv6).map(to -> from + "-" + to));
    }

    private static Optional<String> packetType(ByteBuffer in) {
        int type = in.getInt(XtStruct.PKTTYPE_PKTTYPE);
        return type < 0 || type >= PACKET_TYPES.size()
                ? Optional.empty()
                : Optional.of(
                        XtSaved.not(in.getInt(XtStruct.PKTTYPE_INVERT) != 0) + " --pkt-type " + PACKET_TYPES.get(type));
    }

    private static Optional<String> length(ByteBuffer in) {
        int first = XtSaved.unsigned(in, XtStruct.LENGTH_MIN);
        int last = XtSaved.unsigned(in, XtStruct.LENGTH_MAX);
        return Optional.of(XtSaved.not(in.get(XtStruct.LENGTH_INVERT) != 0) + " --length "
                + (first == last ? "" + first : first + ":" + last));
    }

    private static String reversePath(int flags) {
        return ((flags & 1) != 0 ? " --loose" : "")
                + ((flags & XtNumber.RPFILTER_VALID_MARK) != 0 ? " --validmark" : "")
                + ((flags & 4) != 0 ? " --accept-local" : "")
                + ((flags & XtNumber.RPFILTER_INVERT) != 0 ? " --invert" : "");
    }
}
