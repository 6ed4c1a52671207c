package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Verdict;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verdict as nf_tables' messages carry it: a code of linux/netfilter.h or linux/netfilter/nf_tables.h.
 *
 * @param chain the chain that a jump or a goto names
 */
record NftVerdict(int code, Optional<String> chain) {

    /** A message without a verdict: it leads nowhere. */
    static final NftVerdict MISSING = new NftVerdict(Integer.MIN_VALUE, Optional.empty());

    private static final Verdict NOWHERE = new Verdict(Verdict.Kind.GOTO, null);

    /** An unknown verdict leads nowhere. */
    Verdict in(Map<String, Chain> chains) {
        return switch (code) {
            case NetfilterConstant.NF_DROP -> Verdict.DROP;
            case NetfilterConstant.NF_ACCEPT -> Verdict.ACCEPT;
            case NftConstant.RETURN -> Verdict.RETURN;
            case NftConstant.CONTINUE -> Verdict.CONTINUE;
            case NftConstant.JUMP -> new Verdict(Verdict.Kind.JUMP, target(chains));
            case NftConstant.GOTO -> new Verdict(Verdict.Kind.GOTO, target(chains));
            // It ends the rule, not the chain; the kernel accepts no rule with that verdict.
            case NftConstant.BREAK -> Verdict.QUEUE;
            default -> isQueue() ? Verdict.QUEUE : NOWHERE;
        };
    }

    private @Nullable Chain target(Map<String, Chain> chains) {
        return chain.map(chains::get).orElse(null);
    }

    /** The upper half holds the number of the queue. */
    private boolean isQueue() {
        return code > 0 && (code & ~NetfilterConstant.NF_VERDICT_QMASK) == NetfilterConstant.NF_QUEUE;
    }

    /** Its text, as nft(8) prints it; absent if it is not known, or leads to a block. */
    Optional<String> text() {
        Optional<String> to = chain.filter(name -> !isBlock(name));
        return switch (code) {
            case NetfilterConstant.NF_DROP -> Optional.of("drop");
            case NetfilterConstant.NF_ACCEPT -> Optional.of("accept");
            case NftConstant.RETURN -> Optional.of("return");
            case NftConstant.CONTINUE -> Optional.of("continue");
            case NftConstant.JUMP -> to.map(name -> "jump " + name);
            case NftConstant.GOTO -> to.map(name -> "goto " + name);
            default -> Optional.empty();
        };
    }

    /** Whether a chain is that of a block: the kernel names it itself (net/netfilter/nf_tables_api.c nf_tables_addchain). */
    static boolean isBlock(String chain) {
        return chain.startsWith("__chain");
    }
}
