package io.github.listeningports.windows.firewall;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An active rule for what comes in.
 *
 * @param name for people; an indirect one ({@code @FirewallAPI.dll,-28775}) stays as it is
 * @param profiles in which it applies
 * @param protocol its number; empty for any
 * @param ports the local ports
 * @param local the local addresses
 * @param remote the remote addresses
 * @param program the path of the program, as written, or {@code System}
 * @param service the short name of the service, or {@code *} for any
 * @param audience for which programs it is, as far as packages go
 * @param limits what it further depends on; it may let some through then, and not others
 * @param unknowns what is not known of it, because it is not understood or breaks the grammar, so that it may apply or not
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
        List<String> limits,
        List<String> unknowns) {

    /** For which programs it may be. */
    enum Audience {
        ANY,
        /** Those in the AppContainer of one package. */
        CONTAINER,
        /** Those of one package. */
        PACKAGE
    }

    /** What happens to what it applies to. */
    enum Action {
        ALLOW,
        BLOCK,
        /** Lets authenticated computers through, even where another rule blocks them. */
        BYPASS,
        /** One that is not understood. */
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
     * Addresses of both families; all of them if nothing is said of either.
     *
     * @param keywords4 what stands for IPv4 addresses that the rule does not say, such as LocalSubnet
     */
    record Addresses(AddressSet ipv4, AddressSet ipv6, List<String> keywords4, List<String> keywords6) {

        static final Addresses ANY = new Addresses(AddressSet.NONE, AddressSet.NONE, List.of(), List.of());

        boolean isAny() {
            return ipv4.isEmpty() && ipv6.isEmpty() && keywords4.isEmpty() && keywords6.isEmpty();
        }
    }
}
