package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Packets that are joined and divided again: each keeps the rule that accepted it, and on what that depends. */
class PacketSetTest {

    private static final int VALUES = 5;

    private final Random random = new Random(7);

    @Test
    void joinedPacketsAreTheSameAndKeepTheirRules() {
        for (int n = 0; n < 3_000; n++) {
            List<PacketSet> packets = new ArrayList<>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                packets.add(packets(values(), values())
                        .with(PacketField.MARK, random.nextInt(2))
                        .acceptedBy("rule " + random.nextInt(3), 1)
                        .noting("condition " + random.nextInt(2)));
            }
            List<PacketSet> fewer = PacketSet.coalesce(packets);

            assertTrue(fewer.size() <= packets.size());
            assertEquals(told(packets), told(fewer));
        }
    }

    /** Joined packets that a rule divides later; others that come back to them have a rule of their own. */
    @Test
    void aPartOfJoinedPacketsKeepsItsRulesToo() {
        for (int n = 0; n < 2_000; n++) {
            PacketSet joined = packets(IntervalSet.of(0), IntervalSet.of(0)).acceptedBy("rule 0", 1);
            for (int i = 1; i < VALUES; i++) {
                PacketSet other =
                        packets(IntervalSet.of(i), IntervalSet.of(0)).acceptedBy("rule " + random.nextInt(3), 1);
                joined = PacketSet.coalesce(List.of(joined, other)).get(0);
            }
            IntervalSet some = values();
            PacketSet part = joined.with(Dimension.SOURCE, some);
            Set<String> expected = new TreeSet<>(told(List.of(joined)));
            expected.removeIf(each -> !some.contains(0, each.charAt(0) - '0'));
            assertEquals(expected, told(List.of(part)));

            IntervalSet gone = IntervalSet.range(0, VALUES - 1).without(some);
            PacketSet back = packets(gone, IntervalSet.of(0)).acceptedBy("rule 9", 1);
            expected.addAll(told(List.of(back)));
            assertEquals(expected, told(PacketSet.coalesce(List.of(part, back))));
        }
    }

    @Test
    void packetsOfOneRuleAreToldTogether() {
        List<PacketSet> packets = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            packets.add(packets(IntervalSet.of(i), IntervalSet.of(0)).acceptedBy("rule " + i % 2, 1));
        }
        PacketSet joined = PacketSet.coalesce(packets).get(0);
        assertEquals(2, joined.parts().size());
        assertTrue(joined.toString().contains("accepted by rule 1"), joined::toString);
    }

    @Test
    void packetsThatDifferInTwoWaysStayApart() {
        PacketSet one = packets(IntervalSet.of(1), IntervalSet.of(1));
        PacketSet oneAndTwo = Optional.ofNullable(one.merged(packets(IntervalSet.of(2), IntervalSet.of(1))))
                .orElseThrow();
        assertEquals(IntervalSet.range(1, 2), oneAndTwo.values(Dimension.SOURCE));
        assertEquals(IntervalSet.of(1), oneAndTwo.values(Dimension.DESTINATION_PORT));
        assertNull(one.merged(packets(IntervalSet.of(2), IntervalSet.of(2))));
        assertNull(one.merged(packets(IntervalSet.of(2), IntervalSet.of(1)).with(PacketField.MARK, 1)));

        List<PacketSet> apart = List.of(one, packets(IntervalSet.of(2), IntervalSet.of(2)));
        assertEquals(told(apart), told(PacketSet.coalesce(apart)));
        assertEquals(2, PacketSet.coalesce(apart).size());
        assertEquals(1, PacketSet.coalesce(List.of(one, one, one)).size());
        assertEquals(
                1,
                PacketSet.coalesce(List.of(
                                packets(IntervalSet.of(1), IntervalSet.of(1)),
                                packets(IntervalSet.of(2), IntervalSet.of(2)),
                                packets(IntervalSet.of(1), IntervalSet.of(2)),
                                packets(IntervalSet.of(2), IntervalSet.of(1))))
                        .size(),
                "what was joined is joined again");
    }

    /** Each one an address and a port of its own: no two can be joined. */
    @Test
    void tooManyBecomeOneThatContainsAll() {
        List<PacketSet> packets = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            packets.add(packets(IntervalSet.of(2L * i), IntervalSet.of(2L * i))
                    .with(PacketField.MARK, 5)
                    .with(PacketField.CONNECTION_MARK, i)
                    .acceptedBy("rule " + i, 1));
        }
        assertEquals(48, PacketSet.coalesce(packets).size());

        packets.add(packets(IntervalSet.of(200), IntervalSet.of(200))
                .with(PacketField.MARK, 5)
                .acceptedBy("last", 1));
        List<PacketSet> one = PacketSet.coalesce(packets);
        assertEquals(1, one.size());
        assertEquals(5, one.get(0).variable(PacketField.MARK), "all have it");
        assertEquals(PacketSet.UNKNOWN, one.get(0).variable(PacketField.CONNECTION_MARK));
        packets.forEach(each -> assertTrue(one.get(0).values(Dimension.SOURCE).meets(each.values(Dimension.SOURCE))
                && one.get(0).values(Dimension.DESTINATION_PORT).meets(each.values(Dimension.DESTINATION_PORT))));
        List<PacketSet> parts = one.get(0).parts();
        assertEquals(49, parts.size());
        assertTrue(parts.stream()
                .allMatch(part ->
                        part.notes().stream().anyMatch(note -> note.detail().equals("too many cases to distinguish"))));
        assertEquals(Optional.of("rule 7"), parts.get(7).acceptedBy());
        assertEquals(IntervalSet.of(14), parts.get(7).values(Dimension.SOURCE));
    }

    /** The set that they become has packets that none of them is, but the rule accepted none of those. */
    @Test
    void tooManyOfOneRuleAreToldAsTheyAre() {
        List<PacketSet> packets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            packets.add(packets(IntervalSet.of(2L * i), IntervalSet.of(2L * i)).acceptedBy("rule", 1));
        }
        List<PacketSet> parts = PacketSet.coalesce(packets).get(0).parts();
        for (int i = 0; i < 50; i++) {
            IntervalSet source = IntervalSet.of(2L * i);
            List<IntervalSet> ports = parts.stream()
                    .filter(part -> part.values(Dimension.SOURCE).meets(source))
                    .map(part -> part.values(Dimension.DESTINATION_PORT))
                    .toList();
            assertEquals(List.of(source), ports);
        }
    }

    /** Those that another rule accepted were sorted out before. */
    @Test
    void packetsOfOneRuleBecomeOnePartAgain() {
        PacketSet ofTwoRules = PacketSet.coalesce(List.of(
                        packets(IntervalSet.of(0), IntervalSet.of(1)).acceptedBy("rule 0", 1),
                        packets(IntervalSet.of(1), IntervalSet.of(1)).acceptedBy("rule 1", 1)))
                .get(0);
        PacketSet joined = PacketSet.coalesce(List.of(
                        ofTwoRules.with(Dimension.SOURCE, IntervalSet.of(0)),
                        packets(IntervalSet.of(2), IntervalSet.of(1)).acceptedBy("rule 0", 1)))
                .get(0);
        assertEquals(1, joined.parts().size());
        assertEquals(Set.of("0:1 0 rule 0[]", "2:1 0 rule 0[]"), told(List.of(joined)));
    }

    @Test
    void emptySetsCanBeJoined() {
        PacketSet two = PacketSet.coalesce(List.of(
                        packets(IntervalSet.of(0), IntervalSet.of(1)).acceptedBy("rule 0", 1),
                        packets(IntervalSet.of(1), IntervalSet.of(1)).acceptedBy("rule 1", 1)))
                .get(0);
        PacketSet nobody = two.with(Dimension.SOURCE, IntervalSet.EMPTY);
        PacketSet joined = PacketSet.coalesce(List.of(nobody, nobody)).get(0);
        assertTrue(joined.isEmpty());
        assertEquals(Set.of(), told(List.of(joined)));
        assertEquals(Optional.of("rule 0"), joined.acceptedBy());
        assertEquals(1, joined.parts().size());
    }

    /** Beyond 64 rules, the last ones share one name, and packets that no rule accepts are among theirs. */
    @Test
    void moreRulesThanAreTold() {
        PacketSet joined = packets(IntervalSet.of(0), IntervalSet.of(1)).acceptedBy("rule 0", 2);
        for (int i = 1; i < 70; i++) {
            PacketSet next = packets(IntervalSet.of(i), IntervalSet.of(1))
                    .noting(new FirewallCondition(Kind.OTHER, "condition " + i / 2), 0.5);
            joined = PacketSet.coalesce(List.of(joined, i % 3 == 0 ? next : next.acceptedBy("rule " + i, 2)))
                    .get(0);
        }
        List<PacketSet> parts = joined.parts();
        assertEquals(64, parts.size());
        assertEquals(Optional.of("rule 62"), parts.get(62).acceptedBy());
        assertEquals(IntervalSet.of(62), parts.get(62).values(Dimension.SOURCE));
        PacketSet last = parts.get(63);
        assertEquals(Optional.of("other rules"), last.acceptedBy());
        assertEquals(IntervalSet.range(63, 69), last.values(Dimension.SOURCE));
        assertEquals(
                List.of("condition 31", "condition 32", "condition 33"),
                last.notes().stream().map(FirewallCondition::detail).toList());
        assertEquals(0.5, last.likelihood());
        assertEquals(Optional.empty(), last.from());
    }

    /** Of packets whose source was not translated, the present one. */
    @Test
    void whereThePacketsOfOtherRulesCameFrom() {
        PacketSet joined = packets(IntervalSet.of(0), IntervalSet.of(1)).acceptedBy("rule 0", 2);
        for (int i = 1; i < 67; i++) {
            PacketSet next = packets(IntervalSet.of(i), IntervalSet.of(1)).acceptedBy("rule " + i, 2);
            boolean translated = i == 64 || i == 65;
            joined = PacketSet.coalesce(List.of(
                            joined,
                            translated
                                    ? next.rememberingSource().translated(Dimension.SOURCE, IntervalSet.of(100 + i))
                                    : next))
                    .get(0);
        }
        PacketSet last = joined.parts().get(63);
        Trail.Source from = last.from().orElseThrow();
        assertEquals(IntervalSet.range(63, 66), from.address());
        assertEquals(IntervalSet.of(7), from.port());
        assertEquals(
                IntervalSet.of(63).union(IntervalSet.of(66)).union(IntervalSet.range(164, 165)),
                last.values(Dimension.SOURCE));
    }

    @Test
    void packetsFromDifferentSourcesThatBecomeOneAreToldApart() {
        List<PacketSet> packets = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            packets.add(packets(IntervalSet.of(i), IntervalSet.of(1))
                    .rememberingSource()
                    .translated(Dimension.SOURCE, IntervalSet.of(9))
                    .acceptedBy("nat", 1));
        }
        List<PacketSet> joined = PacketSet.coalesce(packets);
        assertEquals(1, joined.size());
        assertEquals(
                List.of(IntervalSet.of(0), IntervalSet.of(1)),
                joined.get(0).parts().stream()
                        .map(part -> part.from().orElseThrow().address())
                        .toList());
    }

    @Test
    void theRuleOfTheHigherRankDecidesMore() {
        PacketSet packets = packets(IntervalSet.of(1), IntervalSet.of(1));
        assertEquals(Optional.empty(), packets.acceptedBy());
        PacketSet accepted = packets.acceptedBy("input", 4);
        assertEquals(Optional.of("input"), accepted.acceptedBy("policy", 3).acceptedBy());
        assertEquals(Optional.of("later"), accepted.acceptedBy("later", 4).acceptedBy());
    }

    @Test
    void eachConditionIsNotedOnceAndThreeAtMost() {
        PacketSet packets = packets(IntervalSet.of(1), IntervalSet.of(1));
        FirewallCondition time = new FirewallCondition(Kind.OTHER, "the time");
        PacketSet noted = packets.noting(time, 0.5).noting(time, 0.5);
        assertEquals(List.of(time), noted.notes());
        assertEquals(0.5, noted.likelihood());
        assertSame(packets, packets.noting(new FirewallCondition(Kind.OTHER, ""), 0.5));

        PacketSet four = noted.noting("b").noting("c").noting(new FirewallCondition(Kind.OTHER, "d"), 0.25);
        assertEquals(
                List.of("the time", "b", "c"),
                four.notes().stream().map(FirewallCondition::detail).toList());
        assertEquals(0.125, four.likelihood(), "all of them");
    }

    /** The first translation counts, for each of the packets its own. */
    @Test
    void whereTranslatedPacketsCameFromAndWent() {
        PacketSet one = packets(IntervalSet.of(1), IntervalSet.of(80)).rememberingDestination();
        PacketSet other = packets(IntervalSet.of(1), IntervalSet.of(81)).rememberingDestination();
        List<PacketSet> both = PacketSet.coalesce(List.of(
                one.translated(Dimension.DESTINATION_PORT, IntervalSet.of(8080)),
                other.translated(Dimension.DESTINATION_PORT, IntervalSet.of(8081))));
        PacketSet again = both.get(0)
                .rememberingDestination()
                .translated(Dimension.DESTINATION_PORT, IntervalSet.of(9))
                .rememberingSource()
                .translated(Dimension.SOURCE, IntervalSet.range(0, 9))
                .rememberingSource();
        assertEquals(
                List.of("9 80 1", "9 81 1"),
                again.parts().stream()
                        .map(part -> part.values(Dimension.DESTINATION_PORT).first(0) + " "
                                + part.sentTo().orElseThrow().port().first(0) + " "
                                + part.from().orElseThrow().address().first(0))
                        .toList());
        assertEquals(Optional.empty(), both.get(0).parts().get(0).from());
        assertEquals(Optional.empty(), packets(values(), values()).sentTo());
        assertEquals(IntervalSet.of(5), one.sentTo().orElseThrow().address());
        assertEquals(
                IntervalSet.of(7),
                packets(values(), values())
                        .rememberingSource()
                        .from()
                        .orElseThrow()
                        .port());
    }

    @Test
    void aSetWithoutAValueIsEmpty() {
        for (Dimension each : Dimension.values()) {
            assertTrue(packets(IntervalSet.of(1), IntervalSet.of(1))
                    .with(each, IntervalSet.EMPTY)
                    .isEmpty());
        }
        assertFalse(packets(IntervalSet.of(1), IntervalSet.of(1)).isEmpty());
    }

    /** Each packet with its mark, its rule and its condition. */
    private static Set<String> told(List<PacketSet> packets) {
        Set<String> all = new TreeSet<>();
        for (PacketSet each : packets) {
            for (PacketSet part : each.parts()) {
                for (int source = 0; source < VALUES; source++) {
                    for (int port = 0; port < VALUES; port++) {
                        if (part.values(Dimension.SOURCE).contains(0, source)
                                && part.values(Dimension.DESTINATION_PORT).contains(0, port)) {
                            all.add(source + ":" + port + " " + part.variable(PacketField.MARK) + " "
                                    + part.acceptedBy().orElse("nothing") + part.notes());
                        }
                    }
                }
            }
        }
        return all;
    }

    private IntervalSet values() {
        return IntervalSet.of(random.nextInt(VALUES)).union(IntervalSet.of(random.nextInt(VALUES)));
    }

    private static PacketSet packets(IntervalSet source, IntervalSet port) {
        return PacketSet.of(source, IntervalSet.of(7), IntervalSet.of(5), port, IntervalSet.of(0));
    }
}
