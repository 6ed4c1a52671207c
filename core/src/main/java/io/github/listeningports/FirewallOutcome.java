package io.github.listeningports;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the firewall does with some of the packets to a listener, and why.
 *
 * <p>The outcomes of a listener cover every packet from another host. Two of them may concern the same sources and interfaces: then the {@link #conditions()} decide.
 *
 * @param family the family of the packets
 * @param fate what happens to them
 * @param sources the addresses that they come from. Addresses that no other host can have, such as those of this host, may be included where that makes the ranges fewer
 * @param allOthers whether the outcome is (part of) what happens to all packets that no other outcome of the family names, so that its sources need not be listed
 * @param interfaces the names of the interfaces by which they come in; empty for every interface
 * @param rule the rule that decides, as {@link FirewallStatus#reason()} names it, safe to print; absent if none does
 * @param conditions what else it depends on; empty if nothing
 * @param redirectedTo where they are sent instead, if the fate is {@link Fate#REDIRECTED}
 * @param sentTo where a packet that arrives by a translation of its destination was sent to: the address and port by which the listener is reached; absent for packets
 *     sent to its own address and port
 * @param ruleText the rule itself in one line, at most {@value #MAX_RULE_TEXT} characters: on Linux as {@code nft -s list ruleset} (nft(8)) prints it, or, if it belongs to
 *     iptables-legacy or has a match or target of iptables-nft, as iptables-save(8) does. Absent where it is not known exactly, for a policy, and on other systems.
 *     Informative: {@link PortSnapshot#changesSince} does not compare it
 */
public record FirewallOutcome(
        AddressFamily family,
        Fate fate,
        AddressRanges sources,
        boolean allOthers,
        List<String> interfaces,
        Optional<String> rule,
        List<FirewallCondition> conditions,
        Optional<FirewallDestination> redirectedTo,
        Optional<FirewallDestination> sentTo,
        Optional<String> ruleText) {

    /** The length, in characters, beyond which {@link #ruleText()} is absent. */
    public static final int MAX_RULE_TEXT = 2000;

    /** What happens to packets; more may be added, to be taken as {@link #UNKNOWN}. */
    public enum Fate {
        /** The listener gets them. */
        ARRIVES,
        /** Nobody gets them. */
        DROPPED,
        /** They go to another listener or host. */
        REDIRECTED,
        /** Not known. */
        UNKNOWN
    }

    public FirewallOutcome {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(fate, "fate");
        Objects.requireNonNull(redirectedTo, "redirectedTo");
        Objects.requireNonNull(sentTo, "sentTo");
        Objects.requireNonNull(ruleText, "ruleText");
        rule = rule.isPresent() ? Optional.of(HarmlessText.of(rule.get())) : rule;
        interfaces = List.copyOf(interfaces);
        conditions = List.copyOf(conditions);
        if (sources.family() != family) {
            throw new IllegalArgumentException(sources + " is not of " + family);
        }
    }

    /** A builder of an outcome that concerns all packets of the family. */
    public static Builder builder(AddressFamily family, Fate fate) {
        return new Builder(family, fate);
    }

    /** A builder that starts from this outcome. */
    public Builder toBuilder() {
        Builder builder = new Builder(family, fate);
        builder.sources = sources;
        builder.allOthers = allOthers;
        builder.interfaces = interfaces;
        builder.rule = rule;
        builder.conditions.addAll(conditions);
        builder.redirectedTo = redirectedTo;
        builder.sentTo = sentTo;
        builder.ruleText = ruleText;
        return builder;
    }

    /** Whether it concerns packets that come in by an interface. */
    public boolean concerns(String interfaceName) {
        return interfaces.isEmpty() || interfaces.contains(interfaceName);
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof FirewallOutcome that
                        && family == that.family
                        && fate == that.fate
                        && sources.equals(that.sources)
                        && allOthers == that.allOthers
                        && interfaces.equals(that.interfaces)
                        && rule.equals(that.rule)
                        && conditions.equals(that.conditions)
                        && redirectedTo.equals(that.redirectedTo)
                        && sentTo.equals(that.sentTo)
                        && ruleText.equals(that.ruleText));
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                family, fate, sources, allOthers, interfaces, rule, conditions, redirectedTo, sentTo, ruleText);
    }

    /** One line, safe to print: {@code IPV4 DROPPED all others by the policy of table inet filter, chain input}. */
    @Override
    public String toString() {
        return family + " " + fate + redirectedTo.map(to -> " to " + to).orElse("")
                + (allOthers ? " all others" : " from " + sources)
                + (interfaces.isEmpty() ? "" : " on " + HarmlessText.of(String.join(", ", interfaces)))
                + sentTo.map(to -> " sent to " + to).orElse("")
                + rule.map(text -> " by " + text).orElse("")
                + (conditions.isEmpty() ? "" : " depending on " + conditions);
    }

    /** Builds a {@link FirewallOutcome}: each method sets the component of the same name. */
    public static final class Builder {

        private final AddressFamily family;
        private final Fate fate;
        private AddressRanges sources;
        private boolean allOthers;
        private List<String> interfaces = List.of();
        private Optional<String> rule = Optional.empty();
        private final List<FirewallCondition> conditions = new ArrayList<>();
        private Optional<FirewallDestination> redirectedTo = Optional.empty();
        private Optional<FirewallDestination> sentTo = Optional.empty();
        private Optional<String> ruleText = Optional.empty();

        private Builder(AddressFamily family, Fate fate) {
            this.family = Objects.requireNonNull(family, "family");
            this.fate = Objects.requireNonNull(fate, "fate");
            sources = AddressRanges.all(family);
        }

        /** By default every address. */
        public Builder sources(AddressRanges value) {
            sources = Objects.requireNonNull(value, "sources");
            return this;
        }

        /** By default false. */
        public Builder allOthers(boolean value) {
            allOthers = value;
            return this;
        }

        /** By default every interface. */
        public Builder interfaces(List<String> names) {
            interfaces = List.copyOf(names);
            return this;
        }

        /** By default none. */
        public Builder rule(String name) {
            rule = Optional.of(name);
            return this;
        }

        /** Adds a condition, unless it is there already. */
        public Builder condition(FirewallCondition value) {
            if (!conditions.contains(value)) {
                conditions.add(Objects.requireNonNull(value, "condition"));
            }
            return this;
        }

        /** Sets {@link FirewallOutcome#redirectedTo()}. */
        public Builder redirectedTo(FirewallDestination value) {
            redirectedTo = Optional.of(value);
            return this;
        }

        /** Sets {@link FirewallOutcome#sentTo()}. */
        public Builder sentTo(FirewallDestination value) {
            sentTo = Optional.of(value);
            return this;
        }

        /** By default none. */
        public Builder ruleText(String text) {
            ruleText = Optional.of(text);
            return this;
        }

        /** Builds the outcome. */
        public FirewallOutcome build() {
            return new FirewallOutcome(
                    family, fate, sources, allOthers, interfaces, rule, conditions, redirectedTo, sentTo, ruleText);
        }
    }
}
