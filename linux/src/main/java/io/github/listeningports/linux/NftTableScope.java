package io.github.listeningports.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the rules of one table of nf_tables can name. */
final class NftTableScope {

    private static final int JUMP = -3;
    private static final int GOTO = -4;
    private static final int RETURN = -5;
    private static final int CONTINUE = -1;
    private static final int BREAK = -2;
    private static final int DROP = 0;
    private static final int ACCEPT = 1;
    private static final int QUEUE = 3;

    private final int family;
    private final LocalNetwork network;
    private final Map<String, RuleChain> chains = new HashMap<>();
    private final Map<String, NftSet> sets = new HashMap<>();

    NftTableScope(int family, LocalNetwork network) {
        this.family = family;
        this.network = network;
    }

    int family() {
        return family;
    }

    LocalNetwork network() {
        return network;
    }

    Map<String, RuleChain> chains() {
        return chains;
    }

    Map<String, NftSet> sets() {
        return sets;
    }

    Optional<NftSet> set(String name) {
        return Optional.ofNullable(sets.get(name));
    }

    /** A verdict as its attributes tell it; one that is not known leads nowhere. */
    Verdict verdict(NetlinkAttributes data) {
        int code = data.number(Nfta.VERDICT_CODE, Integer.MIN_VALUE);
        RuleChain chain = data.text(Nfta.VERDICT_CHAIN).map(chains::get).orElse(null);
        return switch (code) {
            case DROP -> Verdict.DROP;
            case ACCEPT -> Verdict.ACCEPT;
            case RETURN -> Verdict.RETURN;
            case CONTINUE -> Verdict.CONTINUE;
            case JUMP -> new Verdict(Verdict.Kind.JUMP, chain);
            case GOTO -> new Verdict(Verdict.Kind.GOTO, chain);
            default -> (code & 0xffff) == QUEUE && code > 0 ? Verdict.QUEUE : unknown(code);
        };
    }

    /** BREAK ends the rule, not the chain; the kernel gives no rule that verdict. */
    private static Verdict unknown(int code) {
        return code == BREAK ? Verdict.QUEUE : new Verdict(Verdict.Kind.GOTO, null);
    }
}
