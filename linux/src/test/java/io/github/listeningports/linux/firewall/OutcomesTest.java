package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.Outcomes.Outcome;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happened to packets, in the order in which it was found. */
class OutcomesTest {

    @Test
    void severalPacketsOfOneFate() {
        Outcomes outcomes = new Outcomes();
        PacketSet packets = PacketSet.of(
                IntervalSet.of(1), IntervalSet.of(2), IntervalSet.of(3), IntervalSet.of(4), IntervalSet.of(0));
        outcomes.addAll(Fate.DROPPED, List.of(), "nothing");
        assertFalse(outcomes.has(Fate.DROPPED));
        outcomes.addAll(Fate.DROPPED, List.of(packets, packets), "a rule");
        Outcome dropped = new Outcome(packets, "a rule", Optional.empty());
        assertTrue(outcomes.has(Fate.DROPPED));
        assertEquals(List.of(dropped, dropped), outcomes.of(Fate.DROPPED));
        assertEquals(List.of(), outcomes.of(Fate.ACCEPTED));
    }
}
