package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.linux.firewall.packet.Step.Choice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The effects of steps on the packets that continue, and the verdicts of steps. */
public final class StepEffects {

    private static final int MAX_MARKS = 8;

    private StepEffects() {}

    /** The packets after a step. Tracked packets stay tracked, and untracked packets have no connection mark. */
    public static PacketSet of(Step step, PacketSet packets) {
        long state = packets.variable(PacketField.CONNECTION_STATE);
        if (step instanceof Step.NoTrack) {
            return state == PacketSet.INVALID
                    ? packets.with(PacketField.CONNECTION_STATE, PacketSet.UNTRACKED)
                    : packets;
        }
        if (step instanceof Step.ConntrackTemplate template) {
            return state == PacketSet.INVALID || (template.again() && state == PacketSet.UNTRACKED)
                    ? packets.with(PacketField.CONNECTION_STATE, PacketSet.TEMPLATE)
                    : packets;
        }
        boolean connections = step instanceof Step.Copy
                || (step instanceof Step.Assign assign && assign.variable() == PacketField.CONNECTION_MARK);
        if (connections && state != PacketSet.NEW && state != PacketSet.UNKNOWN) {
            boolean copied = step instanceof Step.Copy copy && copy.to() == PacketField.MARK;
            return copied && state == PacketSet.TEMPLATE ? packets.with(PacketField.MARK, PacketSet.UNKNOWN) : packets;
        }
        boolean determined = !connections || state == PacketSet.NEW;
        if (step instanceof Step.Copy copy) {
            long old = packets.variable(copy.to());
            long other = packets.variable(copy.from());
            boolean known = determined
                    && (copy.keep() == 0 || old != PacketSet.UNKNOWN)
                    && (copy.taken() == 0 || other != PacketSet.UNKNOWN);
            return packets.with(copy.to(), known ? (old & copy.keep()) ^ (other & copy.taken()) : PacketSet.UNKNOWN);
        }
        if (step instanceof Step.Assign assign) {
            long old = packets.variable(assign.variable());
            boolean known = determined && assign.known() && (assign.keep() == 0 || old != PacketSet.UNKNOWN);
            return packets.with(assign.variable(), known ? (old & assign.keep()) ^ assign.xor() : PacketSet.UNKNOWN);
        }
        throw new IllegalArgumentException(step.toString());
    }

    /** Whether a step changes what later steps match on, or may decide before they are evaluated. */
    public static boolean changes(Step step) {
        return step instanceof Step.Assign
                || step instanceof Step.Copy
                || step instanceof Step.NoTrack
                || step instanceof Step.ConntrackTemplate
                || step instanceof Step.Snat
                || step instanceof Step.TransparentProxy
                || step instanceof Step.SynProxy
                || step instanceof Step.Unsupported;
    }

    /** Whether a step may do more than test packets, accept them, or lead to other rules. */
    public static boolean actsOnPackets(Step step) {
        if (step instanceof Step.Decide || step instanceof Step.VerdictMap) {
            return targets(step).anyMatch(verdict -> switch (verdict.kind()) {
                case ACCEPT, RETURN, CONTINUE -> false;
                case JUMP, GOTO -> verdict.chain() == null;
                case DROP, QUEUE -> true;
            });
        }
        return !(step instanceof Step.Check || step instanceof Step.RequireConntrack);
    }

    /** All values a zero mark can reach through any sequence of these assignments; unknown beyond MAX_MARKS. */
    public static Set<Long> marks(List<Step.Assign> assigns) {
        Set<Long> marks = new HashSet<>(Set.of(0L));
        List<Long> next = new ArrayList<>(marks);
        for (int i = 0; i < next.size(); i++) {
            for (Step.Assign assign : assigns) {
                long mark = assign.known() ? (next.get(i) & assign.keep()) ^ assign.xor() : PacketSet.UNKNOWN;
                if (mark == PacketSet.UNKNOWN || marks.size() >= MAX_MARKS) {
                    return Set.of(0L, PacketSet.UNKNOWN);
                }
                if (marks.add(mark)) {
                    next.add(mark);
                }
            }
        }
        return marks;
    }

    /** The verdicts that a step may issue. */
    public static Stream<Verdict> targets(Step step) {
        if (step instanceof Step.VerdictMap choose) {
            return choose.choices().stream().map(Choice::verdict);
        }
        return step instanceof Step.Decide decide ? Stream.of(decide.verdict()) : Stream.empty();
    }
}
