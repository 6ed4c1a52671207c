package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.xt.XtRule.Fragments;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Parses single entries of a table: struct ipt_entry or ip6t_entry, its matches and its target. Reads only within the entry's bounds. */
final class XtRuleParser {

    private static final XtMasked ANY_4 = any(XtStruct.IN_ADDR);
    private static final XtMasked ANY_16 = any(XtStruct.INET_ADDR);

    private final boolean ipv6;
    private final int entryBytes;
    private final ByteBuffer bytes;
    private final XtMatchParser matchParser;
    private final XtTargetParser targetParser;

    XtRuleParser(XtTable table, ByteOrder order) {
        ipv6 = table.ipv6();
        entryBytes = table.entryBytes();
        bytes = table.entries().duplicate().order(order);
        matchParser = new XtMatchParser(order);
        targetParser = new XtTargetParser(order, ipv6);
    }

    private static XtMasked any(int length) {
        return new XtMasked(ByteString.of(new byte[length]), ByteString.of(new byte[length]), false);
    }

    /**
     * @param at the offset of the entry
     * @param target the offset of its target
     * @param end the offset of its end
     */
    XtRule parse(int at, int target, int end) {
        List<XtMatch> matches = new ArrayList<>();
        boolean whole = addMatches(matches, at + entryBytes, target);
        return new XtRule(header(at), matches, !whole, target(at, target, end));
    }

    String targetName(int target) {
        return text(target + XtStruct.ENTRY_TARGET_NAME, XtNumber.EXTENSION_MAXNAMELEN);
    }

    /** The name of the user-defined chain that begins after an entry with the target ERROR. */
    String chainName(int target, int end) {
        int at = target + XtStruct.ERROR_TARGET_ERRORNAME;
        return text(at, Math.min(XtNumber.FUNCTION_MAXNAMELEN, end - at));
    }

    /** The standard target's jump offset, or a negative verdict; the smallest number if it has neither. */
    int standardVerdict(int target, int end) {
        int at = target + XtStruct.STANDARD_TARGET_VERDICT;
        return end - at >= Integer.BYTES ? bytes.getInt(at) : Integer.MIN_VALUE;
    }

    private String text(int at, int length) {
        return NetlinkAttributes.text(part(at, at + Math.max(0, length)));
    }

    private byte[] part(int from, int to) {
        byte[] part = new byte[to - from];
        bytes.get(from, part);
        return part;
    }

    private int of(int ipv4Offset, int ipv6Offset) {
        return ipv6 ? ipv6Offset : ipv4Offset;
    }

    private XtRule.Header header(int at) {
        int inverted = bytes.get(at + of(XtStruct.IPT_ENTRY_INVFLAGS, XtStruct.IP6T_ENTRY_INVFLAGS));
        int address = of(XtStruct.IN_ADDR, XtStruct.INET_ADDR);
        return new XtRule.Header(
                masked(
                        at + of(XtStruct.IPT_ENTRY_SRC, XtStruct.IP6T_ENTRY_SRC),
                        at + of(XtStruct.IPT_ENTRY_SMSK, XtStruct.IP6T_ENTRY_SMSK),
                        address,
                        (inverted & XtNumber.IPT_INV_SRCIP) != 0),
                masked(
                        at + of(XtStruct.IPT_ENTRY_DST, XtStruct.IP6T_ENTRY_DST),
                        at + of(XtStruct.IPT_ENTRY_DMSK, XtStruct.IP6T_ENTRY_DMSK),
                        address,
                        (inverted & XtNumber.IPT_INV_DSTIP) != 0),
                masked(
                        at + of(XtStruct.IPT_ENTRY_INIFACE, XtStruct.IP6T_ENTRY_INIFACE),
                        at + of(XtStruct.IPT_ENTRY_INIFACE_MASK, XtStruct.IP6T_ENTRY_INIFACE_MASK),
                        XtNumber.IFNAMSIZ,
                        (inverted & XtNumber.IPT_INV_VIA_IN) != 0),
                masked(
                        at + of(XtStruct.IPT_ENTRY_OUTIFACE, XtStruct.IP6T_ENTRY_OUTIFACE),
                        at + of(XtStruct.IPT_ENTRY_OUTIFACE_MASK, XtStruct.IP6T_ENTRY_OUTIFACE_MASK),
                        XtNumber.IFNAMSIZ,
                        (inverted & XtNumber.IPT_INV_VIA_OUT) != 0),
                protocol(at),
                (inverted & XtNumber.IPT_INV_PROTO) != 0,
                fragments(at, (inverted & XtNumber.IPT_INV_FRAG) != 0));
    }

    private XtMasked masked(int value, int mask, int length, boolean inverted) {
        if (!inverted && isZero(mask, length)) {
            return length == XtStruct.IN_ADDR ? ANY_4 : ANY_16;
        }
        return new XtMasked(ByteString.of(bytes, value, length), ByteString.of(bytes, mask, length), inverted);
    }

    /** Most rules compare few of these, and the lengths are multiples of four. */
    private boolean isZero(int at, int length) {
        for (int i = at; i < at + length; i += Integer.BYTES) {
            if (bytes.getInt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private int flags(int at) {
        return bytes.get(at + of(XtStruct.IPT_ENTRY_FLAGS, XtStruct.IP6T_ENTRY_FLAGS));
    }

    /** 0 is any, though ip6tables sets the flag for it (net/ipv6/netfilter/ip6_tables.c ip6_packet_match). */
    private OptionalInt protocol(int at) {
        int protocol = bytes.getShort(at + of(XtStruct.IPT_ENTRY_PROTO, XtStruct.IP6T_ENTRY_PROTO)) & 0xffff;
        boolean given = protocol != 0 && (!ipv6 || (flags(at) & XtNumber.IP6T_F_PROTO) != 0);
        return given ? OptionalInt.of(protocol) : OptionalInt.empty();
    }

    private Fragments fragments(int at, boolean inverted) {
        boolean any = ipv6 || (flags(at) & XtNumber.IPT_F_FRAG) == 0;
        return any ? Fragments.ANY : inverted ? Fragments.NOT_FURTHER : Fragments.FURTHER;
    }

    /** Whether all matches could be parsed. */
    private boolean addMatches(List<XtMatch> matches, int from, int target) {
        int at = from;
        while (at < target) {
            int size = target - at < XtStruct.ENTRY_MATCH ? 0 : bytes.getShort(at + XtStruct.ENTRY_MATCH_SIZE) & 0xffff;
            if (size < XtStruct.ENTRY_MATCH || size > target - at) {
                return false;
            }
            matches.add(matchParser.parse(
                    text(at + XtStruct.ENTRY_MATCH_NAME, XtNumber.EXTENSION_MAXNAMELEN),
                    bytes.get(at + XtStruct.ENTRY_MATCH_REVISION),
                    part(at + XtStruct.ENTRY_MATCH, at + size)));
            at += size;
        }
        return true;
    }

    private XtTarget target(int at, int target, int end) {
        String name = targetName(target);
        if (!name.isEmpty()) {
            return targetParser.parse(
                    name,
                    bytes.get(target + XtStruct.ENTRY_TARGET_REVISION),
                    part(target + XtStruct.ENTRY_TARGET, end));
        }
        int verdict = standardVerdict(target, end);
        if (verdict == end) {
            return Plain.CONTINUE;
        }
        return switch (verdict) {
            case -NetfilterConstant.NF_DROP - 1 -> Plain.DROP;
            case -NetfilterConstant.NF_ACCEPT - 1 -> Plain.ACCEPT;
            case -NetfilterConstant.NF_QUEUE - 1 -> Plain.QUEUE;
            case XtNumber.RETURN -> Plain.RETURN;
            default -> new XtTarget.Jump(verdict, (flags(at) & of(XtNumber.IPT_F_GOTO, XtNumber.IP6T_F_GOTO)) != 0);
        };
    }
}
