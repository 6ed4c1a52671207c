package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.StepEffects;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A rule that is compiled once for several kinds of packets has the same steps for all ({@link Rule.Scope}), and its effects are known without compiling it. */
class RuleScopeTest {

    private static final List<PacketKind> KINDS = kinds();

    private static List<PacketKind> kinds() {
        List<PacketKind> kinds = new ArrayList<>();
        for (PacketKind.Destination destination : PacketKind.Destination.values()) {
            for (boolean ipv6 : List.of(false, true)) {
                kinds.add(new PacketKind(ipv6, true, destination));
                kinds.add(new PacketKind(ipv6, false, destination));
            }
        }
        return kinds;
    }

    @TestFactory
    Stream<DynamicTest> everyRecordedRule() {
        return FirewallCases.read().lines().keySet().stream()
                .map(ruleset -> dynamicTest(ruleset, () -> {
                    Set<Chain> visited = new HashSet<>();
                    for (BaseChain base : FirewallCases.recorded(ruleset).chains()) {
                        check(base.chain(), visited);
                    }
                }));
    }

    private static void check(Chain chain, Set<Chain> visited) {
        if (!visited.add(chain)) {
            return;
        }
        for (Rule rule : chain.rules()) {
            for (PacketKind kind : KINDS) {
                List<Step> steps = rule.origin().steps(kind);
                for (PacketKind other : KINDS) {
                    List<Step> others = rule.origin().steps(other);
                    assertTrue(
                            !rule.isAlikeFor(kind, other) || areSame(steps, others),
                            () -> rule.label() + " has for " + kind + " the steps " + steps + ", for " + other + " "
                                    + others);
                }
                rule.origin()
                        .effects(kind)
                        .ifPresent(effects -> assertTrue(
                                effects.containsAll(effectsOf(steps)),
                                () -> rule.label() + " has the effects " + effects + " and the steps " + steps));
                for (Step step : steps) {
                    for (Verdict next : StepEffects.targets(step).toList()) {
                        if (next.chain() != null) {
                            check(next.chain(), visited);
                        }
                    }
                }
            }
        }
    }

    /** Up to where the rule never matches. */
    private static List<Step> effectsOf(List<Step> steps) {
        return steps.stream()
                .takeWhile(step ->
                        !(step instanceof Step.Check check && check.condition().isNever()))
                .filter(step -> !(step instanceof Step.Check || step instanceof Step.Assign))
                .toList();
    }

    private static boolean areSame(List<Step> some, List<Step> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = areSame(some.get(i), others.get(i));
        }
        return same;
    }

    private static boolean areSame(Step one, Step other) {
        if (one instanceof Step.Check check && other instanceof Step.Check otherCheck) {
            return areSame(check.condition(), otherCheck.condition());
        }
        if (one instanceof Step.VerdictMap choose && other instanceof Step.VerdictMap otherChoose) {
            List<Step.Choice> choices = choose.choices();
            List<Step.Choice> otherChoices = otherChoose.choices();
            boolean same = choices.size() == otherChoices.size();
            for (int i = 0; same && i < choices.size(); i++) {
                same = choices.get(i).verdict().equals(otherChoices.get(i).verdict())
                        && areSame(
                                choices.get(i).condition(), otherChoices.get(i).condition());
            }
            return same;
        }
        return one.equals(other);
    }

    /** Comparisons of marks and states, which have no equals, are the same for all kinds: they are counted. */
    private static boolean areSame(Condition one, Condition other) {
        boolean same = one.negated() == other.negated()
                && one.note().equals(other.note())
                && one.cases().size() == other.cases().size();
        for (int i = 0; same && i < one.cases().size(); i++) {
            Conjunction some = one.cases().get(i);
            Conjunction others = other.cases().get(i);
            same = some.maybe() == others.maybe()
                    && some.sets().equals(others.sets())
                    && some.variables().size() == others.variables().size();
        }
        return same;
    }
}
