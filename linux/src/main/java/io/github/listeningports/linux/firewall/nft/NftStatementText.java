package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.RuleTexts;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The texts of statements, as nft(8) prints them; none of those that are not known with certainty. */
final class NftStatementText {

    private static final int DEFAULT_BURST = 5;
    private static final int DEFAULT_LEVEL = 4;

    /** LOGLEVEL_... of linux/kern_levels.h. */
    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

    private static final Map<Long, String> UNITS =
            Map.of(1L, "second", 60L, "minute", 3600L, "hour", 86_400L, "day", 604_800L, "week");

    /** Codes of linux/icmp.h. */
    private static final Map<Integer, String> ICMP_CODES = Map.of(
            0,
            "net-unreachable",
            1,
            "host-unreachable",
            2,
            "prot-unreachable",
            3,
            "port-unreachable",
            9,
            "net-prohibited",
            10,
            "host-prohibited",
            13,
            "admin-prohibited");

    /** Codes of linux/icmpv6.h. */
    private static final Map<Integer, String> ICMPV6_CODES =
            Map.of(0, "no-route", 1, "admin-prohibited", 3, "addr-unreachable", 4, "port-unreachable");

    /** NFT_REJECT_ICMPX_... */
    private static final Map<Integer, String> ICMPX_CODES =
            Map.of(0, "no-route", 2, "host-unreachable", 3, "admin-prohibited");

    private static final int PORT_UNREACHABLE = 3;
    private static final int PORT_UNREACHABLE_6 = 4;
    private static final int ICMPX_PORT_UNREACHABLE = 1;

    private final int family;

    /** @param family of the table */
    NftStatementText(int family) {
        this.family = family;
    }

    private boolean isForBoth() {
        return family != PacketKind.NFPROTO_IPV4 && family != PacketKind.NFPROTO_IPV6;
    }

    /** Whether nft tests the family before the statement, and does not print that. */
    boolean impliesFamily(String name, NetlinkAttributes data) {
        return name.equals("reject")
                && data.number(NftAttribute.REJECT_TYPE, -1) == NftConstant.REJECT_ICMP_UNREACH
                && isForBoth();
    }

    /**
     * The text of one.
     *
     * @param network the family of the packets that come to it; -1 for any
     * @param registers what the registers hold
     */
    Optional<String> text(
            String name, NetlinkAttributes data, int network, IntFunction<Optional<NftLoadText>> registers) {
        return switch (name) {
            case "counter" -> Optional.of("counter");
            case "notrack" -> Optional.of("notrack");
            case "limit" -> limit(data);
            case "log" -> log(data);
            case "reject" -> reject(data, network);
            case "meta" ->
                mark("meta", NftKey.Meta.MARK, data, NftAttribute.META_KEY, NftAttribute.META_SREG, registers);
            case "ct" -> mark("ct", NftKey.Ct.MARK, data, NftAttribute.CT_KEY, NftAttribute.CT_SREG, registers);
            case "nat" -> translation(data, registers);
            case "redir" -> redirection(data, registers);
            case "masq" ->
                data.number(NftAttribute.MASQ_FLAGS, 0) == 0 && !data.has(NftAttribute.MASQ_REG_PROTO_MIN)
                        ? Optional.of("masquerade")
                        : Optional.empty();
            case "objref" -> object(data);
            default -> Optional.empty();
        };
    }

    private static Optional<String> limit(NetlinkAttributes data) {
        String unit = UNITS.get(data.longNumber(NftAttribute.LIMIT_UNIT));
        int burst = data.number(NftAttribute.LIMIT_BURST, 0);
        int flags = data.number(NftAttribute.LIMIT_FLAGS, 0);
        if (unit == null
                || data.number(NftAttribute.LIMIT_TYPE, -1) != NftConstant.LIMIT_PKTS
                || (flags & ~NftConstant.LIMIT_F_INV) != 0) {
            return Optional.empty();
        }
        return Optional.of("limit rate " + (flags == 0 ? "" : "over ")
                + Long.toUnsignedString(data.longNumber(NftAttribute.LIMIT_RATE))
                + "/" + unit
                + (burst == DEFAULT_BURST || burst == 0
                        ? ""
                        : " burst " + Integer.toUnsignedString(burst) + " packets"));
    }

    private static Optional<String> log(NetlinkAttributes data) {
        String prefix = data.text(NftAttribute.LOG_PREFIX).orElse("");
        int level = data.number(NftAttribute.LOG_LEVEL, DEFAULT_LEVEL);
        boolean unusual = prefix.indexOf('"') >= 0
                || data.number(NftAttribute.LOG_FLAGS, 0) != 0
                || data.unsigned(NftAttribute.LOG_QTHRESHOLD, 0) != 0
                || level < 0
                || level >= LEVELS.size();
        if (unusual) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("log");
        if (!prefix.isEmpty()) {
            text.append(" prefix \"").append(prefix).append('"');
        }
        int group = data.unsigned(NftAttribute.LOG_GROUP, -1);
        int length = data.number(NftAttribute.LOG_SNAPLEN, 0);
        if (group >= 0) {
            text.append(" group ").append(group);
        }
        if (length != 0) {
            text.append(" snaplen ").append(Integer.toUnsignedString(length));
        }
        return Optional.of(text.append(level == DEFAULT_LEVEL ? "" : " level " + LEVELS.get(level))
                .toString());
    }

    private Optional<String> reject(NetlinkAttributes data, int network) {
        int code = data.unsigned(NftAttribute.REJECT_ICMP_CODE, 0);
        boolean six = network == PacketKind.NFPROTO_IPV6;
        return switch (data.number(NftAttribute.REJECT_TYPE, -1)) {
            case NftConstant.REJECT_TCP_RST -> Optional.of("reject with tcp reset");
            case NftConstant.REJECT_ICMPX_UNREACH ->
                code == ICMPX_PORT_UNREACHABLE
                        ? Optional.of("reject")
                        : Optional.ofNullable(ICMPX_CODES.get(code)).map(text -> "reject with icmpx " + text);
            case NftConstant.REJECT_ICMP_UNREACH ->
                network < 0
                        ? Optional.empty()
                        : !isForBoth() && code == (six ? PORT_UNREACHABLE_6 : PORT_UNREACHABLE)
                                ? Optional.of("reject")
                                : Optional.ofNullable((six ? ICMPV6_CODES : ICMP_CODES).get(code))
                                        .map(text -> "reject with " + (six ? "icmpv6 " : "icmp ") + text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> mark(
            String what,
            NftKey mark,
            NetlinkAttributes data,
            int key,
            int source,
            IntFunction<Optional<NftLoadText>> registers) {
        return data.number(key, -1) == mark.number() && data.has(source)
                ? registers
                        .apply(data.number(source, NftRegisters.MISSING))
                        .flatMap(value -> value.mark(data.byteOrder()))
                        .map(value -> what + " mark set " + value)
                : Optional.empty();
    }

    private Optional<String> translation(NetlinkAttributes data, IntFunction<Optional<NftLoadText>> registers) {
        int known = NetfilterConstant.NF_NAT_RANGE_MAP_IPS | NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED;
        boolean six = data.number(NftAttribute.NAT_FAMILY, -1) == PacketKind.NFPROTO_IPV6;
        int type = data.number(NftAttribute.NAT_TYPE, -1);
        Optional<String> address = range(data, NftAttribute.NAT_REG_ADDR_MIN, registers, six ? 16 : 4);
        Optional<String> port = range(data, NftAttribute.NAT_REG_PROTO_MIN, registers, 2);
        boolean unusual = (data.number(NftAttribute.NAT_FLAGS, 0) & ~known) != 0
                || type < 0
                || type > 1
                || data.has(NftAttribute.NAT_REG_ADDR_MIN) != address.isPresent()
                || data.has(NftAttribute.NAT_REG_PROTO_MIN) != port.isPresent()
                || address.isEmpty();
        if (unusual) {
            return Optional.empty();
        }
        String to = six && port.isPresent() ? "[" + address.get().replace("-", "]-[") + "]" : address.get();
        String of = !isForBoth() ? "" : six ? " ip6" : " ip";
        return Optional.of((type == NftConstant.NAT_SNAT ? "snat" : "dnat") + of + " to " + to
                + port.map(text -> ":" + text).orElse(""));
    }

    private static Optional<String> redirection(NetlinkAttributes data, IntFunction<Optional<NftLoadText>> registers) {
        Optional<String> port = range(data, NftAttribute.REDIR_REG_PROTO_MIN, registers, 2);
        boolean unusual =
                (data.number(NftAttribute.REDIR_FLAGS, 0) & ~NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED) != 0
                        || data.has(NftAttribute.REDIR_REG_PROTO_MIN) != port.isPresent();
        return unusual
                ? Optional.empty()
                : Optional.of("redirect" + port.map(text -> " to :" + text).orElse(""));
    }

    /** One or two constants of so many bytes, in the registers of which an attribute and the next one tell. */
    private static Optional<String> range(
            NetlinkAttributes data, int first, IntFunction<Optional<NftLoadText>> registers, int length) {
        Optional<String> from = constant(registers.apply(data.number(first, NftRegisters.MISSING)), length);
        boolean one = !data.has(first + 1) || data.number(first, 0) == data.number(first + 1, 0);
        return one
                ? from
                : from.flatMap(text -> constant(registers.apply(data.number(first + 1, NftRegisters.MISSING)), length)
                        .map(to -> text + "-" + to));
    }

    private static Optional<String> constant(Optional<NftLoadText> value, int length) {
        return value.filter(known -> known.selectors().isEmpty() && known.length() == length)
                .map(known -> known.constant().toArray())
                .flatMap(bytes ->
                        length == 2 ? Optional.of(new BigInteger(1, bytes).toString()) : RuleTexts.address(bytes));
    }

    private static Optional<String> object(NetlinkAttributes data) {
        Optional<String> name = data.text(NftAttribute.OBJREF_IMM_NAME);
        return switch (NftKey.ObjectType.of(data.number(NftAttribute.OBJREF_IMM_TYPE, -1))) {
            case COUNTER -> name.map(text -> "counter name \"" + text + '"');
            case QUOTA -> name.map(text -> "quota name \"" + text + '"');
            case LIMIT -> name.map(text -> "limit name \"" + text + '"');
            default -> Optional.empty();
        };
    }

    /** The verb of an update of a set, if it is a plain one. */
    Optional<String> operation(NetlinkAttributes data) {
        boolean plain = data.longNumber(NftAttribute.DYNSET_TIMEOUT) == 0
                && !data.has(NftAttribute.DYNSET_SREG_DATA)
                && (data.number(NftAttribute.DYNSET_FLAGS, 0) & NftConstant.DYNSET_F_INV) == 0
                && !data.has(NftAttribute.DYNSET_EXPRESSIONS);
        return switch (data.number(NftAttribute.DYNSET_OP, -1)) {
            case NftConstant.DYNSET_OP_ADD -> plain ? Optional.of("add") : Optional.empty();
            case NftConstant.DYNSET_OP_UPDATE -> plain ? Optional.of("update") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The limit that each new element of a set has, after a space; or nothing. */
    Optional<String> ofElement(NetlinkAttributes data) {
        if (!data.has(NftAttribute.DYNSET_EXPR)) {
            return Optional.of("");
        }
        NetlinkAttributes expression = data.nested(NftAttribute.DYNSET_EXPR);
        return expression.text(NftAttribute.EXPR_NAME).equals(Optional.of("limit"))
                ? limit(expression.nested(NftAttribute.EXPR_DATA)).map(text -> " " + text)
                : Optional.empty();
    }
}
