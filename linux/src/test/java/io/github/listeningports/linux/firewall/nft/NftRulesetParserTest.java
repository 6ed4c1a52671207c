package io.github.listeningports.linux.firewall.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.nft.NftExpression.RegisterRange;
import io.github.listeningports.linux.firewall.xt.XtMatchParser;
import io.github.listeningports.linux.firewall.xt.XtTargetParser;
import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Messages of nf_tables become typed expressions and elements; what is missing or malformed stays distinguishable. */
class NftRulesetParserTest {

    /** Attributes of a type and a value each, as bytes or a number in network byte order. */
    private static NetlinkAttributes attributes(Object... typesAndValues) {
        byte[] bytes = bytes(typesAndValues);
        return NetlinkFixtures.attributes(bytes, bytes.length, ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(Object... typesAndValues) {
        ByteBuffer all = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < typesAndValues.length; i += 2) {
            byte[] value = typesAndValues[i + 1] instanceof Integer number
                    ? ByteBuffer.allocate(4).putInt(number).array()
                    : (byte[]) typesAndValues[i + 1];
            all.putShort((short) (4 + value.length)).putShort((short) (int) (Integer) typesAndValues[i]);
            all.put(value).position((all.position() + 3) & ~3);
        }
        byte[] bytes = new byte[all.position()];
        all.get(0, bytes);
        return bytes;
    }

    private static byte[] data(byte... value) {
        return bytes(NftAttribute.DATA_VALUE, value);
    }

    @Test
    void aComparisonHasARegisterAnOperationAndAConstant() {
        NetlinkAttributes cmp = attributes(
                NftAttribute.CMP_SREG, 1, NftAttribute.CMP_OP, 5, NftAttribute.CMP_DATA, data((byte) 0, (byte) 22));
        assertEquals(
                new NftExpression.Compare(1, NftKey.Comparison.GTE, ByteString.of((byte) 0, (byte) 22)),
                NftExpressionParser.parse("cmp", NetfilterConstant.NFPROTO_INET, cmp));
        assertEquals(
                new NftExpression.Compare(NftRegisters.MISSING, NftKey.Comparison.UNKNOWN, ByteString.EMPTY),
                NftExpressionParser.parse("cmp", NetfilterConstant.NFPROTO_INET, NetlinkFixtures.NO_ATTRIBUTES));
    }

    @Test
    void aRegisterThatIsAbsentIsNotOneThatIsMalformed() {
        assertEquals(
                new NftExpression.Forward(OptionalInt.empty(), OptionalInt.empty()),
                NftExpressionParser.parse("fwd", NetfilterConstant.NFPROTO_INET, NetlinkFixtures.NO_ATTRIBUTES));
        assertEquals(
                new NftExpression.Forward(OptionalInt.empty(), OptionalInt.of(10)),
                NftExpressionParser.parse(
                        "fwd",
                        NetfilterConstant.NFPROTO_INET,
                        attributes(NftAttribute.FWD_NFPROTO, new byte[] {0, 0, 0, 10})));
        assertEquals(
                new NftExpression.Forward(OptionalInt.of(NftRegisters.MISSING), OptionalInt.empty()),
                NftExpressionParser.parse(
                        "fwd", NetfilterConstant.NFPROTO_INET, attributes(NftAttribute.FWD_SREG_DEV, new byte[3])));
    }

    @Test
    void keysOfNewerKernelsAreNotUnknownOnes() {
        assertEquals(NftKey.Meta.SDIFNAME, NftKey.Meta.of(34));
        assertEquals(NftKey.Meta.NEWER, NftKey.Meta.of(35));
        assertEquals(NftKey.Meta.UNKNOWN, NftKey.Meta.of(-1));
        assertEquals(NftKey.Ct.UNKNOWN, NftKey.Ct.of(99));
    }

    @Test
    void anExpressionOfAnotherNameKeepsItsName() {
        assertEquals(
                new NftExpression.Unknown("new"),
                NftExpressionParser.parse("new", NetfilterConstant.NFPROTO_INET, NetlinkFixtures.NO_ATTRIBUTES));
        assertEquals(
                new NftExpression.NoEffect("log"),
                NftExpressionParser.parse("log", NetfilterConstant.NFPROTO_INET, NetlinkFixtures.NO_ATTRIBUTES));
    }

    @Test
    void anIntervalEndsBeforeTheNextEndOrStart() {
        NftElementParser parser = new NftElementParser();
        for (int start : List.of(40, 10, 30)) {
            parser.take(attributes(NftAttribute.SET_ELEM_KEY, data((byte) start)));
        }
        parser.take(attributes(
                NftAttribute.SET_ELEM_KEY,
                data((byte) 20),
                NftAttribute.SET_ELEM_FLAGS,
                NftConstant.SET_ELEM_INTERVAL_END));
        NftElements elements = parser.elements(1, true);
        assertEquals(
                List.of("10-19", "30-39", "40-255"),
                elements.keys().stream()
                        .map(each -> (each.first()[0] & 0xff) + "-" + (each.last()[0] & 0xff))
                        .toList());
        assertEquals(4, elements.listed());
        assertEquals(Optional.empty(), elements.catchAll());
        assertEquals(false, elements.unknown());
    }

    @Test
    void aKeyOfAnotherLengthMakesASetUnknown() {
        NftElementParser parser = new NftElementParser();
        parser.take(attributes(NftAttribute.SET_ELEM_KEY, data((byte) 1, (byte) 2)));
        assertEquals(true, parser.elements(1, false).unknown());
        assertEquals(false, parser.elements(2, false).unknown());
    }

    /** In network byte order, as nf_tables writes its numbers, or text with the zero byte that ends it. */
    private static byte[] text(String value) {
        return (value + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static NftExpression parse(String name, Object... typesAndValues) {
        return NftExpressionParser.parse(name, NetfilterConstant.NFPROTO_INET, attributes(typesAndValues));
    }

    private static ByteString constant(int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        return ByteString.of(value);
    }

    private static Optional<RegisterRange> registers(int first, int last) {
        return Optional.of(new RegisterRange(first, last));
    }

    @Test
    void constantsAndVerdicts() {
        assertEquals(
                new NftExpression.Immediate(8, constant(0, 22)),
                parse("immediate", NftAttribute.IMMEDIATE_DREG, 8, NftAttribute.IMMEDIATE_DATA, data((byte) 0, (byte)
                        22)));
        byte[] verdict = bytes(NftAttribute.VERDICT_CODE, -3, NftAttribute.VERDICT_CHAIN, text("ssh"));
        assertEquals(
                new NftExpression.ImmediateVerdict(new NftVerdict(-3, Optional.of("ssh"))),
                parse(
                        "immediate",
                        NftAttribute.IMMEDIATE_DREG,
                        NftConstant.REG_VERDICT,
                        NftAttribute.IMMEDIATE_DATA,
                        bytes(NftAttribute.DATA_VERDICT, verdict)));
        assertEquals(
                new NftExpression.ImmediateVerdict(NftVerdict.MISSING),
                parse("immediate", NftAttribute.IMMEDIATE_DREG, NftConstant.REG_VERDICT));
    }

    @Test
    void computations() {
        assertEquals(
                new NftExpression.Range(9, NftKey.RangeTest.NEQ, constant(1), constant(5)),
                parse(
                        "range",
                        NftAttribute.RANGE_SREG,
                        9,
                        NftAttribute.RANGE_OP,
                        1,
                        NftAttribute.RANGE_FROM_DATA,
                        data((byte) 1),
                        NftAttribute.RANGE_TO_DATA,
                        data((byte) 5)));
        Object[] bitwise = {
            NftAttribute.BITWISE_SREG,
            1,
            NftAttribute.BITWISE_DREG,
            2,
            NftAttribute.BITWISE_LEN,
            4,
            NftAttribute.BITWISE_MASK,
            data((byte) 0xf0),
            NftAttribute.BITWISE_XOR,
            data((byte) 3)
        };
        assertEquals(new NftExpression.Bitwise(1, 2, 4, true, constant(0xf0), constant(3)), parse("bitwise", bitwise));
        assertEquals(
                new NftExpression.Bitwise(1, 2, 4, false, ByteString.EMPTY, ByteString.EMPTY),
                parse(
                        "bitwise",
                        NftAttribute.BITWISE_SREG,
                        1,
                        NftAttribute.BITWISE_DREG,
                        2,
                        NftAttribute.BITWISE_LEN,
                        4,
                        NftAttribute.BITWISE_OP,
                        1),
                "NFT_BITWISE_LSHIFT");
        assertEquals(
                new NftExpression.ByteOrderConversion(1, 2, 4, 2),
                parse(
                        "byteorder",
                        NftAttribute.BYTEORDER_SREG,
                        1,
                        NftAttribute.BYTEORDER_DREG,
                        2,
                        NftAttribute.BYTEORDER_LEN,
                        4,
                        NftAttribute.BYTEORDER_SIZE,
                        2));
    }

    /** With a destination register they load, with a source register they store. */
    @Test
    void loadsAndStores() {
        Object[] part = {NftAttribute.PAYLOAD_BASE, 2, NftAttribute.PAYLOAD_OFFSET, 2, NftAttribute.PAYLOAD_LEN, 2};
        PayloadPart port = new PayloadPart(NftKey.PayloadBase.TRANSPORT_HEADER, 2, 2);
        assertEquals(
                new NftExpression.PayloadLoad(port, 1), parse("payload", with(part, NftAttribute.PAYLOAD_DREG, 1)));
        assertEquals(
                new NftExpression.PayloadStore(port, 1), parse("payload", with(part, NftAttribute.PAYLOAD_SREG, 1)));
        assertEquals(
                new NftExpression.MetaLoad(NftKey.Meta.MARK, 1),
                parse("meta", NftAttribute.META_KEY, 3, NftAttribute.META_DREG, 1));
        assertEquals(
                new NftExpression.MetaStore(NftKey.Meta.MARK, 1),
                parse("meta", NftAttribute.META_KEY, 3, NftAttribute.META_SREG, 1));
        assertEquals(
                new NftExpression.CtStore(NftKey.Ct.MARK, 1),
                parse("ct", NftAttribute.CT_KEY, 3, NftAttribute.CT_SREG, 1));
        Object[] state = {NftAttribute.CT_KEY, 8, NftAttribute.CT_DREG, 1};
        assertEquals(new NftExpression.CtLoad(NftKey.Ct.SRC, false, 1), parse("ct", state));
        for (byte[] direction : new byte[][] {{0}, {1}, {1, 0}}) {
            boolean reply = direction.length == 1 && direction[0] == 1; // IP_CT_DIR_REPLY
            assertEquals(
                    new NftExpression.CtLoad(NftKey.Ct.SRC, reply, 1),
                    parse("ct", with(state, NftAttribute.CT_DIRECTION, direction)));
        }
    }

    private static Object[] with(Object[] some, Object... more) {
        Object[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** NFTA_FIB_F_SADDR is 1, DADDR 2, MARK 4, IIF 8, PRESENT 32. */
    @Test
    void routesAndHeaders() {
        Object[] fib = {NftAttribute.FIB_RESULT, 3, NftAttribute.FIB_DREG, 1};
        NftKey.FibResult type = NftKey.FibResult.ADDRTYPE;
        assertEquals(new NftExpression.Fib(type, false, false, false, false, false, 1), parse("fib", fib));
        for (int flag : new int[] {1, 2, 4, 8, 32}) {
            assertEquals(
                    new NftExpression.Fib(type, flag == 1, flag == 2, flag == 8, flag == 4, flag == 32, 1),
                    parse("fib", with(fib, NftAttribute.FIB_FLAGS, flag)));
        }
        Object[] option = {NftAttribute.EXTHDR_TYPE, new byte[] {(byte) 0xfe}, NftAttribute.EXTHDR_LEN, 2};
        assertEquals(new NftExpression.TcpOptionChange(), parse("exthdr", with(option, 7, 1)), "NFTA_EXTHDR_SREG");
        Object[] load = with(option, NftAttribute.EXTHDR_DREG, 1);
        assertEquals(new NftExpression.ExtensionHeader(false, 0xfe, false, 2, 1), parse("exthdr", load));
        assertEquals(
                new NftExpression.ExtensionHeader(true, 0xfe, true, 2, 1),
                parse("exthdr", with(load, NftAttribute.EXTHDR_OP, 1, NftAttribute.EXTHDR_FLAGS, 1)));
    }

    @Test
    void setsAndObjects() {
        Object[] lookup = {NftAttribute.LOOKUP_SET, text("ports"), NftAttribute.LOOKUP_SREG, 1};
        Optional<String> ports = Optional.of("ports");
        assertEquals(new NftExpression.Lookup(ports, 1, OptionalInt.empty(), false), parse("lookup", lookup));
        assertEquals(
                new NftExpression.Lookup(ports, 1, OptionalInt.of(0), true),
                parse("lookup", with(lookup, NftAttribute.LOOKUP_DREG, 0, NftAttribute.LOOKUP_FLAGS, 1)));
        assertEquals(
                new NftExpression.ObjectReference(NftKey.ObjectType.LIMIT, Optional.empty()),
                parse("objref", NftAttribute.OBJREF_IMM_TYPE, 4));
        assertEquals(
                new NftExpression.ObjectReference(NftKey.ObjectType.UNKNOWN, ports),
                parse("objref", NftAttribute.OBJREF_SET_NAME, text("ports")));
        Object[] update = {NftAttribute.DYNSET_SET_NAME, text("ports")};
        assertEquals(new NftExpression.DynamicSet(ports, false, false), parse("dynset", update));
        assertEquals(
                new NftExpression.DynamicSet(ports, false, true),
                parse("dynset", with(update, NftAttribute.DYNSET_FLAGS, 1)));
        assertEquals(
                new NftExpression.DynamicSet(ports, true, false),
                parse("dynset", with(update, NftAttribute.DYNSET_EXPR, statement("limit"))));
        assertEquals(
                new NftExpression.DynamicSet(ports, false, false),
                parse("dynset", with(update, NftAttribute.DYNSET_EXPR, statement("counter"))));
    }

    private static byte[] statement(String name) {
        return bytes(NftAttribute.EXPR_NAME, text(name));
    }

    /** A range of one has no second register. */
    @Test
    void translations() {
        Object[] nat = {
            NftAttribute.NAT_TYPE,
            1,
            NftAttribute.NAT_FAMILY,
            2,
            NftAttribute.NAT_REG_ADDR_MIN,
            1,
            NftAttribute.NAT_REG_ADDR_MAX,
            2,
            NftAttribute.NAT_REG_PROTO_MIN,
            9
        };
        assertEquals(
                new NftExpression.Nat(false, OptionalInt.of(2), registers(1, 2), registers(9, 9), false),
                parse("nat", nat));
        assertEquals(
                new NftExpression.Nat(true, OptionalInt.of(10), Optional.empty(), Optional.empty(), true),
                parse(
                        "nat",
                        NftAttribute.NAT_TYPE,
                        NftConstant.NAT_SNAT,
                        NftAttribute.NAT_FAMILY,
                        10,
                        NftAttribute.NAT_FLAGS,
                        NetfilterConstant.NF_NAT_RANGE_NETMAP));
        assertEquals(
                new NftExpression.Redirect(registers(1, 2)),
                parse("redir", NftAttribute.REDIR_REG_PROTO_MIN, 1, NftAttribute.REDIR_REG_PROTO_MAX, 2));
        assertEquals(new NftExpression.Redirect(Optional.empty()), parse("redir"));
        assertEquals(
                new NftExpression.TransparentProxy(registers(1, 1)), parse("tproxy", NftAttribute.TPROXY_REG_PORT, 1));
        assertEquals(
                new NftExpression.Duplicate(OptionalInt.of(1), OptionalInt.of(2)),
                parse("dup", NftAttribute.DUP_SREG_ADDR, 1, NftAttribute.DUP_SREG_DEV, 2));
    }

    @Test
    void expressionsWithoutOperands() {
        Map<String, NftExpression> all = Map.of(
                "synproxy", new NftExpression.SynProxy(),
                "notrack", new NftExpression.NoTrack(),
                "reject", new NftExpression.Reject(),
                "queue", new NftExpression.Queue(),
                "limit", new NftExpression.RateLimit(),
                "quota", new NftExpression.Quota(),
                "connlimit", new NftExpression.ConnectionLimit(),
                "socket", new NftExpression.UnknownLoad("socket"),
                "masq", new NftExpression.NoEffect("masq"));
        all.forEach((name, expression) -> assertEquals(expression, parse(name)));
    }

    /** Those of net/netfilter/nft_compat.c: the structures are ip_tables' own. */
    @Test
    void matchesAndTargetsOfIpTables() {
        byte[] info = {0, 0, 0, 0, 1, 0, 0, 0, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0};
        assertEquals(
                new NftExpression.Match(new XtMatchParser(ByteOrder.LITTLE_ENDIAN).parse("mark", 1, info)),
                parse(
                        "match",
                        NftAttribute.MATCH_NAME,
                        text("mark"),
                        NftAttribute.MATCH_REV,
                        1,
                        NftAttribute.MATCH_INFO,
                        info));
        for (boolean ipv6 : new boolean[] {false, true}) {
            byte[] nat = new byte[20];
            nat[16] = 1;
            assertEquals(
                    new NftExpression.Target(
                            new XtTargetParser(ByteOrder.LITTLE_ENDIAN, ipv6).parse("REDIRECT", 0, nat)),
                    NftExpressionParser.parse(
                            "target",
                            ipv6 ? 10 : 2,
                            attributes(
                                    NftAttribute.TARGET_NAME,
                                    text("REDIRECT"),
                                    NftAttribute.TARGET_REV,
                                    0,
                                    NftAttribute.TARGET_INFO,
                                    nat)));
        }
    }

    private static final byte[] INET = {NetfilterConstant.NFPROTO_INET, 0, 0, 0};

    private static int type(int message) {
        return NetfilterConstant.messageType(message);
    }

    private static void take(NftRulesetParser parser, int message, Object... typesAndValues) {
        parser.take(type(message), INET, attributes(typesAndValues));
    }

    private static void table(NftRulesetParser parser, Object... more) {
        take(parser, NftConstant.MSG_NEWTABLE, with(new Object[] {NftAttribute.TABLE_NAME, text("t")}, more));
    }

    private static void chain(NftRulesetParser parser, Object... more) {
        Object[] name = {NftAttribute.CHAIN_TABLE, text("t"), NftAttribute.CHAIN_NAME, text("c")};
        take(parser, NftConstant.MSG_NEWCHAIN, with(name, more));
    }

    private static void rule(NftRulesetParser parser, Object... more) {
        Object[] name = {NftAttribute.RULE_TABLE, text("t"), NftAttribute.RULE_CHAIN, text("c")};
        take(parser, NftConstant.MSG_NEWRULE, with(name, more));
    }

    @Test
    void tablesAndTheirFlags() {
        NftRulesetParser parser = new NftRulesetParser();
        assertTrue(parser.ruleset().isEmpty());
        table(parser);
        table(parser, NftAttribute.TABLE_FLAGS, 1);
        table(parser, NftAttribute.TABLE_FLAGS, 2); // NFT_TABLE_F_OWNER
        assertEquals(
                List.of(
                        new NftRuleset.Table(1, "t", false),
                        new NftRuleset.Table(1, "t", true),
                        new NftRuleset.Table(1, "t", false)),
                parser.ruleset().tables());
        assertTrue(parser.isWhole());
        parser.take(type(NftConstant.MSG_NEWTABLE), INET, NetlinkFixtures.NO_ATTRIBUTES);
        assertFalse(parser.isWhole(), "one has no name");
    }

    @Test
    void chainsWithAndWithoutAHook() {
        NftRulesetParser parser = new NftRulesetParser();
        table(parser);
        chain(parser);
        byte[] names =
                bytes(NftAttribute.DEVICE_NAME, text("eth0"), NftAttribute.DEVICE_NAME, text("eth1"), 2, text("veth"));
        byte[] hook =
                bytes(NftAttribute.HOOK_HOOKNUM, 1, NftAttribute.HOOK_PRIORITY, -150, NftAttribute.HOOK_DEVS, names);
        chain(
                parser,
                NftAttribute.CHAIN_HOOK,
                hook,
                NftAttribute.CHAIN_POLICY,
                0,
                NftAttribute.CHAIN_TYPE,
                text("nat"));
        byte[] ofDevice =
                bytes(NftAttribute.HOOK_HOOKNUM, 0, NftAttribute.HOOK_PRIORITY, 0, NftAttribute.HOOK_DEV, text("a0"));
        chain(parser, NftAttribute.CHAIN_HOOK, ofDevice, NftAttribute.CHAIN_POLICY, 1);

        assertEquals(
                List.of(
                        new NftRuleset.Chain(1, "t", "c", OptionalInt.empty(), 0, false, "filter", List.of()),
                        new NftRuleset.Chain(
                                1, "t", "c", OptionalInt.of(1), -150, true, "nat", List.of("eth0", "eth1", "veth*")),
                        new NftRuleset.Chain(1, "t", "c", OptionalInt.of(0), 0, false, "filter", List.of("a0"))),
                parser.ruleset().chains());
        assertTrue(parser.isWhole());
        chain(parser, NftAttribute.CHAIN_HOOK, bytes(NftAttribute.HOOK_HOOKNUM, 1));
        assertFalse(parser.isWhole(), "a hook has a priority");
    }

    @Test
    void rulesWithExpressionsAndComments() {
        NftRulesetParser parser = new NftRulesetParser();
        table(parser);
        chain(parser);
        byte[] handle = {0, 0, 0, 1, 0, 0, 0, 7};
        byte[] two = bytes(
                NftAttribute.LIST_ELEM,
                bytes(NftAttribute.EXPR_NAME, text("counter")),
                NftAttribute.LIST_ELEM,
                bytes(
                        NftAttribute.EXPR_NAME,
                        text("meta"),
                        NftAttribute.EXPR_DATA,
                        bytes(NftAttribute.META_KEY, 3, NftAttribute.META_DREG, 1)));
        rule(
                parser,
                NftAttribute.RULE_HANDLE,
                handle,
                NftAttribute.RULE_EXPRESSIONS,
                two,
                NftAttribute.RULE_USERDATA,
                new byte[] {1, 2, 9, 9, 0, 3, 'w', 'e', 0});
        assertEquals(
                List.of(new NftRuleset.Rule(
                        1,
                        "t",
                        "c",
                        1L << 32 | 7,
                        "we",
                        List.of(
                                new NftExpression.NoEffect("counter"),
                                new NftExpression.MetaLoad(NftKey.Meta.MARK, 1)))),
                parser.ruleset().rules());
        assertTrue(parser.isWhole());
        rule(parser, NftAttribute.RULE_EXPRESSIONS, bytes(NftAttribute.LIST_ELEM, new byte[0]));
        assertFalse(parser.isWhole(), "an expression has a name");
    }

    /** libnftnl/udata.h: a type, a length, and a value. */
    @Test
    void commentsOfRules() {
        byte[][] data = {
            {},
            {0},
            {0, 2, 'a', 'b'},
            {0, 3, 'a', 'b'},
            {0, 0},
            {7, 1, 'x', 0, 1, 'b'},
            {7, (byte) 200, 0, 1, 'b'},
            longComment()
        };
        List<String> comments = List.of("", "", "ab", "", "", "b", "", "c".repeat(200));
        for (int i = 0; i < data.length; i++) {
            NftRulesetParser parser = new NftRulesetParser();
            rule(parser, NftAttribute.RULE_USERDATA, data[i]);
            assertEquals(comments.get(i), parser.ruleset().rules().get(0).comment());
        }
    }

    private static byte[] longComment() {
        byte[] data = new byte[3 + 202];
        data[0] = 7;
        data[1] = 1;
        data[3] = 0;
        data[4] = (byte) 200;
        Arrays.fill(data, 5, 205, (byte) 'c');
        return data;
    }

    @Test
    void whatBelongsToNothingIsNotWhole() {
        NftRulesetParser chainAlone = new NftRulesetParser();
        chain(chainAlone);
        assertFalse(chainAlone.isWhole());
        NftRulesetParser ruleAlone = new NftRulesetParser();
        table(ruleAlone);
        rule(ruleAlone);
        assertFalse(ruleAlone.isWhole());
        chain(ruleAlone);
        assertTrue(ruleAlone.isWhole(), "messages may come in any order");
        ruleAlone.take(
                type(NftConstant.MSG_NEWRULE),
                new byte[] {10, 0, 0, 0},
                attributes(NftAttribute.RULE_TABLE, text("t"), NftAttribute.RULE_CHAIN, text("c")));
        assertFalse(ruleAlone.isWhole(), "a table of another family");
    }

    private static NftRuleset.SetDefinition set(Object... more) {
        NftRulesetParser parser = new NftRulesetParser();
        takeSet(parser, with(new Object[] {NftAttribute.SET_KEY_LEN, 4}, more));
        assertTrue(parser.isWhole());
        return parser.ruleset().sets().get(0);
    }

    private static void takeSet(NftRulesetParser parser, Object... more) {
        Object[] name = {NftAttribute.SET_TABLE, text("t"), NftAttribute.SET_NAME, text("s")};
        take(parser, NftConstant.MSG_NEWSET, with(name, more));
    }

    private static NftRuleset.SetDefinition expected(
            boolean intervals, boolean timeouts, boolean objects, NftKey.ObjectType type, int size, int... fields) {
        List<Integer> lengths = Arrays.stream(fields).boxed().toList();
        return new NftRuleset.SetDefinition(
                1, "t", "s", 4, intervals, timeouts, objects, type, size, lengths, false, false, NftElements.NONE);
    }

    /** NFT_SET_INTERVAL is 4, NFT_SET_TIMEOUT 16, NFT_SET_OBJECT 64. */
    @Test
    void setsAndTheirFlags() {
        NftKey.ObjectType none = NftKey.ObjectType.UNKNOWN;
        assertEquals(expected(false, false, false, none, 0), set());
        assertEquals(expected(true, false, false, none, 0), set(NftAttribute.SET_FLAGS, 4));
        assertEquals(expected(false, true, false, none, 0), set(NftAttribute.SET_FLAGS, 16));
        assertEquals(
                expected(false, false, true, NftKey.ObjectType.COUNTER, 0),
                set(NftAttribute.SET_FLAGS, 64, NftAttribute.SET_OBJ_TYPE, 1));
        Object[] one = {NftAttribute.LIST_ELEM, bytes(NftAttribute.SET_FIELD_LEN, 4)};
        byte[] oneField = bytes(NftAttribute.SET_DESC_SIZE, 9, NftAttribute.SET_DESC_CONCAT, bytes(one));
        assertEquals(
                expected(true, false, false, none, 9, 4),
                set(NftAttribute.SET_FLAGS, 4, NftAttribute.SET_DESC, oneField));
        Object[] two = with(one, NftAttribute.LIST_ELEM, bytes(NftAttribute.SET_FIELD_LEN, 2));
        assertEquals(
                expected(false, false, false, none, 0, 4, 2),
                set(NftAttribute.SET_FLAGS, 4, NftAttribute.SET_DESC, bytes(NftAttribute.SET_DESC_CONCAT, bytes(two))),
                "elements of concatenations have two keys");
        assertTrue(set(NftAttribute.SET_GC_INTERVAL, 1).lingers());
        assertTrue(set(NftAttribute.SET_EXPR, statement("limit")).limits());
        assertFalse(set(NftAttribute.SET_EXPR, statement("last")).limits());
        byte[] counterAndQuota =
                bytes(NftAttribute.LIST_ELEM, statement("counter"), NftAttribute.LIST_ELEM, statement("quota"));
        assertTrue(set(NftAttribute.SET_EXPRESSIONS, counterAndQuota).limits());

        NftRulesetParser parser = new NftRulesetParser();
        takeSet(parser);
        assertFalse(parser.isWhole(), "a key has a length");
    }

    @Test
    void elementsOfASetComeInSeveralMessages() {
        NftRulesetParser parser = new NftRulesetParser();
        for (int key = 1; key < 3; key++) {
            byte[] element = bytes(NftAttribute.SET_ELEM_KEY, data((byte) key));
            take(
                    parser,
                    NftConstant.MSG_NEWSETELEM,
                    NftAttribute.SET_ELEM_LIST_TABLE,
                    text("t"),
                    NftAttribute.SET_ELEM_LIST_SET,
                    text("s"),
                    NftAttribute.SET_ELEM_LIST_ELEMENTS,
                    bytes(NftAttribute.LIST_ELEM, element));
        }
        takeSet(parser, NftAttribute.SET_KEY_LEN, 1);
        assertEquals(
                List.of("1-1", "2-2"), ranges(parser.ruleset().sets().get(0).elements()));
        assertTrue(parser.isWhole());

        byte[] cut = {9, 0, 1, 0}; // an attribute of nine bytes, of which there are four
        take(
                parser,
                NftConstant.MSG_NEWSETELEM,
                NftAttribute.SET_ELEM_LIST_TABLE,
                text("t"),
                NftAttribute.SET_ELEM_LIST_SET,
                text("s"),
                NftAttribute.SET_ELEM_LIST_ELEMENTS,
                bytes(NftAttribute.LIST_ELEM, cut));
        assertFalse(parser.isWhole());
    }

    /** The texts of rules are made of them. */
    @Test
    void messagesOfRulesAndAnonymousSetsAreKept() {
        NftRulesetParser parser = new NftRulesetParser();
        rule(parser, NftAttribute.RULE_HANDLE, new byte[] {0, 0, 0, 0, 0, 0, 0, 7});
        takeSet(parser, NftAttribute.SET_KEY_LEN, 1, NftAttribute.SET_FLAGS, NftConstant.SET_ANONYMOUS);
        byte[] element = bytes(NftAttribute.SET_ELEM_KEY, data((byte) 9));
        take(
                parser,
                NftConstant.MSG_NEWSETELEM,
                NftAttribute.SET_ELEM_LIST_TABLE,
                text("t"),
                NftAttribute.SET_ELEM_LIST_SET,
                text("s"),
                NftAttribute.SET_ELEM_LIST_ELEMENTS,
                bytes(NftAttribute.LIST_ELEM, element));
        NftSources sources = parser.ruleset().sources();
        assertEquals(Optional.of("c"), sources.rule(1, "t", 7).flatMap(rule -> rule.text(NftAttribute.RULE_CHAIN)));
        NftSources.Set set = sources.set(1, "t", "s").orElseThrow();
        assertTrue(set.isAnonymous());
        assertEquals(1, set.keyLength());
        assertEquals(
                List.of(9),
                set.elements().stream()
                        .map(each -> each.nested(NftAttribute.SET_ELEM_KEY).unsigned(NftAttribute.DATA_VALUE, 0))
                        .toList());
    }

    @Test
    void otherMessagesAndTheGeneration() {
        NftRulesetParser parser = new NftRulesetParser();
        take(parser, 2, NftAttribute.TABLE_NAME, text("t")); // NFT_MSG_DELTABLE
        assertTrue(parser.ruleset().isEmpty());
        assertEquals(OptionalInt.of(77), NftRulesetParser.generation(attributes(NftAttribute.GEN_ID, 77)));
        assertEquals(OptionalInt.empty(), NftRulesetParser.generation(NetlinkFixtures.NO_ATTRIBUTES));
    }

    /** An expression that is cut, where its name is whole. */
    @Test
    void aRuleThatIsCut() {
        byte[] name = bytes(NftAttribute.EXPR_NAME, text("counter"));
        byte[] cut = Arrays.copyOf(name, name.length + 4);
        cut[name.length] = 9;
        NftRulesetParser parser = new NftRulesetParser();
        table(parser);
        chain(parser);
        rule(parser, NftAttribute.RULE_EXPRESSIONS, bytes(NftAttribute.LIST_ELEM, cut));
        assertFalse(parser.isWhole());
    }

    private static List<String> ranges(NftElements elements) {
        return elements.keys().stream()
                .map(each -> number(each.first()) + "-" + number(each.last()))
                .toList();
    }

    private static int number(byte[] key) {
        int number = 0;
        for (byte each : key) {
            number = number << 8 | (each & 0xff);
        }
        return number;
    }

    private static final int END = NftConstant.SET_ELEM_INTERVAL_END;

    private static NftElementParser element(NftElementParser parser, int key, Object... more) {
        byte[] data = data((byte) (key >> 8), (byte) key);
        parser.take(attributes(with(new Object[] {NftAttribute.SET_ELEM_KEY, data}, more)));
        return parser;
    }

    private static List<String> intervals(String starts, String ends) {
        NftElementParser parser = new NftElementParser();
        for (String each : starts.split(" ", -1)) {
            element(parser, Integer.decode(each));
        }
        for (String each : ends.isEmpty() ? new String[0] : ends.split(" ", -1)) {
            element(parser, Integer.decode(each), NftAttribute.SET_ELEM_FLAGS, END);
        }
        NftElements elements = parser.elements(2, true);
        assertFalse(elements.unknown());
        return ranges(elements);
    }

    /** The kernel lists the end of each interval that does not go to the last key (net/netfilter/nft_set_rbtree.c). */
    @Test
    void intervalsOfKeys() {
        assertEquals(List.of("256-511"), intervals("0x100", "0x200"), "the lower bytes are borrowed from");
        assertEquals(List.of("0-65534"), intervals("0", "0xffff"));
        assertEquals(List.of("32768-65535"), intervals("0x8000", ""), "keys are unsigned");
        assertEquals(List.of("1-1", "2-65535"), intervals("2 1", ""));
        assertEquals(List.of("5-6"), intervals("5", "0 5 7"), "an end is behind its start");
        assertEquals(List.of("10-19", "20-29", "40-49"), intervals("10 20 40", "30 20 50"));
        assertEquals(List.of("255-255", "256-256"), intervals("0xff 0x100", "0x101"));
        assertEquals(List.of("10-29", "40-49"), intervals("10 40", "50 30"), "ends in any order");
    }

    @Test
    void elementsWithTwoKeys() {
        NftElementParser parser =
                element(new NftElementParser(), 0x0102, NftAttribute.SET_ELEM_KEY_END, data((byte) 1, (byte) 9));
        assertEquals(List.of("258-265"), ranges(parser.elements(2, false)));
        assertFalse(parser.elements(2, false).unknown());
        element(parser, 0x0202, NftAttribute.SET_ELEM_KEY_END, data((byte) 1));
        assertEquals(List.of("258-265", "514-514"), ranges(parser.elements(2, false)));
        assertTrue(parser.elements(2, false).unknown(), "the second is shorter than the first");
        NftElementParser without = element(new NftElementParser(), 0x0102, NftAttribute.SET_ELEM_KEY_END, new byte[0]);
        assertTrue(without.elements(2, false).unknown());
    }

    @Test
    void theElementForAllOtherKeys() {
        byte[] verdict = bytes(NftAttribute.DATA_VERDICT, bytes(NftAttribute.VERDICT_CODE, 0));
        Object[] rest = {NftAttribute.SET_ELEM_FLAGS, NftConstant.SET_ELEM_CATCHALL, NftAttribute.SET_ELEM_DATA, verdict
        };
        NftElementParser parser = element(new NftElementParser(), 1);
        parser.take(attributes(rest));
        NftElements elements = parser.elements(2, false);
        assertEquals(Optional.of(new NftVerdict(0, Optional.empty())), elements.catchAll());
        assertEquals(List.of("1-1"), ranges(elements));
        assertFalse(elements.unknown());
        assertEquals(NftVerdict.MISSING, elements.keys().get(0).verdict(), "it has none");
        assertEquals(2, elements.listed());

        element(parser, 2, NftAttribute.SET_ELEM_EXPR, statement("limit"));
        assertTrue(parser.elements(2, false).unknown(), "beside it, one that limits is unknown");
        NftElementParser limited = new NftElementParser();
        limited.take(attributes(with(rest, NftAttribute.SET_ELEM_EXPR, statement("limit"))));
        assertTrue(limited.elements(2, false).unknown());
    }

    @Test
    void verdictsAndStatementsOfElements() {
        byte[] jump = bytes(
                NftAttribute.DATA_VERDICT,
                bytes(NftAttribute.VERDICT_CODE, -3, NftAttribute.VERDICT_CHAIN, text("ssh")));
        NftElementParser parser = element(new NftElementParser(), 1, NftAttribute.SET_ELEM_DATA, jump);
        element(parser, 2, NftAttribute.SET_ELEM_DATA, jump, NftAttribute.SET_ELEM_EXPR, statement("limit"));
        element(parser, 9, NftAttribute.SET_ELEM_DATA, jump, NftAttribute.SET_ELEM_FLAGS, END);
        for (boolean intervals : new boolean[] {false, true}) {
            NftElements elements = parser.elements(2, intervals);
            assertFalse(elements.unknown());
            assertEquals(intervals ? List.of("1-1", "2-8") : List.of("1-1", "2-2", "9-9"), ranges(elements));
            assertEquals(
                    new NftVerdict(-3, Optional.of("ssh")),
                    elements.keys().get(1).verdict());
            assertSame(elements.keys().get(0).verdict(), elements.keys().get(1).verdict());
            assertFalse(elements.keys().get(0).isLimited());
            assertTrue(elements.keys().get(1).isLimited());
        }
    }

    @Test
    void anElementWithoutAKeyMakesASetUnknown() {
        NftElementParser parser = element(new NftElementParser(), 1);
        parser.take(attributes(NftAttribute.SET_ELEM_KEY, new byte[0]));
        assertTrue(parser.elements(2, false).unknown());
        assertEquals(List.of("1-1"), ranges(parser.elements(2, false)));
    }
}
