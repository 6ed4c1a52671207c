package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.xt.XtTarget.NatRange;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Parses the targets of ip_tables and ip6_tables: structures as {@link XtMatchParser} reads them. */
public final class XtTargetParser {

    /** They log, or change what no rule for incoming packets decides by. */
    private static final Set<String> HARMLESS = Set.of(
            "LOG",
            "NFLOG",
            "ULOG",
            "TRACE",
            "AUDIT",
            "CLASSIFY",
            "DSCP",
            "TOS",
            "TTL",
            "HL",
            "ECN",
            "CHECKSUM",
            "TCPMSS",
            "TCPOPTSTRIP",
            "SECMARK",
            "CONNSECMARK",
            "IDLETIMER",
            "LED",
            "RATEEST");

    private static final int VARIES = NetfilterConstant.NF_NAT_RANGE_PROTO_RANDOM
            | NetfilterConstant.NF_NAT_RANGE_PROTO_RANDOM_FULLY
            | NetfilterConstant.NF_NAT_RANGE_PROTO_OFFSET
            | NetfilterConstant.NF_NAT_RANGE_NETMAP;

    private final ByteOrder order;
    private final boolean ipv6;

    /**
     * A parser for one family.
     *
     * @param ipv6 whether the rule is one of IPv6, for which REDIRECT has another structure
     */
    public XtTargetParser(ByteOrder order, boolean ipv6) {
        this.order = order;
        this.ipv6 = ipv6;
    }

    public XtTarget parse(String name, int revision, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(order);
        if (HARMLESS.contains(name)) {
            return Plain.HARMLESS;
        }
        return switch (name) {
            case "REJECT" -> Plain.REJECT;
            case "NFQUEUE" -> Plain.QUEUE;
            case "SNAT", "MASQUERADE" -> Plain.SOURCE_NAT;
            case "SYNPROXY" -> Plain.SYN_PROXY;
            case "NOTRACK" -> Plain.NO_TRACK;
            case "CT" -> conntrack(in);
            case "TEE" -> copy(in);
            case "MARK" -> mark(revision, in);
            case "CONNMARK" -> connectionMark(revision, in);
            case "HMARK" -> Plain.UNKNOWN_MARK;
            case "SET" -> sets(revision, in);
            case "DNAT" -> translation(revision, in);
            case "REDIRECT" -> redirection(in);
            case "NETMAP" -> Plain.UNKNOWN_DNAT;
            case "TPROXY" ->
                new XtTarget.Tproxy(port(in, revision == 0 ? XtStruct.TPROXY_0_LPORT : XtStruct.TPROXY_1_LPORT));
            default -> new XtTarget.Unsupported(name);
        };
    }

    /** Since the second revision, three times a structure: to add, to delete, and, since the fourth, to map. */
    private static XtTarget sets(int revision, ByteBuffer in) {
        int size = revision == 0 ? XtStruct.SET_V0 : XtStruct.SET;
        int count = revision < 3 ? 2 : 3;
        if (in.limit() < size * count) {
            return new XtTarget.Unsupported("SET");
        }
        Set<Integer> changed = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            int index = in.getShort(size * i) & 0xffff;
            if (index != XtNumber.IPSET_INVALID_ID) {
                changed.add(index);
            }
        }
        boolean maps = count == 3 && (in.getShort(size * 2) & 0xffff) != XtNumber.IPSET_INVALID_ID;
        return new XtTarget.ChangeSets(changed, maps);
    }

    /** All revisions begin alike. */
    private static XtTarget conntrack(ByteBuffer in) {
        boolean tracks = in.limit() >= XtStruct.CT_FLAGS + Short.BYTES
                && (in.getShort(XtStruct.CT_FLAGS) & XtNumber.CT_NOTRACK) == 0;
        return tracks ? Plain.CONNTRACK_TEMPLATE : Plain.NO_TRACK;
    }

    private static XtTarget copy(ByteBuffer in) {
        if (in.limit() < XtStruct.TEE_OIF + XtNumber.IFNAMSIZ) {
            return Plain.UNKNOWN_TEE;
        }
        byte[] device = new byte[XtNumber.IFNAMSIZ];
        in.get(XtStruct.TEE_OIF, device);
        return new XtTarget.Tee(ByteString.of(in, XtStruct.TEE_GW, XtStruct.INET_ADDR), NetlinkAttributes.text(device));
    }

    private static XtTarget mark(int revision, ByteBuffer in) {
        return revision == 2 && in.limit() >= XtStruct.MARK_TARGET
                ? new XtTarget.Mark(in.getInt(XtStruct.MARK_TARGET_MARK), in.getInt(XtStruct.MARK_TARGET_MASK))
                : Plain.UNKNOWN_MARK;
    }

    /** The second of these revisions can shift a mark. */
    private static XtTarget connectionMark(int revision, ByteBuffer in) {
        int modeAt = revision == 1 ? XtStruct.CONNMARK_1_MODE : XtStruct.CONNMARK_2_MODE;
        boolean known = (revision == 1 || revision == 2)
                && in.limit() > modeAt
                && (revision == 1 || in.get(XtStruct.CONNMARK_2_SHIFT_BITS) == 0);
        if (!known) {
            return Plain.UNKNOWN_MARKS;
        }
        int mask = in.getInt(XtStruct.CONNMARK_CTMASK);
        int packetMask = in.getInt(XtStruct.CONNMARK_NFMASK);
        return switch (in.get(modeAt)) {
            case XtNumber.CONNMARK_SET -> new XtTarget.ConnectionMark(in.getInt(XtStruct.CONNMARK_CTMARK), mask);
            case XtNumber.CONNMARK_SAVE -> new XtTarget.SaveMark(mask, packetMask);
            case XtNumber.CONNMARK_RESTORE -> new XtTarget.RestoreMark(mask, packetMask);
            default -> Plain.UNKNOWN_MARKS;
        };
    }

    private static XtTarget translation(int revision, ByteBuffer in) {
        boolean both = revision > 0; // families
        return in.limit() < (both ? XtStruct.NAT_RANGE : XtStruct.NAT_IPV4)
                ? Plain.UNKNOWN_DNAT
                : new XtTarget.Dnat(both ? range(in) : ipv4Range(in));
    }

    private XtTarget redirection(ByteBuffer in) {
        return in.limit() < (ipv6 ? XtStruct.NAT_RANGE : XtStruct.NAT_IPV4)
                ? Plain.UNKNOWN_DNAT
                : new XtTarget.Redirect(ipv6 ? range(in) : ipv4Range(in));
    }

    /** nf_nat_range, or nf_nat_range2, which begins alike. */
    private static NatRange range(ByteBuffer in) {
        int flags = in.getInt(XtStruct.NAT_RANGE_FLAGS);
        return new NatRange(
                (flags & NetfilterConstant.NF_NAT_RANGE_MAP_IPS) != 0,
                (flags & NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED) != 0,
                (flags & VARIES) != 0,
                ByteString.of(in, XtStruct.NAT_RANGE_MIN_ADDR, XtStruct.INET_ADDR),
                ByteString.of(in, XtStruct.NAT_RANGE_MAX_ADDR, XtStruct.INET_ADDR),
                bigEndian(in, XtStruct.NAT_RANGE_MIN_PROTO),
                bigEndian(in, XtStruct.NAT_RANGE_MAX_PROTO));
    }

    /** nf_nat_ipv4_multi_range_compat, which has one range. */
    private static NatRange ipv4Range(ByteBuffer in) {
        int flags = in.getInt(XtStruct.NAT_IPV4_FLAGS);
        return new NatRange(
                (flags & NetfilterConstant.NF_NAT_RANGE_MAP_IPS) != 0,
                (flags & NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED) != 0,
                (flags & VARIES) != 0,
                ByteString.of(in, XtStruct.NAT_IPV4_MIN_IP, XtStruct.IN_ADDR),
                ByteString.of(in, XtStruct.NAT_IPV4_MAX_IP, XtStruct.IN_ADDR),
                bigEndian(in, XtStruct.NAT_IPV4_MIN),
                bigEndian(in, XtStruct.NAT_IPV4_MAX));
    }

    /** Ports are in network byte order. */
    private static int bigEndian(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 8 | (in.get(at + 1) & 0xff);
    }

    /** Of TPROXY, whose port 0 leaves the port as it was. */
    private static OptionalInt port(ByteBuffer in, int at) {
        int port = in.limit() < at + Short.BYTES ? 0 : bigEndian(in, at);
        return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
