package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses the addresses of a firewall rule: one, a range {@code a-b}, or a subnet {@code a/prefix} or {@code a/mask} (MS-GPFAS 2.2.2.9 to 2.2.2.12). No name is ever
 * looked up.
 */
final class AddressParser {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private AddressParser() {}

    /** Empty if it is none of these. */
    static Optional<AddressSet.Range> parse(AddressFamily family, String text) {
        int dash = text.indexOf('-');
        if (dash >= 0) {
            return address(family, text.substring(0, dash))
                    .flatMap(first -> address(family, text.substring(dash + 1))
                            .filter(last -> last.compareTo(first) >= 0)
                            .map(last -> new AddressSet.Range(first, last)));
        }
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return address(family, text.substring(0, slash))
                    .flatMap(base ->
                            prefix(family, text.substring(slash + 1)).map(prefix -> subnet(family, base, prefix)));
        }
        return address(family, text).map(one -> new AddressSet.Range(one, one));
    }

    private static AddressSet.Range subnet(AddressFamily family, BigInteger base, int prefix) {
        int hostBits = bits(family) - prefix;
        BigInteger first = base.shiftRight(hostBits).shiftLeft(hostBits);
        return new AddressSet.Range(
                first, first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE));
    }

    /** A mask with holes is none. */
    private static Optional<Integer> prefix(AddressFamily family, String text) {
        if (PREFIX.matcher(text).matches()) {
            return Optional.of(Integer.parseInt(text)).filter(prefix -> prefix <= bits(family));
        }
        return address(family, text)
                .map(mask -> BigInteger.ONE
                        .shiftLeft(bits(family))
                        .subtract(BigInteger.ONE)
                        .subtract(mask))
                .filter(holes -> holes.and(holes.add(BigInteger.ONE)).signum() == 0)
                .map(holes -> bits(family) - holes.bitLength());
    }

    private static Optional<BigInteger> address(AddressFamily family, String text) {
        if (!(family == AddressFamily.IPV4 ? IPV4 : IPV6).matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // A literal of this form is never looked up; a part above 255 is refused, or is more than four bytes.
            byte[] bytes = family == AddressFamily.IPV4
                    ? ipv4(text)
                    : InetAddress.getByName(text).getAddress();
            return bytes.length * Byte.SIZE == bits(family) ? Optional.of(new BigInteger(1, bytes)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static byte[] ipv4(String text) throws UnknownHostException {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int part = Integer.parseInt(parts[i]);
            if (part > 255) {
                throw new UnknownHostException(text);
            }
            bytes[i] = (byte) part;
        }
        return bytes;
    }

    private static int bits(AddressFamily family) {
        return family == AddressFamily.IPV4 ? 32 : 128;
    }
}
