package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.kernel.AttributesBuilder;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of policy routing as net/core/fib_rules.c fib_nl_fill_rule writes them: a fib_rule_hdr, and attributes (linux/fib_rules.h). */
class RoutingRulesTest {

    private static final byte IPV4 = 2;
    private static final byte IPV6 = 10;

    private static final int LOCAL = 255;
    private static final int MAIN = 254;

    private static final UnexaminedHook NONE_FOR_ALL = UnexaminedHook.unseen(
            "the routing rules (ip rule), of which none looks up the local table for all packets");

    private final RoutingRules rules = new RoutingRules();

    private static AttributesBuilder attributes() {
        return new AttributesBuilder(ByteOrder.nativeOrder());
    }

    /** FRA_PRIORITY is 6, FRA_TABLE 15; FR_ACT_TO_TBL is 1. */
    private static AttributesBuilder priority(int priority, int table) {
        return attributes().number(15, table).number(6, priority);
    }

    private static byte[] header(byte family, int table) {
        byte[] header = new byte[RoutingRules.HEADER];
        header[0] = family;
        header[4] = (byte) table;
        header[7] = 1;
        return header;
    }

    private void take(byte[] header, AttributesBuilder attributes) {
        rules.take(32, header, attributes.build());
    }

    /** {@code ip rule}: 0 from all lookup local. */
    private void takeLocal(byte family) {
        take(header(family, LOCAL), priority(0, LOCAL));
    }

    private static UnexaminedHook before(String priority) {
        return UnexaminedHook.seen("a routing rule before the local table (ip rule, priority " + priority + ")");
    }

    @Test
    void thoseThatEachLinuxBeginsWith() {
        for (byte family : new byte[] {IPV4, IPV6}) {
            takeLocal(family);
            take(header(family, MAIN), priority(32_766, MAIN));
        }
        assertEquals(List.of(), rules.unexamined());
    }

    @Test
    void withoutAnyRuleNothingIsSaid() {
        assertEquals(List.of(), rules.unexamined());
    }

    @Test
    void aRuleBeforeTheLocalTableAndOneBehindIt() {
        take(header(IPV4, 100), priority(5, 100));
        takeLocal(IPV4);
        take(header(IPV4, 101), priority(9, 101));

        assertEquals(List.of(before("5")), rules.unexamined());
    }

    /** Priorities are unsigned. */
    @Test
    void theHighestPriority() {
        take(header(IPV4, 100), priority(-1, 100));

        assertEquals(List.of(before("4294967295"), NONE_FOR_ALL), rules.unexamined());
    }

    /** fib_nl_fill_rule leaves out a priority of 0. */
    @Test
    void aRuleWithoutItsPriority() {
        take(header(IPV4, 100), attributes());
        takeLocal(IPV4);

        assertEquals(List.of(before("0")), rules.unexamined());
    }

    @Test
    void eachFamilyHasItsOwnRules() {
        takeLocal(IPV4);
        take(header(IPV6, MAIN), priority(32_766, MAIN));

        assertEquals(List.of(before("32766"), NONE_FOR_ALL), rules.unexamined());
    }

    /** RTNL_FAMILY_IPMR is 128, RTNL_FAMILY_IP6MR 129: those of multicast routing. */
    @Test
    void rulesOfOtherFamilies() {
        take(header((byte) 128, 253), priority(32_767, 253));
        take(header((byte) 129, 253), priority(32_767, 253));

        assertEquals(List.of(), rules.unexamined());
    }

    /** FRA_L3MDEV is 19: its packets have a VRF's table, which {@link RtnetlinkParser} reports. A value of 0 is none. */
    @Test
    void theRuleOfVrfs() {
        take(header(IPV4, 0), priority(1000, 0).value(19, (byte) 1));
        takeLocal(IPV4);
        assertEquals(List.of(), rules.unexamined());

        take(header(IPV6, 0), priority(1000, 0).value(19, (byte) 0));
        take(header(IPV6, 0), priority(1001, 0).value(19));
        takeLocal(IPV6);
        assertEquals(List.of(before("1000"), before("1001")), rules.unexamined());
    }

    /** FRA_IIFNAME is 3, FRA_OIFNAME 17: packets of this machine come in by lo, and only theirs have an interface to leave by. */
    @Test
    void rulesForPacketsOfThisMachineItself() {
        take(header(IPV4, 100), priority(1, 100).text(3, "lo"));
        take(header(IPV4, 100), priority(2, 100).text(17, "eth0"));
        take(header(IPV4, 100), priority(3, 100).text(3, "eth0"));
        takeLocal(IPV4);

        assertEquals(List.of(before("3")), rules.unexamined());
    }

    /** Its negation is for the packets of all others: fib_rule_match of net/core/fib_rules.c. */
    @ParameterizedTest
    @ValueSource(ints = {3, 17, 19})
    void theNegationOfARuleForPacketsOfThisMachineOrAVrf(int type) {
        byte[] header = header(IPV4, LOCAL);
        header[8] = 2;
        AttributesBuilder rule = priority(1, LOCAL);
        take(header, type == 19 ? rule.value(19, (byte) 1) : rule.text(type, "lo"));
        takeLocal(IPV4);

        assertEquals(List.of(before("1")), rules.unexamined());
    }

    /** FR_ACT_GOTO is 2, FR_ACT_BLACKHOLE 6, FR_ACT_UNREACHABLE 7, FR_ACT_PROHIBIT 8. */
    @ParameterizedTest
    @ValueSource(ints = {2, 6, 7, 8})
    void rulesThatLookUpNoTable(int action) {
        byte[] header = header(IPV4, LOCAL);
        header[7] = (byte) action;
        take(header, priority(4, LOCAL));

        assertEquals(List.of(before("4"), NONE_FOR_ALL), rules.unexamined());
    }

    /** The header has a byte, FRA_TABLE all 32 bits: 511 is written as RT_TABLE_COMPAT, 252, there. */
    @ParameterizedTest
    @CsvSource({"252, 511, false", "255, 511, false", "252, 255, true", "255, -1, true", "254, -1, false"})
    void theTableOfTheAttributeOrTheHeader(int inHeader, long attribute, boolean local) {
        take(header(IPV4, inHeader), attribute < 0 ? attributes() : attributes().number(15, (int) attribute));

        assertEquals(local ? List.of() : List.of(before("0"), NONE_FOR_ALL), rules.unexamined());
    }

    /** The lengths of destination and source, and the type of service. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSelectorInTheHeader(int field) {
        byte[] header = header(IPV4, LOCAL);
        header[field] = 8;
        take(header, priority(0, LOCAL));

        assertEquals(List.of(before("0"), NONE_FOR_ALL), rules.unexamined());
    }

    /** FIB_RULE_INVERT is 2, of 32 bits from byte 8 on in the machine's byte order; FIB_RULE_PERMANENT 1, FIB_RULE_IIF_DETACHED 8. */
    @ParameterizedTest
    @CsvSource({"8, 2, true", "11, 2, true", "8, 1, false", "11, 1, false", "8, 9, false", "11, 11, true"})
    void aRuleForAllOthers(int at, int flags, boolean inverted) {
        byte[] header = header(IPV4, LOCAL);
        header[at] = (byte) flags;
        take(header, priority(0, LOCAL));

        assertEquals(inverted ? List.of(before("0"), NONE_FOR_ALL) : List.of(), rules.unexamined());
    }

    /** FRA_FWMARK is 10, FRA_FWMASK 16. The kernel leaves out a mark of 0, and the mask if both are 0. */
    @ParameterizedTest
    @CsvSource({"7, -1, true", "7, 7, true", ", 7, true", "0, 7, true", "7, , true", ", , false", "0, 0, false"})
    void aMark(Integer mark, Integer mask, boolean selects) {
        AttributesBuilder rule = priority(0, LOCAL);
        if (mark != null) {
            rule.number(10, mark);
        }
        if (mask != null) {
            rule.number(16, mask);
        }
        take(header(IPV4, LOCAL), rule);

        assertEquals(selects ? List.of(before("0"), NONE_FOR_ALL) : List.of(), rules.unexamined());
    }

    /** FRA_IIFNAME, FRA_TUN_ID, FRA_UID_RANGE, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE, FRA_DSCP, FRA_FLOWLABEL, its mask, those of the ports, and FRA_DSCP_MASK. */
    @ParameterizedTest
    @ValueSource(ints = {3, 12, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30})
    void aSelectorOfItsOwn(int type) {
        take(header(IPV4, LOCAL), priority(0, LOCAL).value(type, new byte[8]));

        assertEquals(List.of(before("0"), NONE_FOR_ALL), rules.unexamined());
    }

    /** FRA_SUPPRESS_IFGROUP is 13, which the kernel writes if it is set, FRA_SUPPRESS_PREFIXLEN 14, which is -1 if it is not (ip-rule(8)). */
    @ParameterizedTest
    @CsvSource({"13, 0, true", "13, 7, true", "14, 32, true", "14, 0, true", "14, -1, false"})
    void aRuleThatIgnoresRoutesOfTheTable(int type, int value, boolean ignores) {
        take(header(IPV4, LOCAL), priority(0, LOCAL).number(type, value));

        assertEquals(ignores ? List.of(before("0"), NONE_FOR_ALL) : List.of(), rules.unexamined());
    }

    /** FRA_FLOW is 11, FRA_PROTOCOL 21: they select nothing. */
    @ParameterizedTest
    @ValueSource(ints = {11, 21, 31})
    void anAttributeThatSelectsNothing(int type) {
        take(header(IPV4, LOCAL), priority(0, LOCAL).number(type, 4));

        assertEquals(List.of(), rules.unexamined());
    }
}
