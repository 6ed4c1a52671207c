package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of a long chain that packets are looked up in, against all of its rules. */
class RuleIndexTest {

    private final Random random = new Random(9);

    @Test
    void noRuleThatConcernsThePacketsIsLeftOut() {
        for (int n = 0; n < 200; n++) {
            List<CompiledRule> all = rules();
            RuleIndex index = new RuleIndex(all);
            for (int i = 0; i < 30; i++) {
                List<PacketSet> packets = List.of(packets(), packets());
                List<PacketSet> asked = random.nextBoolean() ? packets : packets.subList(0, 1);
                List<CompiledRule> some = index.concerning(asked);
                assertEquals(all.stream().filter(some::contains).toList(), some, "in order");
                for (CompiledRule each : all) {
                    assertTrue(!each.concernsAny(asked) || some.contains(each), each::toString);
                }
            }
            assertEquals(List.of(), index.concerning(List.of()));
        }
    }

    @Test
    void rulesForOtherAddressesAndFarPortsAreLeftOut() {
        List<CompiledRule> all = rules();
        RuleIndex index = new RuleIndex(all);
        List<CompiledRule> web = index.concerning(List.of(packets(IntervalSet.of(3), IntervalSet.of(80))));
        List<CompiledRule> any = index.concerning(List.of(packets(IntervalSet.of(3), IntervalSet.all(16))));
        IntervalSet near = IntervalSet.range(0, 255);
        for (CompiledRule each : all) {
            boolean here = each.isForAllDestinations() || each.destinations().contains(0, 3);
            assertEquals(here, any.contains(each));
            assertEquals(here && each.ports().meets(near), web.contains(each));
        }
        assertTrue(web.size() < any.size() && any.size() < all.size());
    }

    /** What a rule looks at before it does anything is all that it concerns. */
    @Test
    void packetsThatARuleConcerns() {
        Step.Check port = check(Dimension.DESTINATION_PORT, IntervalSet.of(80));
        Step.Check address = check(Dimension.DESTINATION, IntervalSet.of(3));
        Step.Check source = check(Dimension.SOURCE, IntervalSet.of(1));
        Step mark = new Step.Assign(PacketField.MARK, 0, 1, true);
        PacketSet here = packets(IntervalSet.of(3), IntervalSet.of(80));
        PacketSet otherPort = packets(IntervalSet.of(3), IntervalSet.of(81));
        PacketSet elsewhere = packets(IntervalSet.of(4), IntervalSet.of(80));

        CompiledRule both = rule(port, new Step.RequireConntrack(), address, mark);
        assertTrue(both.concerns(here) && both.concernsAny(List.of(otherPort, here)));
        assertFalse(both.concerns(otherPort) || both.concerns(elsewhere));
        assertFalse(both.concernsAny(List.of(otherPort, elsewhere)) || both.isForAllDestinations());
        CompiledRule afterMark = rule(port, mark, address);
        assertTrue(afterMark.concerns(elsewhere) && afterMark.isForAllDestinations(), "the mark is set for all");
        CompiledRule map = rule(
                port,
                new Step.VerdictMap(List.of(
                        new Step.Choice(address.condition(), Verdict.DROP),
                        new Step.Choice(
                                check(Dimension.DESTINATION, IntervalSet.of(4)).condition(), Verdict.DROP))));
        assertTrue(map.concerns(here) && map.concerns(elsewhere));
        assertFalse(map.concerns(packets(IntervalSet.of(5), IntervalSet.of(80))) || map.concerns(otherPort));

        assertFalse(rule(source, mark).isNotable() || rule(address, mark).isNotable());
        assertTrue(rule(port, mark).isNotable());
        assertTrue(rule(source, new Step.Decide(Verdict.ACCEPT)).isNotable());
        assertTrue(rule(new Step.Dnat(Optional.empty(), OptionalInt.of(1), false, IntervalSet.EMPTY))
                .isNotable());
    }

    private List<CompiledRule> rules() {
        List<CompiledRule> rules = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Step> steps = new ArrayList<>();
            if (random.nextBoolean()) {
                int first = random.nextInt(1000);
                steps.add(check(Dimension.DESTINATION_PORT, IntervalSet.range(first, first + random.nextInt(300))));
            }
            if (random.nextBoolean()) {
                steps.add(check(Dimension.DESTINATION, IntervalSet.of(random.nextInt(25))));
            }
            steps.add(new Step.Decide(Verdict.ACCEPT));
            rules.add(rule(steps.toArray(new Step[0])));
        }
        return rules;
    }

    private static CompiledRule rule(Step... steps) {
        return CompiledRule.of(new Rule("r", kind -> List.of(steps)), List.of(steps));
    }

    private static Step.Check check(Dimension dimension, IntervalSet values) {
        return new Step.Check(new Condition(
                List.of(new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false)), false, ""));
    }

    private PacketSet packets() {
        int port = random.nextInt(1300);
        IntervalSet ports = switch (random.nextInt(4)) {
            case 0 -> IntervalSet.range(port, port + 300);
            case 1 -> IntervalSet.EMPTY;
            default -> IntervalSet.of(port);
        };
        return packets(IntervalSet.of(random.nextInt(25)), ports);
    }

    private static PacketSet packets(IntervalSet destinations, IntervalSet ports) {
        return PacketSet.of(IntervalSet.all(32), IntervalSet.all(16), destinations, ports, IntervalSet.of(0));
    }
}
