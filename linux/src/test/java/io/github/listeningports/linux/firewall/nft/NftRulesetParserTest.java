package io.github.listeningports.linux.firewall.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
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
                new NftExpression.Forward(OptionalInt.empty()),
                NftExpressionParser.parse("fwd", NetfilterConstant.NFPROTO_INET, NetlinkFixtures.NO_ATTRIBUTES));
        assertEquals(
                new NftExpression.Forward(OptionalInt.of(NftRegisters.MISSING)),
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
}
