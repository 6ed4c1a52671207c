package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.kernel.ByteString;
import java.util.Optional;

/**
 * A comparison of the bits of an address or of an interface's name that a mask selects.
 *
 * @param value those bits, without the bytes after a name's wildcard
 */
record XtMasked(ByteString value, ByteString mask, boolean inverted) {

    XtMasked {
        value = value.and(mask);
    }

    /** The addresses that it compares with, whether inverted or not, if the mask is a prefix, as nearly all are. */
    Optional<IntervalSet> network() {
        byte[] first = value.toArray();
        byte[] bits = mask.toArray();
        byte[] last = new byte[bits.length];
        boolean ended = false;
        for (int i = 0; i < bits.length; i++) {
            int rest = ~bits[i] & 0xff;
            if ((rest & (rest + 1)) != 0 || (ended && rest != 0xff)) {
                return Optional.empty();
            }
            ended = rest != 0;
            last[i] = (byte) (first[i] | rest);
        }
        return Optional.of(IntervalSet.between(first, last));
    }
}
