package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules in a row that differ in nothing but their source addresses, as scripts that ban hosts add them by the thousand: told by their bytes, so that only the first is
 * parsed.
 */
final class XtSourceRuns {

    private static final int COUNTERS = 16; // struct xt_counters
    private static final int COME_FROM = 4; // unsigned int comefrom, which the kernel keeps for itself

    private final boolean ipv6;
    private final int addressBytes;
    private final int maskOffset;
    private final int comeFrom;
    private final int counters;
    private final ByteBuffer bytes;
    private final Patience patience;

    /** @param patience spent for each rule */
    XtSourceRuns(XtTable table, Patience patience) {
        this.patience = patience;
        ipv6 = table.ipv6();
        addressBytes = ipv6 ? XtStruct.INET_ADDR : XtStruct.IN_ADDR;
        maskOffset = ipv6 ? XtStruct.IP6T_ENTRY_SMSK : XtStruct.IPT_ENTRY_SMSK;
        comeFrom = table.nextOffset() + Short.BYTES;
        counters = table.alignment().counters(ipv6);
        bytes = table.entries().duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    /** Whether two rules of the table differ only in their sources, each of which is one network. */
    boolean areAlike(XtEntry first, XtEntry second) {
        int one = first.at();
        int other = second.at();
        int oneEnd = first.end();
        return oneEnd - one == second.end() - other
                && areSame(one, other, addressBytes, comeFrom)
                && areSame(one, other, comeFrom + COME_FROM, counters)
                && areSame(one, other, counters + COUNTERS, oneEnd - one)
                && isNetwork(one);
    }

    /** The source comes first in struct ipt_ip and ip6t_ip6. */
    private boolean areSame(int one, int other, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            if (bytes.getLong(one + i) != bytes.getLong(other + i)) {
                return false;
            }
        }
        for (; i < to; i++) {
            if (bytes.get(one + i) != bytes.get(other + i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the source is not inverted, and its mask a prefix. */
    private boolean isNetwork(int entry) {
        int inverted = bytes.get(entry + (ipv6 ? XtStruct.IP6T_ENTRY_INVFLAGS : XtStruct.IPT_ENTRY_INVFLAGS));
        if ((inverted & XtNumber.IPT_INV_SRCIP) != 0) {
            return false;
        }
        boolean ended = false;
        for (int i = 0; i < addressBytes; i += Integer.BYTES) {
            int mask = bytes.getInt(entry + maskOffset + i);
            boolean prefix = ended ? mask == 0 : (~mask & (~mask + 1)) == 0;
            if (!prefix) {
                return false;
            }
            ended |= mask != -1;
        }
        return true;
    }

    /** The source of a rule that is one network. */
    IntervalSet source(int entry) {
        byte[] first = new byte[addressBytes];
        byte[] last = new byte[addressBytes];
        for (int i = 0; i < addressBytes; i++) {
            byte mask = bytes.get(entry + maskOffset + i);
            first[i] = (byte) (bytes.get(entry + i) & mask);
            last[i] = (byte) (first[i] | ~mask);
        }
        return IntervalSet.between(first, last);
    }

    /**
     * The sources of those of like rules, from the first on, that are the same as one rule with all their sources: they decide, or a packet that goes on after one matches
     * none of the others. Sources of like rules are networks of one length, any two of which are the same or disjoint.
     *
     * @param target that of all
     */
    List<IntervalSet> ofOne(XtTarget target, List<XtEntry> like) {
        boolean decides = target == Plain.ACCEPT
                || target == Plain.DROP
                || target == Plain.REJECT
                || target == Plain.RETURN
                || (target instanceof XtTarget.Jump jump && jump.isGoto());
        List<IntervalSet> sources = new ArrayList<>();
        Set<IntervalSet> seen = new HashSet<>();
        for (XtEntry entry : like) {
            patience.spend(1);
            IntervalSet source = source(entry.at());
            if (!decides && !seen.add(source)) {
                break;
            }
            sources.add(source);
        }
        return sources;
    }
}
