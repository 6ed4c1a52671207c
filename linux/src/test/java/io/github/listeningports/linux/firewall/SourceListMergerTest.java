package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which rules in a row become one: lists of hosts, ten or more of them. */
class SourceListMergerTest {

    private static final Step PORT = check(Dimension.DESTINATION_PORT, IntervalSet.of(22));
    private static final Verdict JUMP = new Verdict(Verdict.Kind.JUMP, new Chain("other"));

    @Test
    void aListOfHostsBecomesOneRule() {
        for (Verdict verdict : List.of(
                Verdict.DROP, Verdict.ACCEPT, Verdict.RETURN, JUMP, new Verdict(Verdict.Kind.GOTO, new Chain("c")))) {
            List<CompiledRule> all = list(12, i -> List.of(from(i), PORT, new Step.Decide(verdict)));
            List<CompiledRule> joined = joined(all);
            assertEquals(List.of("rule 0, or one of the 11 similar ones after it"), labels(joined));
            Step.Check sources = (Step.Check) joined.get(0).steps().get(0);
            assertEquals(
                    IntStream.range(0, 12)
                            .mapToObj(i -> IntervalSet.of(2L * i))
                            .reduce(IntervalSet.EMPTY, IntervalSet::union),
                    sources.condition().values(Dimension.SOURCE, IntervalSet.all(32)));
            assertEquals(all.get(0).steps().subList(1, 3), joined.get(0).steps().subList(1, 3));
            assertEquals(all.get(0).ports(), joined.get(0).ports());
        }
        assertEquals(
                9,
                joined(list(9, i -> List.of(from(i), new Step.Decide(Verdict.DROP))))
                        .size());
        assertEquals(
                1,
                joined(list(10, i -> List.of(from(i), new Step.Decide(Verdict.DROP))))
                        .size());
    }

    @Test
    void rulesBeforeBetweenAndAfterStay() {
        List<CompiledRule> all = new ArrayList<>();
        all.add(rule("first", List.of(PORT, new Step.Decide(Verdict.ACCEPT))));
        all.addAll(list(10, i -> List.of(from(i), new Step.Decide(Verdict.DROP))));
        all.addAll(list(10, i -> List.of(from(i), new Step.Decide(Verdict.ACCEPT))));
        all.addAll(list(3, i -> List.of(from(i), new Step.Decide(Verdict.DROP))));
        all.add(rule("last", List.of(PORT, new Step.Decide(Verdict.ACCEPT))));
        String list = "rule 0, or one of the 9 similar ones after it";
        assertEquals(List.of("first", list, list, "rule 0", "rule 1", "rule 2", "last"), labels(joined(all)));

        List<CompiledRule> again = new ArrayList<>(list(9, i -> List.of(from(i), new Step.Decide(Verdict.DROP))));
        again.add(new CompiledRule(
                again.get(0).rule().with(4),
                again.get(0).steps(),
                again.get(0).ports(),
                again.get(0).destinations()));
        assertEquals(
                List.of("rule 0, or one of the 13 similar ones after it"),
                labels(joined(again)),
                "of which one is several");
    }

    /** A packet that comes back from the chain of one would meet the next. */
    @Test
    void listsWithAHostTwiceThatLeadToAnotherChain() {
        assertEquals(
                12,
                joined(list(12, i -> List.of(from(i / 2), new Step.Decide(JUMP))))
                        .size());
        assertEquals(
                1,
                joined(list(12, i -> List.of(from(i / 2), new Step.Decide(Verdict.DROP))))
                        .size());
    }

    @Test
    void rulesThatAreNoList() {
        List<Function> different = List.of(
                i -> List.of(from(i), new Step.Decide(Verdict.CONTINUE)),
                i -> List.of(from(i), new Step.Decide(Verdict.QUEUE)),
                i -> List.of(from(i), new Step.Decide(i % 2 == 0 ? Verdict.DROP : Verdict.ACCEPT)),
                i -> i % 2 == 0
                        ? List.of(from(i), PORT, new Step.Decide(Verdict.DROP))
                        : List.of(PORT, from(i), new Step.Decide(Verdict.DROP)),
                i -> List.of(from(i), from(i + 1), new Step.Decide(Verdict.DROP)),
                i -> List.of(new Step.RequireConntrack(), from(i), new Step.Decide(Verdict.DROP)),
                i -> List.of(from(i), new Step.Snat()),
                i -> List.of(new Step.Check(from(i).condition().not()), new Step.Decide(Verdict.DROP)),
                i -> List.of(
                        new Step.Check(new Condition(
                                List.of(
                                        from(i).condition().cases().get(0),
                                        from(i + 1).condition().cases().get(0)),
                                false,
                                "")),
                        new Step.Decide(Verdict.DROP)),
                i -> List.of(check(Dimension.DESTINATION, IntervalSet.of(i)), new Step.Decide(Verdict.DROP)));
        for (Function each : different) {
            assertEquals(12, joined(list(12, each)).size(), each.steps(0)::toString);
        }
    }

    /** The steps of the rule at a position. */
    private interface Function {
        List<Step> steps(int at);
    }

    private static List<CompiledRule> list(int length, Function steps) {
        List<CompiledRule> rules = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            rules.add(rule("rule " + i, steps.steps(i)));
        }
        return rules;
    }

    private static CompiledRule rule(String name, List<Step> steps) {
        return CompiledRule.of(new Rule(name, kind -> steps), steps);
    }

    private static Step.Check from(int host) {
        return check(Dimension.SOURCE, IntervalSet.of(2L * host));
    }

    private static Step.Check check(Dimension dimension, IntervalSet values) {
        return new Step.Check(new Condition(
                List.of(new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false)), false, ""));
    }

    private static List<CompiledRule> joined(List<CompiledRule> rules) {
        return SourceListMerger.joined(rules.stream().map(Optional::of).toList(), new Patience());
    }

    private static List<String> labels(List<CompiledRule> rules) {
        return rules.stream().map(each -> each.rule().label()).toList();
    }
}
