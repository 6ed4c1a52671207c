package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are evaluated in order. Compared by identity. Rules are set after construction because they can jump to chains not built yet, or made when they are first asked
 * for: of thousands of chains, packets to a listener enter few.
 */
public final class Chain {

    private final String label;

    /** Found out when it is first asked for: there can be thousands of chains. */
    private Optional<FirewallCondition> banList = Optional.empty();

    private boolean looked;
    private Supplier<List<Rule>> whenAsked = List::of;
    private @Nullable List<Rule> rules;

    /**
     * A chain without rules.
     *
     * @param label the table and name, human-readable
     */
    public Chain(String label) {
        this.label = label;
    }

    /** The list of banned hosts that a program keeps in this chain, one rule a host, if the chain has the name that such a program gives it. */
    public Optional<FirewallCondition> banList() {
        if (!looked) {
            banList = BanPrograms.list(label);
            looked = true;
        }
        return banList;
    }

    public String label() {
        return label;
    }

    public void setRules(List<Rule> all) {
        rules = List.copyOf(all);
    }

    /** Sets rules that are made when they are first asked for. */
    public void setRules(Supplier<List<Rule>> later) {
        whenAsked = later;
        rules = null;
    }

    public List<Rule> rules() {
        List<Rule> known = rules;
        if (known == null) {
            known = List.copyOf(whenAsked.get());
            rules = known;
        }
        return known;
    }
}
