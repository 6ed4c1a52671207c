package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.Fib;
import io.github.listeningports.linux.firewall.nft.NftKey.FibResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rule compares, under nft(8)'s name.
 *
 * @param length the bytes of a whole value
 * @param layer whose header it is in
 */
record NftSelector(String name, NftValueType type, int length, Layer layer) {

    /** Where a field is, which decides which test before it nft adds, and so leaves out when it prints. */
    enum Layer {
        NONE,
        NETWORK,
        TRANSPORT,
        /** A message of ICMP: such a rule tests the family and the protocol before. */
        CONTROL
    }

    private static NftSelector of(String name, NftValueType type, int length) {
        return new NftSelector(name, type, length, Layer.NONE);
    }

    static Optional<NftSelector> of(NftKey.Meta key) {
        return Optional.ofNullable(
                switch (key) {
                    case LEN -> of("meta length", NftValueType.HOST_NUMBER, 4);
                    case PROTOCOL -> of("meta protocol", NftValueType.ETHER_TYPE, 2);
                    case MARK -> of("meta mark", NftValueType.MARK, 4);
                    case IIF -> of("iif", NftValueType.INDEX, 4);
                    case OIF -> of("oif", NftValueType.INDEX, 4);
                    case IIFNAME -> of("iifname", NftValueType.NAME, 16);
                    case OIFNAME -> of("oifname", NftValueType.NAME, 16);
                    case NFPROTO -> of("meta nfproto", NftValueType.FAMILY, 1);
                    case L4PROTO -> of("meta l4proto", NftValueType.PROTOCOL, 1);
                    case PKTTYPE -> of("meta pkttype", NftValueType.PACKET_TYPE, 1);
                    default -> null;
                });
    }

    static Optional<NftSelector> of(NftKey.Ct key) {
        return Optional.ofNullable(
                switch (key) {
                    case STATE -> of("ct state", NftValueType.STATE, 4);
                    case STATUS -> of("ct status", NftValueType.STATUS, 4);
                    case DIRECTION -> of("ct direction", NftValueType.DIRECTION, 1);
                    case MARK -> of("ct mark", NftValueType.MARK, 4);
                    default -> null;
                });
    }

    static Optional<NftSelector> of(Fib fib) {
        boolean route = fib.result() == FibResult.OIF && fib.present();
        boolean type = fib.result() == FibResult.ADDRTYPE && !fib.present();
        if ((!route && !type) || fib.source() == fib.destinationAddress()) {
            return Optional.empty();
        }
        String tuple = (fib.source() ? "saddr" : "daddr") + (fib.byInterface() ? " . iif" : "");
        return Optional.of(
                route
                        ? of("fib " + tuple + " oif", NftValueType.PRESENCE, 4)
                        : of("fib " + tuple + " type", NftValueType.ROUTE_TYPE, 4));
    }

    /**
     * The fields that bytes of a header are, of which the last may be cut.
     *
     * @param fields of the header
     * @return none if any byte is of another field
     */
    static List<NftSelector> of(String header, List<NftField> fields, Layer layer, int offset, int length) {
        List<NftSelector> found = new ArrayList<>();
        int at = offset;
        for (NftField each : fields) {
            if (each.offset() == at && at < offset + length) {
                found.add(new NftSelector(header + " " + each.name(), each.type(), each.length(), layer));
                at += each.length();
            }
        }
        return at >= offset + length ? found : List.of();
    }
}
