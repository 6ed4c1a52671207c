package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses an address of a firewall rule: a single one, a range {@code a-b}, or a subnet {@code a/prefix} or {@code a/mask} (MS-GPFAS 2.2.2).
 * Names are never resolved.
 */
final class AddressParser {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private static final int GROUPS = 8;

    private AddressParser() {}

    /** Empty if the text is none of these. */
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

    /** A mask with holes is invalid. */
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
        return family == AddressFamily.IPV4 ? ipv4(text) : ipv6(text);
    }

    private static Optional<BigInteger> ipv4(String text) {
        if (!IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        long number = 0;
        for (String part : text.split("\\.", -1)) {
            int value = Integer.parseInt(part);
            if (value > 255) {
                return Optional.empty();
            }
            number = (number << 8) | value;
        }
        return Optional.of(BigInteger.valueOf(number));
    }

    /** RFC 4291 2.2: eight groups; {@code ::} stands for one or more zero groups, and the last two may be written as IPv4. */
    private static Optional<BigInteger> ipv6(String text) {
        int gap = text.indexOf("::"); // in a second one, there is an empty group
        Optional<List<Integer>> head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        Optional<List<Integer>> tail = gap < 0 ? Optional.of(List.of()) : groups(text.substring(gap + 2), true);
        if (head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        int missing = GROUPS - head.get().size() - tail.get().size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        BigInteger number = BigInteger.ZERO;
        for (int group : head.get()) {
            number = number.shiftLeft(16).add(BigInteger.valueOf(group));
        }
        number = number.shiftLeft(16 * missing);
        for (int group : tail.get()) {
            number = number.shiftLeft(16).add(BigInteger.valueOf(group));
        }
        return Optional.of(number);
    }

    /** @param atEnd whether the last two groups may be written as IPv4 */
    private static Optional<List<Integer>> groups(String text, boolean atEnd) {
        List<Integer> groups = new ArrayList<>();
        String[] parts = text.isEmpty() ? new String[0] : text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) {
                groups.add(Integer.parseInt(parts[i], 16));
                continue;
            }
            Optional<BigInteger> embedded = atEnd && i == parts.length - 1 ? ipv4(parts[i]) : Optional.empty();
            if (embedded.isEmpty()) {
                return Optional.empty();
            }
            groups.add((int) (embedded.get().longValue() >>> 16));
            groups.add((int) (embedded.get().longValue() & 0xFFFF));
        }
        return Optional.of(groups);
    }

    private static int bits(AddressFamily family) {
        return family == AddressFamily.IPV4 ? 32 : 128;
    }
}
