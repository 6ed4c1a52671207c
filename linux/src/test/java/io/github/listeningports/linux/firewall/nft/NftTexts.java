package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSetReader;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The texts of all rules of nf_tables in the namespace of this thread. */
public final class NftTexts {

    private NftTexts() {}

    /** A rule; rules of a chain come in their order. */
    public record Told(int family, String table, String chain, long handle, Optional<String> text) {}

    /** All of them. */
    public static List<Told> all() throws IOException {
        LibC libc = new NativeTier(NativeTier.Mode.ALWAYS).libc();
        NftRuleset ruleset = new NftReader(libc, Deadline.none()).read();
        IpSets ipSets = new IpSetReader(libc, Deadline.none()).read(NftIpSets.of(ruleset, chain -> true));
        return texts(ruleset, ipSets);
    }

    /** Those of a ruleset. */
    public static List<Told> texts(NftRuleset ruleset, IpSets ipSets) {
        return ruleset.rules().stream()
                .map(rule -> new Told(
                        rule.family(),
                        rule.table(),
                        rule.chain(),
                        rule.handle(),
                        NftRuleTexts.text(rule, ruleset.sources(), ipSets)))
                .toList();
    }
}
