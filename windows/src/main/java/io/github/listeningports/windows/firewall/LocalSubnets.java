package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import java.util.Optional;

/**
 * The networks that this machine's interfaces are in, for which the keyword LocalSubnet stands: "any local address on the local subnet" (INetFwRule::RemoteAddresses).
 *
 * @param ipv4 empty if they are not known
 * @param ipv6 empty if they are not known
 */
record LocalSubnets(Optional<AddressSet> ipv4, Optional<AddressSet> ipv6) {

    static final LocalSubnets UNKNOWN = new LocalSubnets(Optional.empty(), Optional.empty());

    Optional<AddressSet> of(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }
}
