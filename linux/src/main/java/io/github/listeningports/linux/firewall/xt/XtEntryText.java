package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/** Makes the text of an entry of a table of ip_tables or ip6_tables. */
final class XtEntryText {

    private static final int KNOWN_INVERSIONS = XtNumber.IPT_INV_VIA_IN
            | XtNumber.IPT_INV_VIA_OUT
            | XtNumber.IPT_INV_SRCIP
            | XtNumber.IPT_INV_DSTIP
            | XtNumber.IPT_INV_FRAG
            | XtNumber.IPT_INV_PROTO;

    private final XtRuleParser parser;
    private final boolean ipv6;
    private final IpSets sets;
    private final IntFunction<Optional<String>> chains;

    /** @param chains the names of chains, by where they begin */
    XtEntryText(XtRuleParser parser, boolean ipv6, IpSets sets, IntFunction<Optional<String>> chains) {
        this.parser = parser;
        this.ipv6 = ipv6;
        this.sets = sets;
        this.chains = chains;
    }

    /** Takes a value, the bits of it that are compared, or whether it is a prefix, and whether the comparison is inverted. */
    private interface Taker<T> {
        void take(byte[] value, T part, boolean inverted);
    }

    Optional<String> text(XtEntry entry, String chain) {
        if (parser.isTruncated(entry) || (parser.inverted(entry.at()) & ~KNOWN_INVERSIONS) != 0) {
            return Optional.empty();
        }
        XtRuleText text = new XtRuleText(chain, ipv6, parser.byteOrder(), sets);
        header(parser.header(entry.at()), text);
        parser.forEachMatch(entry, text::match);
        if (parser.hasVerdict(entry)) {
            verdict(parser.target(entry), text);
        } else {
            parser.takeTarget(entry, text::target);
        }
        return text.text();
    }

    private static void header(XtRule.Header header, XtRuleText text) {
        address(header.source(), text::source);
        address(header.destination(), text::destination);
        name(header.inInterface(), text::in);
        name(header.outInterface(), text::out);
        if (header.protocol().isPresent()) {
            text.protocol(header.protocol().getAsInt(), header.protocolInverted());
        } else if (header.protocolInverted()) {
            text.unknown();
        }
        if (header.fragments() != XtRule.Fragments.ANY) {
            text.fragments(header.fragments() == XtRule.Fragments.NOT_FURTHER);
        }
    }

    private static void address(XtMasked compared, Taker<byte[]> taker) {
        if (compared.inverted() || !compared.mask().isZero()) {
            taker.take(compared.value().toArray(), compared.mask().toArray(), compared.inverted());
        }
    }

    private static void name(XtMasked compared, Taker<Boolean> taker) {
        if (compared.inverted() || !compared.mask().isZero()) {
            byte[] name = compared.value().toArray();
            int length = 0;
            while (length < name.length && name[length] != 0) {
                length++;
            }
            boolean prefix = length == name.length || compared.mask().toArray()[length] == 0;
            taker.take(Arrays.copyOf(name, length), prefix, compared.inverted());
        }
    }

    private void verdict(XtTarget target, XtRuleText text) {
        if (target instanceof XtTarget.Jump jump) {
            chains.apply(jump.chain()).ifPresentOrElse(jump.isGoto() ? text::goTo : text::jump, text::unknown);
        } else if (target == Plain.ACCEPT || target == Plain.DROP || target == Plain.RETURN) {
            text.jump(target.toString());
        } else if (target != Plain.CONTINUE) {
            text.unknown();
        }
    }
}
