package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Parses the local or the remote addresses of a firewall rule: single ones, ranges, subnets, and keywords such as LocalSubnet (MS-GPFAS 2.2.2.9 to 2.2.2.13). */
final class FirewallAddressesParser {

    private static final Set<String> KEYWORDS = Set.of(
            "localsubnet",
            "dns",
            "dhcp",
            "wins",
            "defaultgateway",
            "intranet",
            "internet",
            "ply2renders",
            "rmtintranet",
            "captiveportal");

    private final Set<String> valid;
    private final List<AddressSet.Range> ranges4 = new ArrayList<>();
    private final List<AddressSet.Range> ranges6 = new ArrayList<>();
    private final List<String> keywords4 = new ArrayList<>();
    private final List<String> keywords6 = new ArrayList<>();

    private FirewallAddressesParser(Set<String> valid) {
        this.valid = valid;
    }

    /** Local addresses have no keywords (MS-FASP 2.2.37). */
    static FirewallAddressesParser local() {
        return new FirewallAddressesParser(Set.of());
    }

    static FirewallAddressesParser remote() {
        return new FirewallAddressesParser(KEYWORDS);
    }

    /**
     * Adds the addresses of a value, and also of a comma-separated list, which the grammar does not allow.
     *
     * @return whether the value conforms to the grammar and is valid
     */
    boolean add(AddressFamily family, String values) {
        boolean four = family == AddressFamily.IPV4;
        boolean isValid = values.indexOf(',') < 0;
        for (String value : values.split(",", -1)) {
            Optional<AddressSet.Range> range = AddressParser.parse(family, value);
            range.ifPresentOrElse((four ? ranges4 : ranges6)::add, () -> (four ? keywords4 : keywords6).add(value));
            isValid &=
                    range.isPresent() ? isValid(family, range.get()) : valid.contains(value.toLowerCase(Locale.ROOT));
        }
        return isValid;
    }

    /**
     * MS-FASP 2.2.4 to 2.2.10, and 2.2.24 (FW_RULE_STATUS_SEMANTIC_ERROR_ADDR_V4 and ..._V6): neither the unspecified address, hence no subnet of all addresses, nor a
     * loopback address.
     */
    private static boolean isValid(AddressFamily family, AddressSet.Range range) {
        BigInteger first = range.first();
        boolean loopback =
                family == AddressFamily.IPV4 ? first.shiftRight(24).intValue() == 127 : first.equals(BigInteger.ONE);
        return first.signum() != 0 && !loopback;
    }

    /** Adds a value that may stand for any address. */
    void addUnknown(String value) {
        keywords4.add(value);
        keywords6.add(value);
    }

    FirewallRule.Addresses addresses() {
        return new FirewallRule.Addresses(
                AddressSet.of(ranges4), AddressSet.of(ranges6), List.copyOf(keywords4), List.copyOf(keywords6));
    }
}
