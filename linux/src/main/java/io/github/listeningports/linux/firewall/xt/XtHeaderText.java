package io.github.listeningports.linux.firewall.xt;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The texts of matches of fields of headers; see {@link XtMatchText}. */
final class XtHeaderText {

    private static final List<String> TCP_FLAGS = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");
    private static final int ANY_ICMP_TYPE = 0xff;

    private XtHeaderText() {}

    static String ports(String option, int first, int last, boolean inverted) {
        return first == 0 && last == 0xffff
                ? ""
                : XtSaved.not(inverted) + " --" + option + " " + (first == last ? "" + first : first + ":" + last);
    }

    private static String ports(String option, ByteBuffer in, int at, boolean inverted) {
        return ports(option, XtSaved.unsigned(in, at), XtSaved.unsigned(in, at + Short.BYTES), inverted);
    }

    static Optional<String> tcp(ByteBuffer in) {
        int inverted = in.get(XtStruct.TCP_INVFLAGS);
        boolean known = (inverted & ~(XtNumber.TCP_INV_SRCPT | XtNumber.TCP_INV_DSTPT | XtNumber.TCP_INV_FLAGS)) == 0;
        if (!known || in.get(XtStruct.TCP_OPTION) != 0) {
            return Optional.empty();
        }
        int mask = in.get(XtStruct.TCP_FLG_MASK) & 0xff;
        int flags = in.get(XtStruct.TCP_FLG_CMP) & 0xff;
        boolean not = (inverted & XtNumber.TCP_INV_FLAGS) != 0;
        String ports = ports("sport", in, XtStruct.TCP_SPTS, (inverted & XtNumber.TCP_INV_SRCPT) != 0)
                + ports("dport", in, XtStruct.TCP_DPTS, (inverted & XtNumber.TCP_INV_DSTPT) != 0);
        return mask == 0 && !not
                ? Optional.of(ports)
                : tcpFlags(mask, flags, not).map(text -> ports + text);
    }

    static Optional<String> tcpFlags(int mask, int flags, boolean inverted) {
        return (mask | flags) >= 1 << TCP_FLAGS.size()
                ? Optional.empty()
                : Optional.of(XtSaved.not(inverted) + " --tcp-flags " + XtSaved.names(TCP_FLAGS, mask) + " "
                        + XtSaved.names(TCP_FLAGS, flags));
    }

    static String udp(ByteBuffer in) {
        int inverted = in.get(XtStruct.UDP_INVFLAGS);
        return ports("sport", in, XtStruct.UDP_SPTS, (inverted & XtNumber.UDP_INV_SRCPT) != 0)
                + ports("dport", in, XtStruct.UDP_DPTS, (inverted & XtNumber.UDP_INV_DSTPT) != 0);
    }

    static Optional<String> multiport(ByteBuffer in) {
        int count = in.get(XtStruct.MULTIPORT_COUNT);
        int which = in.get(XtStruct.MULTIPORT_FLAGS);
        if (count < 1 || count > XtNumber.MULTI_PORTS || which < 0 || which > 2) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(XtSaved.not(in.get(XtStruct.MULTIPORT_V1_INVERT) != 0));
        text.append(List.of(" --sports ", " --dports ", " --ports ").get(which));
        boolean range = false;
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : range ? ":" : ",")
                    .append(XtSaved.unsigned(in, XtStruct.MULTIPORT_PORTS + Short.BYTES * i));
            range = in.get(XtStruct.MULTIPORT_V1_PFLAGS + i) != 0;
        }
        return Optional.of(text.toString());
    }

    /** struct ipt_icmp and ip6t_icmp: a type, the first and the last code, and flags. */
    static Optional<String> icmp(ByteBuffer in, String family) {
        int type = in.get(0) & 0xff;
        int first = in.get(1) & 0xff;
        int last = in.get(2) & 0xff;
        String option = XtSaved.not((in.get(3) & 1) != 0) + " --" + family + "-type ";
        boolean all = first == 0 && last == 0xff;
        if (type == ANY_ICMP_TYPE) {
            return all && family.equals("icmp") ? Optional.of(option + "any") : Optional.empty();
        }
        return all || first == last ? Optional.of(option + type + (all ? "" : "/" + first)) : Optional.empty();
    }

    /** struct ipt_ttl_info and ip6t_hl_info: a mode and a number. */
    static Optional<String> lifetime(ByteBuffer in, String option) {
        List<String> modes = List.of(" --%s-eq ", " ! --%s-eq ", " --%s-lt ", " --%s-gt ");
        int mode = in.get(0);
        return mode < 0 || mode >= modes.size()
                ? Optional.empty()
                : Optional.of(modes.get(mode).formatted(option) + (in.get(1) & 0xff));
    }
}
