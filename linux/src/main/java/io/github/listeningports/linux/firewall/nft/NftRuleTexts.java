package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.Optional;

/** Makes the text of a rule of nf_tables of what it was parsed from. */
final class NftRuleTexts {

    private NftRuleTexts() {}

    /** The text of a rule, if it is listed by itself, not in a block; iptables-nft-save prints those that have a match or a target of ip_tables. */
    static Optional<String> text(NftRuleset.Rule rule, NftSources sources, IpSets ipSets) {
        return NftVerdict.isBlock(rule.chain())
                ? Optional.empty()
                : sources.rule(rule.family(), rule.table(), rule.handle())
                        .flatMap(message -> NftCompatText.isFor(rule)
                                ? new NftCompatText(rule, message.byteOrder(), ipSets).of(message)
                                : text(rule, message, sources));
    }

    private static Optional<String> text(NftRuleset.Rule rule, NetlinkAttributes message, NftSources sources) {
        String comment = rule.comment().isEmpty() ? "" : " comment \"" + rule.comment() + '"';
        return new NftRuleText(
                        rule.family(), name -> sources.set(rule.family(), rule.table(), name), message.byteOrder())
                .of(message)
                .map(text -> text + comment);
    }
}
