package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.MarkUse.Bits;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is found in rules before any packet is sent through them: where they may lead, and which marks they look at. */
class DetoursTest {

    private static final IntervalSet HOME = IntervalSet.of(1);
    private static final IntervalSet AWAY = IntervalSet.of(2);

    private static Detours detours(Step... steps) {
        Detours detours = new Detours();
        for (Step each : steps) {
            detours.add(each);
        }
        return detours;
    }

    private static Step dnat(Optional<IntervalSet> to, OptionalInt port, boolean unknown) {
        return new Step.Dnat(to, port, unknown, IntervalSet.EMPTY);
    }

    @Test
    void whereDestinationNatLeads() {
        Detours both = detours(
                dnat(Optional.of(AWAY), OptionalInt.of(8080), false),
                dnat(Optional.of(AWAY), OptionalInt.empty(), false));
        assertTrue(both.mayLeadTo(AWAY));
        assertFalse(both.mayLeadTo(HOME));
        assertEquals(IntervalSet.of(8080), both.ports(AWAY));
        assertEquals(IntervalSet.EMPTY, both.ports(HOME));
        assertFalse(both.divert() || both.areUnexamined());

        Detours port = detours(dnat(Optional.empty(), OptionalInt.of(80), false));
        assertTrue(port.mayLeadTo(HOME) && port.mayLeadTo(AWAY), "the address stays");
        assertEquals(IntervalSet.of(80), port.ports(HOME));
        assertTrue(detours(dnat(Optional.of(AWAY), OptionalInt.empty(), true)).mayLeadTo(HOME), "of a map");
        assertFalse(detours().mayLeadTo(HOME));
    }

    @Test
    void stepsThatMayLeadAnywhere() {
        Detours proxy = detours(new Step.TransparentProxy(OptionalInt.of(3128)));
        assertTrue(proxy.mayLeadTo(HOME) && proxy.divert());
        assertEquals(IntervalSet.of(3128), proxy.ports(HOME));
        for (Step each : List.of(
                new Step.Snat(),
                new Step.ConntrackTemplate(false),
                new Step.Unsupported("x"),
                new Step.Decide(new Verdict(Verdict.Kind.JUMP, null)),
                new Step.Decide(new Verdict(Verdict.Kind.GOTO, null)))) {
            Detours detours = detours(each);
            assertTrue(detours.mayLeadTo(HOME), each::toString);
            assertFalse(detours.divert() || detours.areUnexamined(), each::toString);
        }
        assertTrue(detours(new Step.Unsupported("x", true)).areUnexamined());
        assertTrue(detours(new Step.Unsupported("x", true), new Step.Snat()).areUnexamined());
        for (Step each : List.of(
                new Step.Decide(Verdict.DROP),
                new Step.Decide(new Verdict(Verdict.Kind.JUMP, new Chain("c"))),
                new Step.NoTrack(),
                new Step.Check(Condition.ALWAYS))) {
            assertFalse(detours(each).mayLeadTo(HOME), each::toString);
        }
    }

    @Test
    void bitsOfMarksThatRulesLookAt() {
        MarkUse use = new MarkUse();
        assertEquals(new Bits(0, 0), use.bits());
        use.add(new Step.Check(mark(PacketField.MARK, 0xf0)));
        assertEquals(new Bits(0xf0, 0), use.bits());
        use.add(new Step.VerdictMap(List.of(
                new Step.Choice(mark(PacketField.MARK, 1), Verdict.DROP),
                new Step.Choice(mark(PacketField.CONNECTION_MARK, 2), Verdict.DROP))));
        assertEquals(new Bits(0xf1, 2), use.bits());
        use.add(new Step.Decide(Verdict.DROP));
        assertEquals(new Bits(0xf1, 2), use.bits());
        use.add(new Step.Copy(PacketField.MARK, PacketField.CONNECTION_MARK));
        assertEquals(new Bits(0xffff_ffffL, 0xffff_ffffL), use.bits());
    }

    @Test
    void rulesThatOnlySetWhatNobodyAsksFor() {
        MarkUse use = new MarkUse();
        use.add(new Step.Check(mark(PacketField.MARK, 0xf0)));
        use.add(new Step.Check(mark(PacketField.CONNECTION_MARK, 2)));
        for (Step idle : List.of(
                new Step.Assign(PacketField.MARK, ~0xfL, 5, true),
                new Step.Assign(PacketField.MARK, ~0L, 0x100, true),
                new Step.Assign(PacketField.CONNECTION_MARK, ~1L, 1, true))) {
            assertTrue(use.isIdle(rule(new Step.Check(Condition.unknown("a limit")), idle)), idle::toString);
        }
        for (Step other : List.of(
                new Step.Assign(PacketField.MARK, 0, 0, true),
                new Step.Assign(PacketField.MARK, ~0L, 0x10, true),
                new Step.Assign(PacketField.MARK, ~0L, 0, false),
                new Step.Assign(PacketField.CONNECTION_MARK, ~2L, 0, true),
                new Step.Assign(PacketField.CONNECTION_STATE, ~0L, 0, true),
                new Step.NoTrack(),
                new Step.Decide(Verdict.CONTINUE))) {
            assertFalse(use.isIdle(rule(other)), other::toString);
        }
        MarkUse none = new MarkUse();
        assertTrue(none.isIdle(rule(new Step.Assign(PacketField.MARK, 0, 7, false))));
    }

    private static CompiledRule rule(Step... steps) {
        return CompiledRule.of(new Rule("r", kind -> List.of(steps)), List.of(steps));
    }

    private static Condition mark(PacketField field, int mask) {
        byte[] bytes = PacketKind.number(mask, LocalNetwork.NONE.byteOrder()).values();
        return new ByteComparison(LocalNetwork.NONE, false)
                .equal(PacketBytes.of(field, 0, 4).and(bytes), bytes);
    }
}
