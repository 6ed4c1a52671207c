package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of policy routing (ip-rule(8), linux/fib_rules.h) that come before the local table, which usually is the first to be looked up: what they match may not be
 * delivered to this machine.
 */
final class RoutingRules implements NetlinkParser.AttributeTaker {

    static final int HEADER = 12; // fib_rule_hdr

    private static final int TO_TABLE = 1; // FR_ACT_TO_TBL
    private static final int INVERT = 2; // FIB_RULE_INVERT
    private static final int RT_TABLE_LOCAL = 255;

    private static final int FRA_IIFNAME = 3;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_TUN_ID = 12;
    private static final int FRA_SUPPRESS_IFGROUP = 13;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_L3MDEV = 19;
    private static final int FRA_UID_RANGE = 20;
    private static final int FRA_IP_PROTO = 22;

    /** The last selector: FRA_DSCP_MASK, FRA_FLOWLABEL and others follow the ports. */
    private static final int LAST_SELECTOR = 30;

    private final List<UnexaminedHook> before = new ArrayList<>();
    private final List<Integer> families = new ArrayList<>();
    private final List<Integer> settled = new ArrayList<>();

    /** Takes a rule; a dump lists those of each family in the order in which they are tried. */
    @Override
    public void take(int type, byte[] header, NetlinkAttributes rule) {
        int family = header[0];
        boolean wanted = family == SocketConstant.AF_INET || family == SocketConstant.AF_INET6;
        if (!wanted || settled.contains(family)) {
            return;
        }
        families.add(family);
        Optional<String> from = rule.text(FRA_IIFNAME);
        byte[] vrf = rule.value(FRA_L3MDEV).orElse(new byte[0]);
        boolean ofVrf = vrf.length > 0 && vrf[0] != 0;
        boolean outbound = rule.has(FRA_OIFNAME) || from.equals(Optional.of("lo"));
        boolean inverted = (header[8] & INVERT) != 0 || (header[11] & INVERT) != 0; // in either byte order
        if (!inverted && (ofVrf || outbound)) {
            return;
        }
        if (!inverted
                && header[7] == TO_TABLE
                && rule.hostNumber(FRA_TABLE, header[4] & 0xff) == RT_TABLE_LOCAL
                && !selects(header, rule)
                && !suppresses(rule)) {
            settled.add(family);
            return;
        }
        before.add(UnexaminedHook.seen("a routing rule before the local table (ip rule, priority "
                + Integer.toUnsignedString(rule.hostNumber(FRA_PRIORITY, 0)) + ")"));
    }

    private static boolean selects(byte[] header, NetlinkAttributes rule) {
        boolean plain = header[1] == 0 && header[2] == 0 && header[3] == 0;
        // Of mark 0 the kernel writes the mask alone.
        boolean marked = rule.hostNumber(FRA_FWMARK, 0) != 0 || rule.hostNumber(FRA_FWMASK, 0) != 0;
        boolean more = rule.has(FRA_IIFNAME) || rule.has(FRA_TUN_ID) || rule.has(FRA_UID_RANGE);
        for (int selector = FRA_IP_PROTO; selector <= LAST_SELECTOR; selector++) {
            more |= rule.has(selector);
        }
        return !plain || marked || more;
    }

    /** Whether it ignores some routes of its table (net/ipv4/fib_rules.c fib4_rule_suppress). */
    private static boolean suppresses(NetlinkAttributes rule) {
        return rule.has(FRA_SUPPRESS_IFGROUP) || rule.hostNumber(FRA_SUPPRESS_PREFIXLEN, -1) != -1;
    }

    /** What may lead packets to this machine's addresses elsewhere. */
    List<UnexaminedHook> unexamined() {
        List<UnexaminedHook> all = new ArrayList<>(before);
        if (!settled.containsAll(families)) {
            all.add(UnexaminedHook.unseen(
                    "the routing rules (ip rule), of which none looks up the local table for all packets"));
        }
        return all;
    }
}
