package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A table of nf_tables: what its rules can refer to. */
final class NftTable {

    private final int family;
    private final LocalNetwork network;
    private final Map<String, Chain> chains = new HashMap<>();
    private final Map<String, NftSet> sets = new HashMap<>();

    private final IpSets ipSets;

    NftTable(int family, LocalNetwork network, IpSets ipSets) {
        this.family = family;
        this.network = network;
        this.ipSets = ipSets;
    }

    /** The sets of ipset(8), to which rules of iptables-nft refer. */
    IpSets ipSets() {
        return ipSets;
    }

    int family() {
        return family;
    }

    LocalNetwork network() {
        return network;
    }

    Map<String, Chain> chains() {
        return chains;
    }

    Map<String, NftSet> sets() {
        return sets;
    }

    Optional<NftSet> set(String name) {
        return Optional.ofNullable(sets.get(name));
    }
}
