package io.github.listeningports;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of addresses of one family.
 *
 * @param first the lowest address
 * @param last the highest address, included
 */
public record AddressRange(InetAddress first, InetAddress last) {

    public AddressRange {
        byte[] low = first.getAddress();
        byte[] high = last.getAddress();
        if (low.length != high.length || Arrays.compareUnsigned(low, high) > 0) {
            throw new IllegalArgumentException("not a range of addresses of one family: " + first.getHostAddress()
                    + " to " + last.getHostAddress());
        }
    }

    /** Whether the address is in the range; an address of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] low = first.getAddress();
        return bytes.length == low.length
                && Arrays.compareUnsigned(low, bytes) <= 0
                && Arrays.compareUnsigned(bytes, last.getAddress()) <= 0;
    }

    /** Numeric, as in {@code 240.0.0.0-255.255.255.254}. */
    @Override
    public String toString() {
        return first.getHostAddress() + "-" + last.getHostAddress();
    }
}
