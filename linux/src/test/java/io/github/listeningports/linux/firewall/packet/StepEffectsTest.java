package io.github.listeningports.linux.firewall.packet;

import static io.github.listeningports.linux.firewall.packet.PacketField.CONNECTION_MARK;
import static io.github.listeningports.linux.firewall.packet.PacketField.CONNECTION_STATE;
import static io.github.listeningports.linux.firewall.packet.PacketField.MARK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Steps that set marks and the state of connection tracking. */
class StepEffectsTest {

    private static final PacketSet PACKETS =
            PacketSet.of(IntervalSet.of(1), IntervalSet.of(2), IntervalSet.of(3), IntervalSet.of(4), IntervalSet.of(0));

    private static final Step.Copy SAVE = new Step.Copy(MARK, CONNECTION_MARK);
    private static final Step.Copy RESTORE = new Step.Copy(CONNECTION_MARK, MARK);

    @Test
    void notrackHoldsBeforeTrackingOnly() {
        Step step = new Step.NoTrack();
        assertEquals(PacketSet.UNTRACKED, state(step, PacketSet.INVALID));
        assertEquals(PacketSet.NEW, state(step, PacketSet.NEW));
        assertEquals(PacketSet.TEMPLATE, state(step, PacketSet.TEMPLATE));
    }

    @Test
    void aTemplateIsAttachedBeforeTracking() {
        assertEquals(PacketSet.TEMPLATE, state(new Step.ConntrackTemplate(false), PacketSet.INVALID));
        assertEquals(PacketSet.UNTRACKED, state(new Step.ConntrackTemplate(false), PacketSet.UNTRACKED));
        assertEquals(PacketSet.TEMPLATE, state(new Step.ConntrackTemplate(true), PacketSet.UNTRACKED));
        assertEquals(PacketSet.NEW, state(new Step.ConntrackTemplate(true), PacketSet.NEW));
    }

    private static long state(Step step, long before) {
        return StepEffects.of(step, PACKETS.with(CONNECTION_STATE, before)).variable(CONNECTION_STATE);
    }

    @Test
    void marksOfPackets() {
        PacketSet marked = PACKETS.with(MARK, 0xab);
        assertEquals(
                0xac, after(new Step.Assign(MARK, 0xf0, 0x0c, true), marked).variable(MARK));
        assertEquals(0x0c, after(new Step.Assign(MARK, 0, 0x0c, true), marked).variable(MARK));
        assertEquals(
                PacketSet.UNKNOWN,
                after(new Step.Assign(MARK, 0, 0x0c, false), marked).variable(MARK));
        PacketSet unknown = PACKETS.with(MARK, PacketSet.UNKNOWN);
        assertEquals(0x0c, after(new Step.Assign(MARK, 0, 0x0c, true), unknown).variable(MARK));
        assertEquals(
                PacketSet.UNKNOWN,
                after(new Step.Assign(MARK, 0xf0, 0x0c, true), unknown).variable(MARK));
    }

    /** A packet without a connection has none to mark; a template's mark is not known. */
    @Test
    void marksOfConnections() {
        Step set = new Step.Assign(CONNECTION_MARK, 0, 9, true);
        for (long without : new long[] {PacketSet.INVALID, PacketSet.UNTRACKED}) {
            PacketSet packets = PACKETS.with(CONNECTION_STATE, without).with(MARK, 5);
            assertEquals(0, after(set, packets).variable(CONNECTION_MARK));
            assertEquals(0, after(SAVE, packets).variable(CONNECTION_MARK));
            assertEquals(5, after(RESTORE, packets).variable(MARK), "as it was");
        }
        PacketSet tracked = PACKETS.with(CONNECTION_STATE, PacketSet.NEW).with(MARK, 5);
        assertEquals(9, after(set, tracked).variable(CONNECTION_MARK));
        assertEquals(5, after(SAVE, tracked).variable(CONNECTION_MARK));
        assertEquals(9, after(RESTORE, after(set, tracked)).variable(MARK));

        PacketSet template = PACKETS.with(CONNECTION_STATE, PacketSet.TEMPLATE).with(MARK, 5);
        assertEquals(PacketSet.UNKNOWN, after(RESTORE, template).variable(MARK));
        assertEquals(5, after(SAVE, template).variable(MARK));
        assertEquals(0, after(set, template).variable(CONNECTION_MARK));

        PacketSet perhaps = PACKETS.with(CONNECTION_STATE, PacketSet.UNKNOWN).with(MARK, 5);
        assertEquals(PacketSet.UNKNOWN, after(set, perhaps).variable(CONNECTION_MARK));
        assertEquals(PacketSet.UNKNOWN, after(SAVE, perhaps).variable(CONNECTION_MARK));
        assertEquals(PacketSet.UNKNOWN, after(RESTORE, perhaps).variable(MARK));
    }

    /** CONNMARK --save-mark and --restore-mark with masks; as far as both marks are known. */
    @Test
    void marksOfConnectionsInPart() {
        PacketSet packets =
                PACKETS.with(CONNECTION_STATE, PacketSet.NEW).with(MARK, 0x1234).with(CONNECTION_MARK, 0x5678);
        Step save = new Step.Copy(MARK, CONNECTION_MARK, 0xff00, 0xff);
        Step restore = new Step.Copy(CONNECTION_MARK, MARK, 0xff, 0xff00);
        assertEquals(0x5634, after(save, packets).variable(CONNECTION_MARK));
        assertEquals(0x1234, after(save, packets).variable(MARK));
        assertEquals(0x5634, after(restore, packets).variable(MARK));
        PacketSet unknown = packets.with(CONNECTION_MARK, PacketSet.UNKNOWN);
        assertEquals(PacketSet.UNKNOWN, after(save, unknown).variable(CONNECTION_MARK));
        assertEquals(PacketSet.UNKNOWN, after(restore, unknown).variable(MARK));
        assertEquals(
                0x34,
                after(new Step.Copy(MARK, CONNECTION_MARK, 0, 0xff), unknown).variable(CONNECTION_MARK));
        assertEquals(
                0x34,
                after(new Step.Copy(CONNECTION_MARK, MARK, 0xff, 0), unknown).variable(MARK));
    }

    private static PacketSet after(Step step, PacketSet packets) {
        return StepEffects.of(step, packets);
    }

    @Test
    void otherStepsHaveNone() {
        assertThrows(IllegalArgumentException.class, () -> StepEffects.of(new Step.Snat(), PACKETS));
    }

    @Test
    void stepsThatChangeWhatLaterOnesMatch() {
        for (Step step : List.of(
                new Step.Assign(MARK, 0, 1, true),
                SAVE,
                new Step.NoTrack(),
                new Step.ConntrackTemplate(false),
                new Step.Snat(),
                new Step.TransparentProxy(OptionalInt.empty()),
                new Step.SynProxy(),
                new Step.Unsupported("x"))) {
            assertTrue(StepEffects.changes(step) && StepEffects.actsOnPackets(step), step::toString);
        }
        for (Step step :
                List.of(new Step.Check(Condition.ALWAYS), new Step.RequireConntrack(), decide(Verdict.ACCEPT))) {
            assertFalse(StepEffects.changes(step) || StepEffects.actsOnPackets(step), step::toString);
        }
    }

    @Test
    void verdictsThatActOnPackets() {
        Verdict jump = new Verdict(Verdict.Kind.JUMP, new Chain("c"));
        for (Verdict each : List.of(Verdict.ACCEPT, Verdict.RETURN, Verdict.CONTINUE, jump)) {
            assertFalse(StepEffects.actsOnPackets(decide(each)), each::toString);
        }
        for (Verdict each : List.of(Verdict.DROP, Verdict.QUEUE, new Verdict(Verdict.Kind.GOTO, null))) {
            assertTrue(StepEffects.actsOnPackets(decide(each)), each::toString);
            Step map = new Step.VerdictMap(
                    List.of(new Step.Choice(Condition.NEVER, Verdict.ACCEPT), new Step.Choice(Condition.ALWAYS, each)));
            assertTrue(StepEffects.actsOnPackets(map), each::toString);
            assertEquals(List.of(Verdict.ACCEPT, each), StepEffects.targets(map).toList());
        }
        assertEquals(List.of(), StepEffects.targets(new Step.Snat()).toList());
    }

    private static Step decide(Verdict verdict) {
        return new Step.Decide(verdict);
    }

    @Test
    void allMarksThatASequenceOfRulesCanSet() {
        Step.Assign set = new Step.Assign(MARK, 0, 0x10, true);
        Step.Assign or = new Step.Assign(MARK, ~2L, 2, true);
        assertEquals(Set.of(0L), StepEffects.marks(List.of()));
        assertEquals(Set.of(0L, 0x10L), StepEffects.marks(List.of(set)));
        assertEquals(Set.of(0L, 0x10L, 2L, 0x12L), StepEffects.marks(List.of(set, or)));
        Set<Long> any = Set.of(0L, PacketSet.UNKNOWN);
        assertEquals(any, StepEffects.marks(List.of(set, new Step.Assign(MARK, 0, 0, false))));
        Step.Assign four = new Step.Assign(MARK, ~4L, 4, true);
        Step.Assign one = new Step.Assign(MARK, ~1L, 1, true);
        assertEquals(Set.of(0L, 2L, 4L, 6L), StepEffects.marks(List.of(or, four)));
        assertEquals(any, StepEffects.marks(List.of(or, four, one, set)), "too many to follow");
    }

    @Test
    void whereDestinationNatLeads() throws UnknownHostException {
        PacketKind ipv4 = new PacketKind(false, true, PacketKind.Destination.OWN);
        Step.Dnat to =
                new Step.Dnat(Optional.of(IntervalSet.of(0x0a4d0202L)), OptionalInt.of(8443), false, IntervalSet.EMPTY);
        assertEquals("10.77.2.2:8443", to.target(false).toString());
        Step.Dnat to6 = new Step.Dnat(
                Optional.of(IntervalSet.range(0xfd77L << 48, 0x201, 0xfd77L << 48, 0x201)),
                OptionalInt.empty(),
                false,
                IntervalSet.EMPTY);
        assertEquals(
                Optional.of(InetAddress.getByName("fd77::201")),
                to6.target(true).address());
        Step.Dnat any =
                new Step.Dnat(Optional.of(IntervalSet.range(1, 2)), OptionalInt.of(1), false, IntervalSet.EMPTY);
        assertEquals(Optional.empty(), any.target(false).address(), "one of several");

        for (long group : new long[] {0xe0000001L, 0xefffffffL}) {
            assertTrue(nat(ipv4, group) instanceof Step.Unsupported);
        }
        assertTrue(nat(ipv4, 0x0a4d0202L) instanceof Step.Dnat);
    }

    private static Step nat(PacketKind kind, long address) {
        return DestinationNat.step(
                kind, LocalNetwork.NONE, Optional.of(IntervalSet.of(address)), OptionalInt.empty(), false);
    }
}
