package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NftExpression.Bitwise;
import io.github.listeningports.linux.firewall.nft.NftExpression.Compare;
import io.github.listeningports.linux.firewall.nft.NftExpression.MetaLoad;
import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadLoad;
import io.github.listeningports.linux.firewall.nft.NftExpression.Range;
import io.github.listeningports.linux.firewall.nft.NftKey.Comparison;
import io.github.listeningports.linux.firewall.nft.NftKey.PayloadBase;
import io.github.listeningports.linux.firewall.nft.NftKey.RangeTest;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.xt.XtRuleText;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The text of a rule of iptables-nft, as iptables-nft-save prints it: some of its matches are expressions of nf_tables, the others structures of ip_tables. */
final class NftCompatText {

    /** Protocols of linux/in.h whose ports nf_tables compares itself. */
    private static final Map<Integer, String> PORTED = Map.of(6, "tcp", 17, "udp");

    private static final NftExpression.PayloadPart TCP_FLAGS =
            new NftExpression.PayloadPart(PayloadBase.TRANSPORT_HEADER, 13, 1);

    private final boolean ipv6;
    private final ByteOrder order;
    private final XtRuleText text;

    /** What the register holds. */
    private NftExpression load = new NftExpression.Unknown("");

    private Optional<Bitwise> bits = Optional.empty();
    private String protocol = "";

    NftCompatText(NftRuleset.Rule rule, ByteOrder order, IpSets ipSets) {
        ipv6 = rule.family() == PacketKind.NFPROTO_IPV6;
        this.order = order;
        text = new XtRuleText(rule.chain(), ipv6, order, ipSets);
    }

    /** Whether iptables made a rule: it has a match or a target of its own. */
    static boolean isFor(NftRuleset.Rule rule) {
        return rule.expressions().stream()
                .anyMatch(each -> each instanceof NftExpression.Match || each instanceof NftExpression.Target);
    }

    Optional<String> of(NetlinkAttributes rule) {
        int family = ipv6 ? PacketKind.NFPROTO_IPV6 : PacketKind.NFPROTO_IPV4;
        List<NetlinkAttributes> expressions =
                rule.nested(NftAttribute.RULE_EXPRESSIONS).each(NftAttribute.LIST_ELEM);
        Optional<Compare> lower = Optional.empty();
        for (NetlinkAttributes each : expressions) {
            String name = each.text(NftAttribute.EXPR_NAME).orElse("");
            NetlinkAttributes data = each.nested(NftAttribute.EXPR_DATA);
            NftExpression expression = NftExpressionParser.parse(name, family, data);
            if (lower.isPresent()) {
                boolean range = expression instanceof Compare upper && upper.operation() == Comparison.LTE;
                if (range) {
                    ports(
                            lower.get().value().toArray(),
                            ((Compare) expression).value().toArray(),
                            false);
                } else {
                    text.unknown();
                }
                lower = Optional.empty();
            } else if (expression instanceof Compare compare && compare.operation() == Comparison.GTE) {
                lower = Optional.of(compare);
            } else if (!take(expression)) {
                take(name, data);
            }
        }
        return text.text();
    }

    private boolean take(NftExpression expression) {
        if (expression instanceof PayloadLoad || expression instanceof MetaLoad) {
            load = expression;
            bits = Optional.empty();
        } else if (expression instanceof Bitwise change
                && change.bool()
                && change.xor().isZero()) {
            bits = Optional.of(change);
        } else if (expression instanceof Compare compare) {
            boolean inverted = compare.operation() == Comparison.NEQ;
            if (!inverted && compare.operation() != Comparison.EQ) {
                text.unknown();
            }
            compare(compare.value().toArray(), inverted);
        } else if (expression instanceof Range range) {
            ports(range.first().toArray(), range.last().toArray(), range.operation() == RangeTest.NEQ);
        } else if (expression instanceof NftExpression.ImmediateVerdict immediate) {
            verdict(immediate.verdict());
        } else {
            return false;
        }
        return true;
    }

    private void take(String name, NetlinkAttributes data) {
        switch (name) {
            case "match" ->
                text.match(
                        data.text(NftAttribute.MATCH_NAME).orElse(""),
                        data.number(NftAttribute.MATCH_REV, 0),
                        data.value(NftAttribute.MATCH_INFO).orElse(new byte[0]));
            case "target" ->
                text.target(
                        data.text(NftAttribute.TARGET_NAME).orElse(""),
                        data.number(NftAttribute.TARGET_REV, 0),
                        data.value(NftAttribute.TARGET_INFO).orElse(new byte[0]));
            case "limit" -> limit(data);
            case "counter" -> {}
            default -> text.unknown();
        }
    }

    private void limit(NetlinkAttributes data) {
        if (data.number(NftAttribute.LIMIT_TYPE, -1) != NftConstant.LIMIT_PKTS
                || data.number(NftAttribute.LIMIT_FLAGS, 0) != 0) {
            text.unknown();
        }
        text.limit(
                data.longNumber(NftAttribute.LIMIT_RATE),
                data.longNumber(NftAttribute.LIMIT_UNIT),
                data.number(NftAttribute.LIMIT_BURST, 0));
    }

    private void verdict(NftVerdict verdict) {
        switch (verdict.code()) {
            case NetfilterConstant.NF_ACCEPT -> text.jump("ACCEPT");
            case NetfilterConstant.NF_DROP -> text.jump("DROP");
            case NftConstant.RETURN -> text.jump("RETURN");
            case NftConstant.JUMP -> verdict.chain().ifPresentOrElse(text::jump, text::unknown);
            case NftConstant.GOTO -> verdict.chain().ifPresentOrElse(text::goTo, text::unknown);
            default -> text.unknown();
        }
    }

    private void compare(byte[] value, boolean inverted) {
        if (load instanceof MetaLoad meta) {
            compare(meta.key(), value, inverted);
        } else if (load instanceof PayloadLoad payload) {
            compare(payload.part(), value, inverted);
        } else {
            text.unknown();
        }
    }

    private void compare(NftKey.Meta key, byte[] value, boolean inverted) {
        switch (key) {
            case IIFNAME -> text.in(name(value), !endsName(value), inverted);
            case OIFNAME -> text.out(name(value), !endsName(value), inverted);
            case L4PROTO -> {
                int number = new BigInteger(1, value).intValue();
                text.protocol(number, inverted);
                protocol = inverted ? "" : PORTED.getOrDefault(number, "");
            }
            case MARK ->
                text.mark(
                        number(value),
                        bits.map(each -> number(each.mask().toArray())).orElse(-1),
                        inverted);
            default -> text.unknown();
        }
        if (bits.isPresent() && key != NftKey.Meta.MARK) {
            text.unknown();
        }
    }

    private int number(byte[] value) {
        return new BigInteger(1, NftValueType.reversed(value, order)).intValue();
    }

    private static boolean endsName(byte[] value) {
        return value.length > 0 && value[value.length - 1] == 0;
    }

    private static byte[] name(byte[] value) {
        int length = 0;
        while (length < value.length && value[length] != 0) {
            length++;
        }
        return Arrays.copyOf(value, length);
    }

    /** Whether some bits of so many bytes are compared. */
    private boolean isMasked(int length) {
        return bits.filter(each -> each.mask().length() == length).isPresent();
    }

    private void compare(NftExpression.PayloadPart part, byte[] value, boolean inverted) {
        int length = ipv6 ? 16 : 4;
        int source = ipv6 ? 8 : 12;
        boolean whole = value.length == part.length();
        boolean maskFits = bits.isEmpty() || (isMasked(length) && part.length() == length);
        if (part.base() == PayloadBase.NETWORK_HEADER && whole && part.length() <= length && maskFits) {
            byte[] address = Arrays.copyOf(value, length);
            byte[] mask = new byte[length];
            Arrays.fill(mask, 0, part.length(), (byte) -1);
            byte[] compared = bits.map(each -> each.mask().first(length)).orElse(mask);
            if (part.offset() == source) {
                text.source(address, compared, inverted);
            } else if (part.offset() == source + length) {
                text.destination(address, compared, inverted);
            } else {
                text.unknown();
            }
        } else if (part.base() == PayloadBase.TRANSPORT_HEADER && whole && part.length() == 2 && bits.isEmpty()) {
            ports(value, value, inverted);
        } else if (part.equals(TCP_FLAGS) && whole && isMasked(1) && protocol.equals("tcp")) {
            text.tcpFlags(bits.get().mask().toArray()[0] & 0xff, value[0] & 0xff, inverted);
        } else {
            text.unknown();
        }
    }

    private void ports(byte[] first, byte[] last, boolean inverted) {
        boolean known = load instanceof PayloadLoad payload
                && payload.part().base() == PayloadBase.TRANSPORT_HEADER
                && payload.part().length() == 2
                && (payload.part().offset() == 0 || payload.part().offset() == 2)
                && first.length == 2
                && last.length == 2
                && bits.isEmpty()
                && !protocol.isEmpty();
        if (!known) {
            text.unknown();
            return;
        }
        String option = ((PayloadLoad) load).part().offset() == 0 ? "sport" : "dport";
        text.ports(protocol, option, new BigInteger(1, first).intValue(), new BigInteger(1, last).intValue(), inverted);
    }
}
