package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Condition.VariableTest;
import io.github.listeningports.spi.Deadline;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Conditions on sets of packets, against the same conditions on each packet alone. */
class ConditionTest {

    private static final int VALUES = 6;

    /** What packets differ in here. */
    private static final List<Dimension> DIMENSIONS =
            List.of(Dimension.SOURCE, Dimension.DESTINATION_PORT, Dimension.INTERFACE);

    private static final IntervalSet ALL = IntervalSet.range(0, VALUES - 1);

    private final Random random = new Random(12);

    @Test
    void packetsAreDividedAsEachOfThemWouldBe() {
        for (int n = 0; n < 3_000; n++) {
            Condition condition = condition();
            PacketSet packets = packets(values(), values(), values());
            List<PacketSet> holds = new ArrayList<>();
            List<PacketSet> fails = new ArrayList<>();
            condition.split(packets, holds, fails, new Patience());
            for (int source = 0; source < VALUES; source++) {
                for (int port = 0; port < VALUES; port++) {
                    for (int link = 0; link < VALUES; link++) {
                        int[] packet = {source, port, link};
                        boolean there = contains(packets, packet);
                        Ternary truth = truth(condition, packet);
                        assertEquals(there && truth != Ternary.FALSE, areIn(holds, packet));
                        assertEquals(there && truth != Ternary.TRUE, areIn(fails, packet));
                    }
                }
            }
            assertFalse(holds.stream().anyMatch(PacketSet::isEmpty));
        }
    }

    @Test
    void valuesForWhichItCanHold() {
        for (int n = 0; n < 3_000; n++) {
            Condition condition = condition();
            for (int d = 0; d < DIMENSIONS.size(); d++) {
                IntervalSet can = condition.values(DIMENSIONS.get(d), ALL);
                for (int value = 0; value < VALUES; value++) {
                    boolean some = condition.negated() || canHoldWith(condition, d, value);
                    assertEquals(some, can.contains(0, value), condition::toString);
                }
            }
        }
        Condition all = Condition.of(conjunction(Dimension.SOURCE, ALL));
        assertSame(ALL, all.values(Dimension.DESTINATION_PORT, ALL), "not looked at");
    }

    @Test
    void bothOfTwoConjunctions() {
        int impossible = 0;
        for (int n = 0; n < 2_000; n++) {
            Conjunction one = conjunction();
            Conjunction other = conjunction();
            Conjunction both = one.and(other);
            impossible += both == null ? 1 : 0;
            for (int i = 0; i < VALUES * VALUES * VALUES; i++) {
                int[] packet = {i % VALUES, i / VALUES % VALUES, i / VALUES / VALUES};
                Ternary expected = and(truth(one, packet), truth(other, packet));
                assertEquals(expected, both == null ? Ternary.FALSE : truth(both, packet));
            }
        }
        assertTrue(impossible > 0);
    }

    @Test
    void alwaysNeverAndUnknown() {
        Condition port = Condition.of(conjunction(Dimension.DESTINATION_PORT, IntervalSet.of(80)));
        Condition either =
                new Condition(List.of(conjunction(Dimension.SOURCE, IntervalSet.of(1)), Conjunction.ALWAYS), false, "");
        for (Condition each : List.of(Condition.ALWAYS, Condition.NEVER.not(), Condition.constant(true), either)) {
            assertTrue(each.isAlways() && !each.isNever() && !each.mayBeUndetermined(), each::toString);
        }
        for (Condition each : List.of(Condition.NEVER, Condition.ALWAYS.not(), Condition.constant(false))) {
            assertTrue(each.isNever() && !each.isAlways() && !each.mayBeUndetermined(), each::toString);
        }
        for (Condition each : List.of(port, port.not())) {
            assertFalse(each.isAlways() || each.isNever() || each.mayBeUndetermined(), each::toString);
        }
        for (Condition each : List.of(
                Condition.unknown("a time"),
                mark(1, 1),
                Condition.unknown("a time").not())) {
            assertTrue(each.mayBeUndetermined() && !each.isAlways() && !each.isNever(), each::toString);
        }
        assertEquals(port.not(), port.negatedIf(true));
        assertSame(port, port.negatedIf(false));
    }

    /** A condition that is not known notes what it depends on, and how likely each of its outcomes is. */
    @Test
    void notesOfBothOutcomes() {
        PacketSet packets = packets(ALL, ALL, ALL);
        for (Kind kind : Kind.values()) {
            Condition condition = Condition.unknown(kind, "what " + kind + " is");
            List<PacketSet> holds = new ArrayList<>();
            List<PacketSet> fails = new ArrayList<>();
            condition.split(packets, holds, fails, new Patience());

            List<FirewallCondition> note = List.of(new FirewallCondition(kind, "what " + kind + " is"));
            assertEquals(note, holds.get(0).notes());
            assertEquals(note, fails.get(0).notes());
            assertEquals(1, holds.get(0).likelihood() + fails.get(0).likelihood());
            switch (kind) {
                case UNKNOWN_SET, CHANGING_SET -> assertTrue(holds.get(0).likelihood() < 0.001, "few are on a list");
                case RATE_LIMIT -> assertTrue(holds.get(0).likelihood() > 0.99, "few exceed a rate");
                default -> assertEquals(0.25, holds.get(0).likelihood());
            }
        }
    }

    /** A list is worth a note where its members are known, too; other conditions are not. */
    @Test
    void theNoteOfAKnownList() {
        PacketSet packets = packets(ALL, ALL, ALL);
        for (Kind kind : Kind.values()) {
            Condition member = new Condition(
                    List.of(conjunction(Dimension.SOURCE, IntervalSet.of(2))),
                    false,
                    new FirewallCondition(kind, "it"));
            List<PacketSet> holds = new ArrayList<>();
            member.split(packets, holds, new ArrayList<>(), new Patience());

            boolean list = kind == Kind.CHANGING_SET || kind == Kind.KNOWN_SET;
            assertEquals(list ? List.of(member.note()) : List.of(), holds.get(0).notes());
            assertEquals(1, holds.get(0).likelihood());
        }
    }

    /** Most conditions take as long as a rule, large sets as long as several: then the clock is looked at. */
    @Test
    void aLargeConditionTakesTime() {
        assertFalse(endsAtTheDeadline(Condition.of(conjunction(Dimension.SOURCE, spread(0, 1)))));
        assertFalse(endsAtTheDeadline(Condition.of(conjunction(Dimension.SOURCE, spread(0, 62 * 64)))));
        assertTrue(endsAtTheDeadline(Condition.of(conjunction(Dimension.SOURCE, spread(0, 64 * 64)))));
        List<Conjunction> cases = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            cases.add(conjunction(Dimension.SOURCE, spread(1000 * i, 64)));
        }
        assertTrue(endsAtTheDeadline(new Condition(cases, false, "")));
        assertFalse(endsAtTheDeadline(new Condition(cases.subList(0, 10), false, "")));
    }

    private static boolean endsAtTheDeadline(Condition condition) {
        CountingClock clock = new CountingClock();
        clock.allow(1); // that of its beginning
        Patience patience = new Patience();
        patience.until(Deadline.of(SnapshotRequest.standard().withTimeout(CountingClock.TIMEOUT), clock));
        try {
            condition.split(packets(IntervalSet.of(7), ALL, ALL), new ArrayList<>(), new ArrayList<>(), patience);
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }

    /** So many numbers, none beside another. */
    private static IntervalSet spread(int first, int count) {
        List<IntervalSet> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(IntervalSet.of(first + 2L * i));
        }
        return IntervalSets.union(numbers);
    }

    @Test
    void aNoteIsKept() {
        Condition noted = Condition.unknown("").noting("one");
        assertEquals("one", noted.note().detail());
        assertSame(noted, noted.noting("another"));
    }

    @Test
    void whatItLooksAt() {
        Condition source = Condition.of(conjunction(Dimension.SOURCE, IntervalSet.of(1)));
        Condition port = Condition.of(conjunction(Dimension.DESTINATION_PORT, IntervalSet.of(80)));
        assertFalse(source.looksAtPortsOrMarks());
        assertFalse(Condition.of(conjunction(Dimension.INTERFACE, ALL)).looksAtPortsOrMarks());
        assertTrue(port.looksAtPortsOrMarks());
        assertTrue(new Condition(List.of(source.cases().get(0), port.cases().get(0)), false, "").looksAtPortsOrMarks());
        assertTrue(mark(1, 1).looksAtPortsOrMarks());

        assertEquals(0, port.tested(PacketField.MARK));
        assertEquals(0xff00L, mark(0x1200, 0xff00).tested(PacketField.MARK));
        assertEquals(0, mark(0x1200, 0xff00).tested(PacketField.CONNECTION_MARK));
        Condition both = new Condition(
                List.of(mark(1, 1).cases().get(0), mark(0x80, 0xf0).cases().get(0)), false, "");
        assertEquals(0xf1L, both.tested(PacketField.MARK));
        PacketBytes route = PacketBytes.of(PacketField.ROUTE_BY_MARK, 0, 1);
        Condition byRoute = Condition.of(new Conjunction(
                List.of(),
                List.of(new VariableTest(route, new byte[] {1}, new byte[] {1}, ByteOrder.LITTLE_ENDIAN)),
                false));
        assertEquals(0xffff_ffffL, byRoute.tested(PacketField.MARK), "the route depends on all of it");
        assertEquals(0, byRoute.tested(PacketField.CONNECTION_MARK));
    }

    @Test
    void aMarkThatIsKnownOrNot() {
        PacketSet packets = packets(ALL, ALL, ALL);
        Condition condition = mark(0x1234, 0xffff);
        assertEquals("1 0", split(condition, packets.with(PacketField.MARK, 0x1234)));
        assertEquals("1 0", split(condition, packets.with(PacketField.MARK, 0x51234)), "other bits");
        assertEquals("0 1", split(condition, packets.with(PacketField.MARK, 0x1235)));
        assertEquals("1 1", split(condition, packets.with(PacketField.MARK, PacketSet.UNKNOWN)));
        assertEquals("0 1", split(condition.not(), packets.with(PacketField.MARK, 0x1234)));
    }

    private static String split(Condition condition, PacketSet packets) {
        List<PacketSet> holds = new ArrayList<>();
        List<PacketSet> fails = new ArrayList<>();
        condition.split(packets, holds, fails, new Patience());
        return holds.size() + " " + fails.size();
    }

    /** The packet's mark AND a mask is a number. */
    private static Condition mark(int number, int mask) {
        byte[] data = PacketKind.number(number, ByteOrder.LITTLE_ENDIAN).values();
        PacketBytes bytes = PacketBytes.of(PacketField.MARK, 0, 4)
                .and(PacketKind.number(mask, ByteOrder.LITTLE_ENDIAN).values());
        return Condition.of(new Conjunction(
                List.of(), List.of(new VariableTest(bytes, data, data, ByteOrder.LITTLE_ENDIAN)), false));
    }

    private Condition condition() {
        List<Conjunction> cases = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            cases.add(conjunction());
        }
        return new Condition(cases, random.nextBoolean(), "something else");
    }

    private Conjunction conjunction() {
        List<Constraint> sets = new ArrayList<>();
        for (Dimension each : DIMENSIONS) {
            if (random.nextBoolean()) {
                sets.add(new Constraint(each, values()));
            }
        }
        return new Conjunction(sets, List.of(), random.nextInt(4) == 0);
    }

    private static Conjunction conjunction(Dimension dimension, IntervalSet values) {
        return new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false);
    }

    /** One value or more, not always in a row. */
    private IntervalSet values() {
        IntervalSet values = IntervalSet.of(random.nextInt(VALUES));
        for (int i = random.nextInt(4); i > 0; i--) {
            values = values.union(IntervalSet.of(random.nextInt(VALUES)));
        }
        return values;
    }

    private static PacketSet packets(IntervalSet source, IntervalSet port, IntervalSet links) {
        return PacketSet.of(source, IntervalSet.all(16), IntervalSet.of(9), port, links);
    }

    private static boolean areIn(List<PacketSet> sets, int[] packet) {
        return sets.stream().anyMatch(each -> contains(each, packet));
    }

    private static boolean contains(PacketSet packets, int[] packet) {
        for (int d = 0; d < DIMENSIONS.size(); d++) {
            if (!packets.values(DIMENSIONS.get(d)).contains(0, packet[d])) {
                return false;
            }
        }
        return true;
    }

    private static boolean canHoldWith(Condition condition, int dimension, int value) {
        return condition.cases().stream()
                .anyMatch(each -> each.sets().stream()
                        .allMatch(set -> set.dimension() != DIMENSIONS.get(dimension)
                                || set.values().contains(0, value)));
    }

    private static Ternary truth(Condition condition, int[] packet) {
        Ternary any = Ternary.FALSE;
        for (Conjunction each : condition.cases()) {
            Ternary truth = truth(each, packet);
            any = truth == Ternary.TRUE || any == Ternary.FALSE ? truth : any;
            if (any == Ternary.TRUE) {
                break;
            }
        }
        return !condition.negated() || any == Ternary.UNKNOWN
                ? any
                : any == Ternary.TRUE ? Ternary.FALSE : Ternary.TRUE;
    }

    private static Ternary truth(Conjunction conjunction, int[] packet) {
        for (Constraint each : conjunction.sets()) {
            if (!each.values().contains(0, packet[DIMENSIONS.indexOf(each.dimension())])) {
                return Ternary.FALSE;
            }
        }
        return conjunction.maybe() ? Ternary.UNKNOWN : Ternary.TRUE;
    }

    private static Ternary and(Ternary one, Ternary other) {
        return one == Ternary.FALSE || other == Ternary.FALSE ? Ternary.FALSE : one == Ternary.TRUE ? other : one;
    }
}
