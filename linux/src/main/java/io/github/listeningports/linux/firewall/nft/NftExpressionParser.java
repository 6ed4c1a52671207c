package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.nft.NftExpression.RegisterRange;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.xt.XtMatchParser;
import io.github.listeningports.linux.firewall.xt.XtTargetParser;
import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Parses the attributes of an expression of nf_tables. It never throws: an expression with missing or malformed attributes has an unknown
 * effect.
 */
final class NftExpressionParser {

    private static final byte REPLY = 1; // IP_CT_DIR_REPLY of linux/netfilter/nf_conntrack_tuple_common.h

    private NftExpressionParser() {}

    /** @param family that of the table, NFPROTO_... */
    static NftExpression parse(String name, int family, NetlinkAttributes data) {
        return switch (name) {
            case "immediate" -> immediate(data);
            case "cmp" -> compare(data);
            case "range" -> range(data);
            case "bitwise" -> bitwise(data);
            case "byteorder" -> byteOrder(data);
            case "payload" -> payload(data);
            case "meta" -> meta(data);
            case "ct" -> connection(data);
            case "fib" -> route(data);
            case "lookup" -> lookup(data);
            case "objref" -> object(data);
            case "dynset" -> update(data);
            case "match" -> match(data);
            case "target" -> target(family, data);
            case "nat" -> nat(data);
            case "redir" ->
                new NftExpression.Redirect(
                        registers(data, NftAttribute.REDIR_REG_PROTO_MIN, NftAttribute.REDIR_REG_PROTO_MAX));
            case "tproxy" ->
                new NftExpression.TransparentProxy(
                        registers(data, NftAttribute.TPROXY_REG_PORT, NftAttribute.TPROXY_REG_PORT));
            case "synproxy" -> new NftExpression.SynProxy();
            case "notrack" -> new NftExpression.NoTrack();
            case "reject" -> new NftExpression.Reject();
            case "queue" -> new NftExpression.Queue();
            case "dup" ->
                new NftExpression.Duplicate(
                        optionalRegister(data, NftAttribute.DUP_SREG_ADDR),
                        optionalRegister(data, NftAttribute.DUP_SREG_DEV));
            case "fwd" ->
                new NftExpression.Forward(
                        optionalRegister(data, NftAttribute.FWD_SREG_DEV),
                        data.has(NftAttribute.FWD_NFPROTO)
                                ? OptionalInt.of(data.number(NftAttribute.FWD_NFPROTO, 0))
                                : OptionalInt.empty());
            case "limit" -> new NftExpression.RateLimit();
            case "quota" -> new NftExpression.Quota();
            case "connlimit" -> new NftExpression.ConnectionLimit();
            case "exthdr" -> extensionHeader(data);
            case "rt", "socket", "hash", "numgen", "osf", "xfrm", "tunnel", "inner" ->
                new NftExpression.UnknownLoad(name);
            case "counter", "log", "last", "flow_offload", "masq" -> new NftExpression.NoEffect(name);
            default -> new NftExpression.Unknown(name);
        };
    }

    static NftVerdict verdict(NetlinkAttributes data) {
        return new NftVerdict(
                data.number(NftAttribute.VERDICT_CODE, NftVerdict.MISSING.code()),
                data.text(NftAttribute.VERDICT_CHAIN));
    }

    private static int register(NetlinkAttributes data, int attribute) {
        return data.number(attribute, NftRegisters.MISSING);
    }

    private static OptionalInt optionalRegister(NetlinkAttributes data, int attribute) {
        return data.has(attribute) ? OptionalInt.of(register(data, attribute)) : OptionalInt.empty();
    }

    private static Optional<RegisterRange> registers(NetlinkAttributes data, int first, int last) {
        return data.has(first)
                ? Optional.of(new RegisterRange(register(data, first), register(data, data.has(last) ? last : first)))
                : Optional.empty();
    }

    private static ByteString constant(NetlinkAttributes data, int attribute) {
        return value(data.nested(attribute), NftAttribute.DATA_VALUE);
    }

    private static ByteString value(NetlinkAttributes data, int attribute) {
        return data.value(attribute).map(ByteString::of).orElse(ByteString.EMPTY);
    }

    private static NftExpression immediate(NetlinkAttributes data) {
        NetlinkAttributes content = data.nested(NftAttribute.IMMEDIATE_DATA);
        int destination = register(data, NftAttribute.IMMEDIATE_DREG);
        return destination == NftConstant.REG_VERDICT
                ? new NftExpression.ImmediateVerdict(verdict(content.nested(NftAttribute.DATA_VERDICT)))
                : new NftExpression.Immediate(destination, value(content, NftAttribute.DATA_VALUE));
    }

    private static NftExpression compare(NetlinkAttributes data) {
        return new NftExpression.Compare(
                register(data, NftAttribute.CMP_SREG),
                NftKey.Comparison.of(data.number(NftAttribute.CMP_OP, -1)),
                constant(data, NftAttribute.CMP_DATA));
    }

    private static NftExpression range(NetlinkAttributes data) {
        return new NftExpression.Range(
                register(data, NftAttribute.RANGE_SREG),
                NftKey.RangeTest.of(data.number(NftAttribute.RANGE_OP, -1)),
                constant(data, NftAttribute.RANGE_FROM_DATA),
                constant(data, NftAttribute.RANGE_TO_DATA));
    }

    private static NftExpression bitwise(NetlinkAttributes data) {
        return new NftExpression.Bitwise(
                register(data, NftAttribute.BITWISE_SREG),
                register(data, NftAttribute.BITWISE_DREG),
                data.number(NftAttribute.BITWISE_LEN, 0),
                data.number(NftAttribute.BITWISE_OP, NftConstant.BITWISE_BOOL) == NftConstant.BITWISE_BOOL,
                constant(data, NftAttribute.BITWISE_MASK),
                constant(data, NftAttribute.BITWISE_XOR));
    }

    private static NftExpression byteOrder(NetlinkAttributes data) {
        return new NftExpression.ByteOrderConversion(
                register(data, NftAttribute.BYTEORDER_SREG),
                register(data, NftAttribute.BYTEORDER_DREG),
                data.number(NftAttribute.BYTEORDER_LEN, 0),
                data.number(NftAttribute.BYTEORDER_SIZE, 0));
    }

    private static NftExpression payload(NetlinkAttributes data) {
        PayloadPart part = new PayloadPart(
                NftKey.PayloadBase.of(data.number(NftAttribute.PAYLOAD_BASE, -1)),
                data.number(NftAttribute.PAYLOAD_OFFSET, -1),
                data.number(NftAttribute.PAYLOAD_LEN, -1));
        return data.has(NftAttribute.PAYLOAD_DREG)
                ? new NftExpression.PayloadLoad(part, register(data, NftAttribute.PAYLOAD_DREG))
                : new NftExpression.PayloadStore(part, register(data, NftAttribute.PAYLOAD_SREG));
    }

    private static NftExpression meta(NetlinkAttributes data) {
        NftKey.Meta key = NftKey.Meta.of(data.number(NftAttribute.META_KEY, -1));
        return data.has(NftAttribute.META_DREG)
                ? new NftExpression.MetaLoad(key, register(data, NftAttribute.META_DREG))
                : new NftExpression.MetaStore(key, register(data, NftAttribute.META_SREG));
    }

    private static NftExpression connection(NetlinkAttributes data) {
        NftKey.Ct key = NftKey.Ct.of(data.number(NftAttribute.CT_KEY, -1));
        boolean reply = data.value(NftAttribute.CT_DIRECTION)
                .map(each -> each.length == 1 && each[0] == REPLY)
                .orElse(false);
        return data.has(NftAttribute.CT_DREG)
                ? new NftExpression.CtLoad(key, reply, register(data, NftAttribute.CT_DREG))
                : new NftExpression.CtStore(key, register(data, NftAttribute.CT_SREG));
    }

    private static NftExpression route(NetlinkAttributes data) {
        int flags = data.number(NftAttribute.FIB_FLAGS, 0);
        return new NftExpression.Fib(
                NftKey.FibResult.of(data.number(NftAttribute.FIB_RESULT, -1)),
                (flags & NftAttribute.FIB_F_SADDR) != 0,
                (flags & NftAttribute.FIB_F_DADDR) != 0,
                (flags & NftAttribute.FIB_F_IIF) != 0,
                (flags & NftAttribute.FIB_F_MARK) != 0,
                (flags & NftAttribute.FIB_F_PRESENT) != 0,
                register(data, NftAttribute.FIB_DREG));
    }

    /** Without a destination, it writes or takes away an option of TCP. */
    private static NftExpression extensionHeader(NetlinkAttributes data) {
        return !data.has(NftAttribute.EXTHDR_DREG)
                ? new NftExpression.TcpOptionChange()
                : new NftExpression.ExtensionHeader(
                        data.number(NftAttribute.EXTHDR_OP, NftConstant.EXTHDR_OP_IPV6) == NftConstant.EXTHDR_OP_TCPOPT,
                        data.unsigned(NftAttribute.EXTHDR_TYPE, -1),
                        (data.number(NftAttribute.EXTHDR_FLAGS, 0) & NftConstant.EXTHDR_F_PRESENT) != 0,
                        data.number(NftAttribute.EXTHDR_LEN, 0),
                        register(data, NftAttribute.EXTHDR_DREG));
    }

    private static NftExpression lookup(NetlinkAttributes data) {
        return new NftExpression.Lookup(
                data.text(NftAttribute.LOOKUP_SET),
                register(data, NftAttribute.LOOKUP_SREG),
                optionalRegister(data, NftAttribute.LOOKUP_DREG),
                (data.number(NftAttribute.LOOKUP_FLAGS, 0) & NftConstant.LOOKUP_F_INV) != 0);
    }

    private static NftExpression object(NetlinkAttributes data) {
        return new NftExpression.ObjectReference(
                NftKey.ObjectType.of(data.number(NftAttribute.OBJREF_IMM_TYPE, -1)),
                data.text(NftAttribute.OBJREF_SET_NAME));
    }

    private static NftExpression update(NetlinkAttributes data) {
        return new NftExpression.DynamicSet(
                data.text(NftAttribute.DYNSET_SET_NAME),
                NftStatements.limit(data, NftAttribute.DYNSET_EXPR, NftAttribute.DYNSET_EXPRESSIONS),
                (data.number(NftAttribute.DYNSET_FLAGS, 0) & NftConstant.DYNSET_F_INV) != 0);
    }

    private static NftExpression match(NetlinkAttributes data) {
        return new NftExpression.Match(new XtMatchParser(data.byteOrder())
                .parse(
                        data.text(NftAttribute.MATCH_NAME).orElse(""),
                        data.number(NftAttribute.MATCH_REV, 0),
                        data.value(NftAttribute.MATCH_INFO).orElse(new byte[0])));
    }

    private static NftExpression target(int family, NetlinkAttributes data) {
        return new NftExpression.Target(new XtTargetParser(data.byteOrder(), family == PacketKind.NFPROTO_IPV6)
                .parse(
                        data.text(NftAttribute.TARGET_NAME).orElse(""),
                        data.number(NftAttribute.TARGET_REV, 0),
                        data.value(NftAttribute.TARGET_INFO).orElse(new byte[0])));
    }

    private static NftExpression nat(NetlinkAttributes data) {
        return new NftExpression.Nat(
                data.number(NftAttribute.NAT_TYPE, -1) == NftConstant.NAT_SNAT,
                data.number(NftAttribute.NAT_FAMILY),
                registers(data, NftAttribute.NAT_REG_ADDR_MIN, NftAttribute.NAT_REG_ADDR_MAX),
                registers(data, NftAttribute.NAT_REG_PROTO_MIN, NftAttribute.NAT_REG_PROTO_MAX),
                (data.number(NftAttribute.NAT_FLAGS, 0) & NetfilterConstant.NF_NAT_RANGE_NETMAP) != 0);
    }
}
