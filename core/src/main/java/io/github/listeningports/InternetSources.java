package io.github.listeningports;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The addresses that hosts of the Internet have, and what happens to their packets. */
final class InternetSources {

    /** All but the special-purpose networks of RFC 6890 and its registry at IANA, multicast and 240.0.0.0/4. */
    private static final AddressRanges IPV4 = AddressRanges.of(
                    AddressFamily.IPV4, List.of(range("01000000", "dfffffff")))
            .without(AddressRanges.of(
                    AddressFamily.IPV4,
                    List.of(
                            range("0a000000", "0affffff"),
                            range("64400000", "647fffff"),
                            range("7f000000", "7fffffff"),
                            range("a9fe0000", "a9feffff"),
                            range("ac100000", "ac1fffff"),
                            range("c0000000", "c00000ff"),
                            range("c0000200", "c00002ff"),
                            range("c0a80000", "c0a8ffff"),
                            range("c6120000", "c613ffff"),
                            range("c6336400", "c63364ff"),
                            range("cb007100", "cb0071ff"))));

    /** 2000::/3, what IANA assigns from (RFC 4291), without 2001:db8::/32. */
    private static final AddressRanges IPV6 = AddressRanges.of(
                    AddressFamily.IPV6,
                    List.of(range("20000000000000000000000000000000", "3fffffffffffffffffffffffffffffff")))
            .without(AddressRanges.of(
                    AddressFamily.IPV6,
                    List.of(range("20010db8000000000000000000000000", "20010db8ffffffffffffffffffffffff"))));

    private InternetSources() {}

    /** The most exposed of the families. */
    static InternetExposure exposure(List<FirewallOutcome> outcomes) {
        List<InternetExposure> all = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            all.add(exposure(
                    family,
                    outcomes.stream().filter(each -> each.family() == family).toList()));
        }
        for (InternetExposure each :
                List.of(InternetExposure.YES, InternetExposure.CONDITIONAL, InternetExposure.UNKNOWN)) {
            if (all.contains(each)) {
                return each;
            }
        }
        return InternetExposure.NO;
    }

    private static InternetExposure exposure(AddressFamily family, List<FirewallOutcome> outcomes) {
        AddressRanges internet = family == AddressFamily.IPV4 ? IPV4 : IPV6;
        AddressRanges nobody = AddressRanges.builder(family).build();
        Map<FirewallOutcome.Fate, AddressRanges> from = new EnumMap<>(FirewallOutcome.Fate.class);
        for (FirewallOutcome each : outcomes) {
            from.merge(each.fate(), each.sources().and(internet), AddressRanges::union);
        }
        AddressRanges arrive = from.getOrDefault(FirewallOutcome.Fate.ARRIVES, nobody);
        AddressRanges unknown = from.getOrDefault(FirewallOutcome.Fate.UNKNOWN, nobody);
        AddressRanges refused = from.getOrDefault(FirewallOutcome.Fate.DROPPED, nobody)
                .union(from.getOrDefault(FirewallOutcome.Fate.REDIRECTED, nobody));
        boolean everywhere = outcomes.stream()
                .filter(each -> each.fate() == FirewallOutcome.Fate.ARRIVES)
                .allMatch(each -> each.sentTo().isEmpty());
        AddressRanges surely = arrive.without(refused).without(unknown);
        if (everywhere && surely.size() * 2 >= internet.size()) {
            return InternetExposure.YES;
        }
        boolean some = !surely.isEmpty() || !arrive.and(refused).isEmpty();
        if (some) {
            return InternetExposure.CONDITIONAL;
        }
        return unknown.isEmpty() ? InternetExposure.NO : InternetExposure.UNKNOWN;
    }

    private static AddressRange range(String first, String last) {
        return new AddressRange(address(first), address(last));
    }

    private static InetAddress address(String hex) {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(hex));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(hex, e);
        }
    }
}
