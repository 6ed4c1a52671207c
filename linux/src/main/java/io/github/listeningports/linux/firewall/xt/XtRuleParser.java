package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
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

    private static final String ERROR_TARGET = "ERROR"; // XT_ERROR_TARGET
    private static final String MARK_TARGET = "MARK";
    private static final String SET_MATCH = "set";
    private static final String SET_TARGET = "SET";

    private final boolean ipv6;
    private final int entryBytes;
    private final int targetOffset;
    private final int nextOffset;
    private final ByteBuffer bytes;
    private final XtMatchParser matchParser;
    private final XtTargetParser targetParser;

    XtRuleParser(XtTable table, ByteOrder order) {
        ipv6 = table.ipv6();
        entryBytes = table.entryBytes();
        targetOffset = table.targetOffset();
        nextOffset = table.nextOffset();
        bytes = table.entries().duplicate().order(order);
        matchParser = new XtMatchParser(order);
        targetParser = new XtTargetParser(order, ipv6);
    }

    ByteOrder byteOrder() {
        return bytes.order();
    }

    private static XtMasked any(int length) {
        return new XtMasked(ByteString.of(new byte[length]), ByteString.of(new byte[length]), false);
    }

    /** The entry at an offset. */
    XtEntry entry(int at) {
        return new XtEntry(
                at, at + (bytes.getShort(at + targetOffset) & 0xffff), at + (bytes.getShort(at + nextOffset) & 0xffff));
    }

    /** @param sources those of like rules, instead of its own; or none */
    XtRule parse(XtEntry entry, IntervalSet sources) {
        List<XtMatch> matches = new ArrayList<>();
        for (int at = entry.at() + entryBytes; at < entry.target(); ) {
            int size = matchSize(at, entry);
            if (size == 0) {
                break;
            }
            matches.add(match(at, size));
            at += size;
        }
        return new XtRule(header(entry.at()), matches, isTruncated(entry), target(entry), sources);
    }

    /** Whether some of its matches cannot be parsed. */
    boolean isTruncated(XtEntry entry) {
        for (int at = entry.at() + entryBytes; at < entry.target(); ) {
            int size = matchSize(at, entry);
            if (size == 0) {
                return true;
            }
            at += size;
        }
        return false;
    }

    /** Whether it may match a set of ipset(8), or change one. */
    boolean mentionsIpSets(XtEntry entry) {
        for (int at = entry.at() + entryBytes; at < entry.target(); ) {
            int size = matchSize(at, entry);
            if (size == 0 || isNamed(at + XtStruct.ENTRY_MATCH_NAME, SET_MATCH)) {
                return true;
            }
            at += size;
        }
        return isNamed(entry.target() + XtStruct.ENTRY_TARGET_NAME, SET_TARGET);
    }

    /** Whether its target is ERROR: before each user-defined chain, and at the end of the table. */
    boolean isError(XtEntry entry) {
        return isNamed(entry.target() + XtStruct.ENTRY_TARGET_NAME, ERROR_TARGET);
    }

    /** Whether its target is the standard one. */
    boolean hasVerdict(XtEntry entry) {
        return bytes.get(entry.target() + XtStruct.ENTRY_TARGET_NAME) == 0;
    }

    /** Whether it does nothing but set the packet's mark. */
    boolean onlyMarks(XtEntry entry) {
        return isNamed(entry.target() + XtStruct.ENTRY_TARGET_NAME, MARK_TARGET);
    }

    /** Whether a name is there, with the zero byte that ends it. */
    private boolean isNamed(int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (bytes.get(at + i) != name.charAt(i)) {
                return false;
            }
        }
        return bytes.get(at + name.length()) == 0;
    }

    /** The name of the user-defined chain that begins after an entry with the target ERROR. */
    String chainName(XtEntry entry) {
        int at = entry.target() + XtStruct.ERROR_TARGET_ERRORNAME;
        return text(at, Math.min(XtNumber.FUNCTION_MAXNAMELEN, entry.end() - at));
    }

    /** The standard target's jump offset, or a negative verdict; the smallest number if it has neither. */
    int standardVerdict(XtEntry entry) {
        int at = entry.target() + XtStruct.STANDARD_TARGET_VERDICT;
        return entry.end() - at >= Integer.BYTES ? bytes.getInt(at) : Integer.MIN_VALUE;
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

    /** IPT_INV_... */
    int inverted(int at) {
        return bytes.get(at + of(XtStruct.IPT_ENTRY_INVFLAGS, XtStruct.IP6T_ENTRY_INVFLAGS));
    }

    private static boolean isProtocolInverted(int inverted) {
        return (inverted & XtNumber.IPT_INV_PROTO) != 0;
    }

    XtRule.Header header(int at) {
        int inverted = inverted(at);
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
                isProtocolInverted(inverted),
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

    /** The size of a match within an entry; 0 if it does not fit. */
    private int matchSize(int at, XtEntry entry) {
        int left = entry.target() - at;
        int size = left < XtStruct.ENTRY_MATCH ? 0 : bytes.getShort(at + XtStruct.ENTRY_MATCH_SIZE) & 0xffff;
        return size < XtStruct.ENTRY_MATCH || size > left ? 0 : size;
    }

    private XtMatch match(int at, int size) {
        return matchParser.parse(
                text(at + XtStruct.ENTRY_MATCH_NAME, XtNumber.EXTENSION_MAXNAMELEN),
                bytes.get(at + XtStruct.ENTRY_MATCH_REVISION),
                part(at + XtStruct.ENTRY_MATCH, at + size));
    }

    /** Takes a match or a target: its name, its revision, and its structure. */
    interface ExtensionTaker {
        void take(String name, int revision, byte[] structure);
    }

    /** Its matches, if they are not truncated. */
    void forEachMatch(XtEntry entry, ExtensionTaker taker) {
        for (int at = entry.at() + entryBytes; at < entry.target(); at += matchSize(at, entry)) {
            taker.take(
                    text(at + XtStruct.ENTRY_MATCH_NAME, XtNumber.EXTENSION_MAXNAMELEN),
                    bytes.get(at + XtStruct.ENTRY_MATCH_REVISION),
                    part(at + XtStruct.ENTRY_MATCH, at + matchSize(at, entry)));
        }
    }

    /** Its target, other than the standard one. */
    void takeTarget(XtEntry entry, ExtensionTaker taker) {
        int target = entry.target();
        taker.take(
                text(target + XtStruct.ENTRY_TARGET_NAME, XtNumber.EXTENSION_MAXNAMELEN),
                bytes.get(target + XtStruct.ENTRY_TARGET_REVISION),
                part(target + XtStruct.ENTRY_TARGET, entry.end()));
    }

    /** Whether it is for packets of another protocol only. */
    boolean isForOther(XtEntry entry, int protocol) {
        OptionalInt own = protocol(entry.at());
        return own.isPresent() && own.getAsInt() != protocol && !isProtocolInverted(inverted(entry.at()));
    }

    /** What it does with packets that it matches. */
    XtTarget target(XtEntry entry) {
        int target = entry.target();
        int end = entry.end();
        if (bytes.get(target + XtStruct.ENTRY_TARGET_NAME) != 0) {
            return targetParser.parse(
                    text(target + XtStruct.ENTRY_TARGET_NAME, XtNumber.EXTENSION_MAXNAMELEN),
                    bytes.get(target + XtStruct.ENTRY_TARGET_REVISION),
                    part(target + XtStruct.ENTRY_TARGET, end));
        }
        int verdict = standardVerdict(entry);
        if (verdict == end) {
            return Plain.CONTINUE;
        }
        return switch (verdict) {
            case -NetfilterConstant.NF_DROP - 1 -> Plain.DROP;
            case -NetfilterConstant.NF_ACCEPT - 1 -> Plain.ACCEPT;
            case -NetfilterConstant.NF_QUEUE - 1 -> Plain.QUEUE;
            case XtNumber.RETURN -> Plain.RETURN;
            default ->
                new XtTarget.Jump(verdict, (flags(entry.at()) & of(XtNumber.IPT_F_GOTO, XtNumber.IP6T_F_GOTO)) != 0);
        };
    }
}
