package io.github.listeningports.windows.firewall;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An active inbound rule.
 *
 * @param name the display name; an indirect one ({@code @FirewallAPI.dll,-28775}) stays as it is
 * @param profiles the profiles in which it applies
 * @param protocol the protocol number; empty for any
 * @param ports the local ports
 * @param local the local addresses
 * @param remote the remote addresses
 * @param program the path of the program, as written, or {@code System}
 * @param service the short name of the service, or {@code *} for any
 * @param audience the programs that it applies to, as far as packages are concerned
 * @param limits further conditions, which some packets meet and others do not
 * @param unknowns parts that are not understood or violate the grammar, so that the rule may apply or not
 */
record FirewallRule(
        String name,
        Action action,
        Set<FirewallProfile> profiles,
        OptionalInt protocol,
        Ports ports,
        Addresses local,
        Addresses remote,
        Optional<String> program,
        Optional<String> service,
        Audience audience,
        List<FirewallCondition> limits,
        List<FirewallCondition> unknowns) {

    FirewallRule {
        limits = List.copyOf(limits);
        unknowns = List.copyOf(unknowns);
    }

    /** The programs that a rule applies to. */
    enum Audience {
        ANY,
        /** The programs in the AppContainer of one package. */
        CONTAINER,
        /** The programs of one package. */
        PACKAGE
    }

    /** What happens to matching packets. */
    enum Action {
        ALLOW,
        BLOCK,
        /** Allows authenticated computers, even where another rule blocks them. */
        BYPASS,
        /** An action that is not understood. */
        UNKNOWN
    }

    /**
     * Ports by number.
     *
     * @param last is included
     */
    record PortRange(int first, int last) {}

    /** Ports by number, and keywords that stand for ports. */
    record Ports(List<PortRange> ranges, List<String> keywords) {

        Ports {
            ranges = List.copyOf(ranges);
            keywords = List.copyOf(keywords);
        }

        boolean isAny() {
            return ranges.isEmpty() && keywords.isEmpty();
        }

        boolean names(int port) {
            for (PortRange range : ranges) {
                if (range.first() <= port && port <= range.last()) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Addresses of both families; all of them if both are empty.
     *
     * @param keywords4 keywords for IPv4 addresses, such as LocalSubnet
     * @param keywords6 keywords for IPv6 addresses
     */
    record Addresses(AddressSet ipv4, AddressSet ipv6, List<String> keywords4, List<String> keywords6) {

        boolean isAny() {
            return ipv4.isEmpty() && ipv6.isEmpty() && keywords4.isEmpty() && keywords6.isEmpty();
        }
    }
}
