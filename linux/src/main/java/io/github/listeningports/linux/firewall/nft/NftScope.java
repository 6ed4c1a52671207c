package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.xt.XtScope;
import java.util.List;

/** For which packets the steps of a rule are the same: as {@link NftRuleCompiler} and {@link NftLoads} use the kind of packets. What is not listed here may use all of it. */
final class NftScope {

    /** The ports, which TCP and UDP have in the same place. */
    private static final int PORTS_END = 4;

    private NftScope() {}

    static Rule.Scope of(List<NftExpression> expressions) {
        Rule.Scope widest = Rule.Scope.FAMILY;
        for (NftExpression each : expressions) {
            Rule.Scope scope = of(each);
            widest = scope.compareTo(widest) < 0 ? scope : widest;
        }
        return widest;
    }

    private static Rule.Scope of(NftExpression expression) {
        if (expression instanceof NftExpression.MetaLoad meta) {
            return switch (meta.key()) {
                case PKTTYPE -> Rule.Scope.KIND;
                case L4PROTO, LEN -> Rule.Scope.PROTOCOL;
                default -> Rule.Scope.FAMILY;
            };
        } else if (expression instanceof NftExpression.PayloadLoad payload) {
            return of(payload.part());
        } else if (expression instanceof NftExpression.CtLoad connection) {
            return switch (connection.key()) {
                case PROTOCOL, BYTES, AVGPKT -> Rule.Scope.PROTOCOL;
                default -> Rule.Scope.FAMILY;
            };
        } else if (expression instanceof NftExpression.Match match) {
            return XtScope.of(match.match());
        } else if (expression instanceof NftExpression.Target target) {
            return XtScope.of(target.target());
        }
        boolean family = expression instanceof NftExpression.Compare
                || expression instanceof NftExpression.Range
                || expression instanceof NftExpression.Lookup
                || expression instanceof NftExpression.Bitwise
                || expression instanceof NftExpression.ByteOrderConversion
                || expression instanceof NftExpression.Immediate
                || expression instanceof NftExpression.ImmediateVerdict
                || expression instanceof NftExpression.NoEffect
                || expression instanceof NftExpression.Reject
                || expression instanceof NftExpression.MetaStore
                || expression instanceof NftExpression.CtStore
                || expression instanceof NftExpression.Nat
                || expression instanceof NftExpression.Redirect;
        return family ? Rule.Scope.FAMILY : Rule.Scope.KIND;
    }

    private static Rule.Scope of(PayloadPart part) {
        return switch (part.base()) {
            case NETWORK_HEADER -> Rule.Scope.PROTOCOL;
            case TRANSPORT_HEADER ->
                part.offset() + part.length() <= PORTS_END ? Rule.Scope.FAMILY : Rule.Scope.PROTOCOL;
            default -> Rule.Scope.KIND;
        };
    }
}
