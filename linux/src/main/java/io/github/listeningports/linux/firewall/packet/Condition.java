package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test in a rule: it holds for a packet if one of the cases does (or, negated, if none does). Where a case is undetermined, both outcomes are possible.
 *
 * @param note what it depends on apart from the packet's fields; without detail if on nothing else
 */
public record Condition(List<Conjunction> cases, boolean negated, FirewallCondition note) {

    /** Of a condition on the packet's fields alone. */
    private static final FirewallCondition NO_NOTE = new FirewallCondition(Kind.OTHER, "");

    public static final Condition ALWAYS = new Condition(List.of(Conjunction.ALWAYS), false, "");
    public static final Condition NEVER = new Condition(List.of(), false, "");

    /** Beyond this many remainders, the packets stay whole. */
    private static final int MAX_PARTS = 32;

    /** Larger sets are not subtracted from; keeping them whole is a safe over-approximation. */
    private static final int MAX_INTERVALS = 256;

    /** Of a set, divided in the time that a rule takes. */
    private static final int INTERVALS_LIKE_A_RULE = 64;

    public Condition {
        cases = List.copyOf(cases);
    }

    /** A condition whose note is of no special kind. */
    public Condition(List<Conjunction> cases, boolean negated, String note) {
        this(cases, negated, note.isEmpty() ? NO_NOTE : new FirewallCondition(Kind.OTHER, note));
    }

    static Condition of(Conjunction only) {
        return new Condition(List.of(only), false, "");
    }

    public static Condition unknown(String note) {
        return new Condition(List.of(Conjunction.MAYBE), false, note);
    }

    public static Condition unknown(Kind kind, String note) {
        return new Condition(List.of(Conjunction.MAYBE), false, new FirewallCondition(kind, note));
    }

    public static Condition constant(boolean value) {
        return value ? ALWAYS : NEVER;
    }

    public Condition not() {
        return new Condition(cases, !negated, note);
    }

    public Condition negatedIf(boolean condition) {
        return condition ? not() : this;
    }

    /** Whether for some packets it may hold or not. */
    public boolean mayBeUndetermined() {
        for (Conjunction each : cases) {
            if (each.maybe || !each.variables.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The condition, with a note for where it is undetermined, unless it has one. */
    public Condition noting(String text) {
        return note.detail().isEmpty() ? new Condition(cases, negated, text) : this;
    }

    /** The share of packets that such a condition holds for, where it is not known: few hosts are on a list, and few programs or rare matches decide. */
    private static double share(FirewallCondition note) {
        return switch (note.kind()) {
            case UNKNOWN_SET, CHANGING_SET -> 0x1p-16;
            case RATE_LIMIT -> 1 - 0x1p-8;
            default -> 0.25;
        };
    }

    /** Whether it holds for every packet of the kind that it was compiled for. */
    public boolean isAlways() {
        return negated ? cases.isEmpty() : hasAlways();
    }

    public boolean isNever() {
        return negated ? hasAlways() : cases.isEmpty();
    }

    private boolean hasAlways() {
        for (Conjunction each : cases) {
            if (each.isAlways()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it looks at destination ports, or at anything but the addresses and interfaces of a packet. */
    public boolean looksAtPortsOrMarks() {
        // Of tens of thousands of rules: without iterators.
        for (int i = 0; i < cases.size(); i++) {
            Conjunction each = cases.get(i);
            if (!each.variables.isEmpty()
                    || !each.values(Dimension.DESTINATION_PORT, IntervalSet.EMPTY)
                            .isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The bits of a variable that it looks at. */
    public long tested(PacketField variable) {
        long bits = 0;
        for (Conjunction each : cases) {
            for (VariableTest test : each.variables) {
                bits |= test.tested(variable);
            }
        }
        return bits;
    }

    /** A superset of the values of a dimension for which it can hold. */
    public IntervalSet values(Dimension dimension, IntervalSet all) {
        if (negated) {
            return all;
        }
        if (cases.size() == 1) {
            return cases.get(0).values(dimension, all);
        }
        List<IntervalSet> values = new ArrayList<>(cases.size());
        for (Conjunction each : cases) {
            IntervalSet some = each.values(dimension, all);
            if (some.equals(all)) {
                return all;
            }
            values.add(some);
        }
        return IntervalSets.union(values);
    }

    /** Divides packets into those for which it may hold and those for which it may fail; the two may overlap. */
    public void split(PacketSet packets, List<PacketSet> holds, List<PacketSet> fails, Patience patience) {
        if (negated) {
            divide(packets, fails, holds, patience);
        } else {
            divide(packets, holds, fails, patience);
        }
    }

    private void divide(PacketSet packets, List<PacketSet> in, List<PacketSet> out, Patience patience) {
        if (cases.size() == 1) {
            patience.spend(cases.get(0).cost());
            cases.get(0).divide(packets, note, in, out);
            return;
        }
        List<PacketSet> rest = List.of(packets);
        for (Conjunction each : cases) {
            List<PacketSet> next = new ArrayList<>();
            patience.spend(rest.size() * each.cost());
            for (PacketSet part : rest) {
                each.divide(part, note, in, next);
            }
            // The remainder may be too large, which costs only precision.
            rest = next.size() > MAX_PARTS ? List.of(packets.noting(note, 1)) : next;
            if (rest.isEmpty()) {
                return;
            }
        }
        out.addAll(rest);
    }

    /**
     * A conjunction of constraints on dimensions and comparisons of variables.
     *
     * @param sets at most one per dimension; a dimension without one may have any value
     * @param maybe whether it may still fail when all of them hold
     */
    public record Conjunction(List<Constraint> sets, List<VariableTest> variables, boolean maybe) {

        public static final Conjunction ALWAYS = new Conjunction(List.of(), List.of(), false);
        public static final Conjunction MAYBE = new Conjunction(List.of(), List.of(), true);

        public Conjunction {
            sets = List.copyOf(sets);
            variables = List.copyOf(variables);
        }

        private IntervalSet values(Dimension dimension, IntervalSet all) {
            for (int i = 0; i < sets.size(); i++) {
                if (sets.get(i).dimension == dimension) {
                    return sets.get(i).values;
                }
            }
            return all;
        }

        /** How long it takes to divide packets by it, in rules. */
        private int cost() {
            int intervals = 0;
            for (int i = 0; i < sets.size(); i++) {
                intervals += sets.get(i).values.intervals();
            }
            return 1 + intervals / INTERVALS_LIKE_A_RULE;
        }

        public boolean isAlways() {
            return !maybe && sets.isEmpty() && variables.isEmpty();
        }

        /** The conjunction of both; null if it cannot hold. */
        @Nullable
        public Conjunction and(Conjunction other) {
            List<Constraint> both = new ArrayList<>(sets);
            for (Constraint more : other.sets) {
                int i = 0;
                while (i < both.size() && both.get(i).dimension != more.dimension) {
                    i++;
                }
                if (i == both.size()) {
                    both.add(more);
                } else {
                    IntervalSet values = both.get(i).values.and(more.values);
                    if (values.isEmpty()) {
                        return null;
                    }
                    both.set(i, new Constraint(more.dimension, values));
                }
            }
            List<VariableTest> tests = new ArrayList<>(variables);
            tests.addAll(other.variables);
            return new Conjunction(both, tests, maybe || other.maybe);
        }

        private void divide(PacketSet packets, FirewallCondition note, List<PacketSet> in, List<PacketSet> out) {
            boolean undetermined = maybe;
            for (VariableTest test : variables) {
                Ternary truth = test.of(packets);
                if (truth == Ternary.FALSE) {
                    out.add(packets);
                    return;
                }
                undetermined |= truth == Ternary.UNKNOWN;
            }
            for (Constraint constraint : sets) {
                // There is usually one port, and most elements of a large set are for others.
                IntervalSet had = packets.values(constraint.dimension);
                if (had.isOne() && !had.meets(constraint.values)) {
                    out.add(packets);
                    return;
                }
            }
            PacketSet rest = packets;
            List<PacketSet> missed = new ArrayList<>(sets.size());
            for (Constraint constraint : sets) {
                IntervalSet had = rest.values(constraint.dimension);
                IntervalSet common = had.and(constraint.values);
                if (common.isEmpty()) {
                    out.add(packets);
                    return;
                }
                if (!common.equals(had)) {
                    // Thousands of single-host rules leave thousands of intervals.
                    IntervalSet left = had.intervals() > MAX_INTERVALS ? had : had.without(constraint.values);
                    missed.add(rest.with(constraint.dimension, left));
                    rest = rest.with(constraint.dimension, common);
                }
            }
            boolean listed = note.kind() == Kind.CHANGING_SET || note.kind() == Kind.KNOWN_SET;
            in.add(undetermined || listed ? rest.noting(note, undetermined ? share(note) : 1) : rest);
            if (undetermined) {
                out.add(packets.noting(note, 1 - share(note)));
            } else {
                out.addAll(missed);
            }
        }
    }

    /** The permitted values of a dimension. */
    public record Constraint(Dimension dimension, IntervalSet values) {}

    /** A comparison of variables' bytes, evaluated when their values are known: equal to the first bound, or between both. */
    static final class VariableTest {
        private final PacketBytes bytes;
        private final byte[] first;
        private final byte[] last;
        private final ByteOrder order;

        VariableTest(PacketBytes bytes, byte[] first, byte[] last, ByteOrder order) {
            this.bytes = bytes;
            this.first = first;
            this.last = last;
            this.order = order;
        }

        private long tested(PacketField variable) {
            long bits = 0;
            for (int i = 0; i < bytes.length(); i++) {
                if (!bytes.isConstant(i) && bytes.field(i) == variable) {
                    bits |= (long) bytes.mask(i) << KnownBytes.shift(bytes.index(i), order);
                } else if (bytes.field(i) == PacketField.ROUTE_BY_MARK && variable == PacketField.MARK) {
                    bits |= 0xffff_ffffL;
                }
            }
            return bits;
        }

        Ternary of(PacketSet packets) {
            return KnownBytes.compare(
                    bytes,
                    first,
                    last,
                    (field, index) -> field.variable() < 0
                            ? 0
                            : KnownBytes.ofVariable(field, packets.variable(field), index, order));
        }
    }
}
