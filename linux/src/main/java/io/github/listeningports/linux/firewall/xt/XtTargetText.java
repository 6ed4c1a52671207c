package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The texts of targets, as iptables-save(8) prints them (iptables-extensions(8)); see {@link XtMatchText}. */
final class XtTargetText {

    /** enum ipt_reject_with and ip6t_reject_with; those without a name here are not printed. */
    private static final List<String> REJECT_WITH = List.of(
            "icmp-net-unreachable",
            "icmp-host-unreachable",
            "icmp-proto-unreachable",
            "icmp-port-unreachable",
            "",
            "icmp-net-prohibited",
            "icmp-host-prohibited",
            "tcp-reset",
            "icmp-admin-prohibited");

    private static final List<String> REJECT_WITH_6 = List.of(
            "icmp6-no-route",
            "icmp6-adm-prohibited",
            "",
            "icmp6-addr-unreachable",
            "icmp6-port-unreachable",
            "",
            "tcp-reset");

    /** XT_LOG_... */
    private static final List<String> LOG_FLAGS =
            List.of("tcp-sequence", "tcp-options", "ip-options", "uid", "", "macdecode");

    private static final int DEFAULT_LEVEL = 4;
    private static final int LOG_PREFIX = 2;
    private static final int LOG_PREFIX_BYTES = 30;

    /** struct xt_ct_target_info_v1: the zone follows the flags, and what is not printed here follows both, up to the pointer. */
    private static final int CT_ZONE = 2;

    private static final int CT_REST = 4;
    private static final int CT_END = 60;
    private static final int CT_NOTRACK_ALIAS = 2;

    /** struct xt_tproxy_target_info_v1. */
    private static final int TPROXY_ADDRESS = 8;

    private static final int NAT_KNOWN =
            NetfilterConstant.NF_NAT_RANGE_MAP_IPS | NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED;

    private final boolean ipv6;
    private final ByteOrder order;

    XtTargetText(boolean ipv6, ByteOrder order) {
        this.ipv6 = ipv6;
        this.order = order;
    }

    Optional<String> text(String name, int revision, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(order);
        String target = " -j " + name;
        try {
            return switch (name + " " + revision) {
                case "LOG 0" -> log(in).map(text -> target + text);
                case "REJECT 0" -> reject(in.getInt(0)).map(text -> target + text);
                case "MARK 2" -> Optional.of(target + " --set-xmark " + both(in, 0));
                case "CONNMARK 1" ->
                    connectionMark(in, in.get(XtStruct.CONNMARK_1_MODE)).map(text -> target + text);
                case "CONNMARK 2" ->
                    in.get(XtStruct.CONNMARK_2_SHIFT_BITS) == 0
                            ? connectionMark(in, in.get(XtStruct.CONNMARK_2_MODE))
                                    .map(text -> target + text)
                            : Optional.empty();
                case "CT 1", "CT 2" -> conntrack(in);
                case "NOTRACK 0", "TRACE 0" -> Optional.of(target);
                case "TPROXY 1" -> proxy(in).map(text -> target + text);
                case "DNAT 0" ->
                    ipv6 ? Optional.empty() : old(in).flatMap(this::destination).map(text -> target + text);
                case "DNAT 1", "DNAT 2" -> range(in).flatMap(this::destination).map(text -> target + text);
                case "REDIRECT 0" ->
                    (ipv6 ? range(in) : old(in)).flatMap(XtTargetText::ports).map(text -> target + text);
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty(); // shorter than the structure
        }
    }

    private static Optional<String> log(ByteBuffer in) {
        int level = in.get(0) & 0xff;
        int flags = in.get(1) & 0xff;
        String prefix = XtSaved.text(in, LOG_PREFIX, LOG_PREFIX_BYTES);
        StringBuilder text = new StringBuilder(level == DEFAULT_LEVEL ? "" : " --log-level " + level);
        for (int i = 0; i < 8; i++) {
            if ((flags & 1 << i) != 0) {
                if (i >= LOG_FLAGS.size() || LOG_FLAGS.get(i).isEmpty()) {
                    return Optional.empty();
                }
                text.append(" --log-").append(LOG_FLAGS.get(i));
            }
        }
        return prefix.isEmpty()
                ? Optional.of(text.toString())
                : XtSaved.saved(prefix).map(saved -> " --log-prefix " + saved + text);
    }

    private Optional<String> reject(int with) {
        List<String> names = ipv6 ? REJECT_WITH_6 : REJECT_WITH;
        return with < 0 || with >= names.size() || names.get(with).isEmpty()
                ? Optional.empty()
                : Optional.of(" --reject-with " + names.get(with));
    }

    private static String both(ByteBuffer in, int at) {
        return "0x%x/0x%x".formatted(in.getInt(at), in.getInt(at + Integer.BYTES));
    }

    private static Optional<String> connectionMark(ByteBuffer in, int mode) {
        String masks = "-mark --nfmask 0x%x --ctmask 0x%x"
                .formatted(in.getInt(XtStruct.CONNMARK_NFMASK), in.getInt(XtStruct.CONNMARK_CTMASK));
        return switch (mode) {
            case XtNumber.CONNMARK_SET -> Optional.of(" --set-xmark " + both(in, XtStruct.CONNMARK_CTMARK));
            case XtNumber.CONNMARK_SAVE -> Optional.of(" --save" + masks);
            case XtNumber.CONNMARK_RESTORE -> Optional.of(" --restore" + masks);
            default -> Optional.empty();
        };
    }

    /** For NOTRACK iptables writes CT. */
    private static Optional<String> conntrack(ByteBuffer in) {
        int flags = in.getShort(XtStruct.CT_FLAGS) & 0xffff;
        int zone = in.getShort(CT_ZONE) & 0xffff;
        for (int i = CT_REST; i < CT_END; i++) {
            if (in.get(i) != 0) {
                return Optional.empty();
            }
        }
        if (zone != 0) {
            return flags == 0 ? Optional.of(" -j CT --zone " + zone) : Optional.empty();
        }
        return switch (flags) {
            case XtNumber.CT_NOTRACK -> Optional.of(" -j CT --notrack");
            case XtNumber.CT_NOTRACK | CT_NOTRACK_ALIAS -> Optional.of(" -j NOTRACK");
            default -> Optional.empty();
        };
    }

    private Optional<String> proxy(ByteBuffer in) {
        int port =
                Short.toUnsignedInt(in.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(XtStruct.TPROXY_1_LPORT));
        int mask = in.getInt(0);
        int value = in.getInt(Integer.BYTES);
        return XtSaved.address(in, TPROXY_ADDRESS, ipv6)
                .map(address -> " --on-port " + port + " --on-ip " + address
                        + " --tproxy-mark 0x%x/0x%x".formatted(value, mask));
    }

    /** Addresses and ports of a translation, where its flags say that there are some. */
    private record Range(int flags, Optional<String> first, Optional<String> last, int firstPort, int lastPort) {

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private static int port(ByteBuffer in, int at) {
        return Short.toUnsignedInt(in.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(at));
    }

    /** struct nf_nat_ipv4_multi_range_compat with one range. */
    private static Optional<Range> old(ByteBuffer in) {
        return in.getInt(0) != 1
                ? Optional.empty()
                : Optional.of(new Range(
                        in.getInt(XtStruct.NAT_IPV4_FLAGS),
                        XtSaved.address(in, XtStruct.NAT_IPV4_MIN_IP, false),
                        XtSaved.address(in, XtStruct.NAT_IPV4_MAX_IP, false),
                        port(in, XtStruct.NAT_IPV4_MIN),
                        port(in, XtStruct.NAT_IPV4_MAX)));
    }

    /** struct nf_nat_range. */
    private Optional<Range> range(ByteBuffer in) {
        return Optional.of(new Range(
                in.getInt(XtStruct.NAT_RANGE_FLAGS),
                XtSaved.address(in, XtStruct.NAT_RANGE_MIN_ADDR, ipv6),
                XtSaved.address(in, XtStruct.NAT_RANGE_MAX_ADDR, ipv6),
                port(in, XtStruct.NAT_RANGE_MIN_PROTO),
                port(in, XtStruct.NAT_RANGE_MAX_PROTO)));
    }

    private Optional<String> destination(Range range) {
        if ((range.flags() & ~NAT_KNOWN) != 0 || range.flags() == 0) {
            return Optional.empty();
        }
        boolean ported = range.has(NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED);
        String ports = !ported ? "" : ":" + ends("" + range.firstPort(), "" + range.lastPort());
        if (!range.has(NetfilterConstant.NF_NAT_RANGE_MAP_IPS)) {
            return Optional.of(" --to-destination " + ports);
        }
        return range.first()
                .flatMap(first -> range.last().map(last -> ends(first, last)))
                .map(text -> " --to-destination " + (ipv6 && ported ? "[" + text + "]" : text) + ports);
    }

    private static Optional<String> ports(Range range) {
        if ((range.flags() & ~NAT_KNOWN) != 0) {
            return Optional.empty();
        }
        return Optional.of(
                range.has(NetfilterConstant.NF_NAT_RANGE_PROTO_SPECIFIED)
                        ? " --to-ports " + ends("" + range.firstPort(), "" + range.lastPort())
                        : "");
    }

    private static String ends(String first, String last) {
        return first.equals(last) ? first : first + "-" + last;
    }
}
