package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.FirewallRecording.Datagram;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.util.List;
import java.util.OptionalInt;

/** The rules in recorded datagrams of nf_tables. */
public final class NftRecording {

    private NftRecording() {}

    /** Reads datagrams as {@code NftReader} does; nothing, if they are not whole. */
    public static List<NftRuleset> rulesets(List<Datagram> datagrams) {
        NftRulesetParser rules = new NftRulesetParser();
        boolean whole = true;
        int last = datagrams.stream().mapToInt(Datagram::sequence).max().orElse(0);
        for (int sequence = 1; sequence <= last; sequence++) {
            NetlinkParser parser = NetlinkFixtures.parser(sequence, 4, rules);
            for (Datagram datagram : datagrams) {
                if (datagram.sequence() == sequence && !parser.isDone()) {
                    parser.parse(datagram.bytes());
                }
            }
            whole &= parser.isDone() && !parser.isMalformed() && parser.error().equals(OptionalInt.empty());
        }
        return whole && rules.isWhole() ? List.of(rules.ruleset()) : List.of();
    }
}
