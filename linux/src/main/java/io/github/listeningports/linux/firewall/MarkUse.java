package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.Step;

/**
 * Which bits of the marks any rule looks at. Rules for traffic control and policy routing set a mark for each of thousands of hosts, and nothing on the way to a listener asks
 * for it: to tell those hosts apart would cost much, and change nothing.
 */
final class MarkUse {

    private static final long ALL = 0xffff_ffffL;

    private long mark;
    private long connectionMark;

    /** The bits of the packet's mark and of the connection's. */
    record Bits(long mark, long connectionMark) {}

    Bits bits() {
        return new Bits(mark, connectionMark);
    }

    /** Takes a step that packets can reach. */
    void add(Step step) {
        if (step instanceof Step.Check check) {
            add(check.condition());
        } else if (step instanceof Step.VerdictMap choose) {
            choose.choices().forEach(each -> add(each.condition()));
        } else if (step instanceof Step.Copy) {
            mark = ALL;
            connectionMark = ALL;
        }
    }

    private void add(Condition condition) {
        mark |= condition.tested(PacketField.MARK);
        connectionMark |= condition.tested(PacketField.CONNECTION_MARK);
    }

    /** Whether a rule does nothing but set bits that no rule looks at. */
    boolean isIdle(CompiledRule rule) {
        for (int i = 0; i < rule.steps().size(); i++) {
            Step step = rule.steps().get(i);
            boolean idle = step instanceof Step.Check || (step instanceof Step.Assign assign && isIdle(assign));
            if (!idle) {
                return false;
            }
        }
        return true;
    }

    private boolean isIdle(Step.Assign assign) {
        long changed = assign.known() ? ~assign.keep() | assign.xor() : ALL;
        return switch (assign.variable()) {
            case MARK -> (changed & mark) == 0;
            case CONNECTION_MARK -> (changed & connectionMark) == 0;
            default -> false;
        };
    }
}
