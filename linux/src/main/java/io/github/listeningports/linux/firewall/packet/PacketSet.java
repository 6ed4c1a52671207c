package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Packets that rules have not distinguished so far: every combination of the values in its sets, with the variables that all of them share, which are their marks and
 * the state of connection tracking. Immutable.
 */
public final class PacketSet {

    /** The value of an unknown variable. */
    public static final long UNKNOWN = -1;

    /** linux/netfilter/nf_conntrack_common.h, NF_CT_STATE_BIT and the related macros. */
    public static final long INVALID = 1;

    public static final long NEW = 8;
    public static final long UNTRACKED = 64;

    /** A connection template, not yet tracked: rules see the state of a new connection. */
    public static final long TEMPLATE = NEW | 1L << 32;

    /** IPS_DST_NAT. */
    public static final long DESTINATION_CHANGED = 0x20;

    private static final List<Dimension> DIMENSIONS = List.of(Dimension.values());

    /** Beyond this many, the sets are replaced by their hull. */
    private static final int MAX_SETS = 48;

    /** In the order of {@link Dimension}. */
    private final IntervalSet[] sets;

    private final long[] variables;
    private final List<Trail> trails;

    private PacketSet(IntervalSet[] sets, long[] variables, List<Trail> trails) {
        this.sets = sets;
        this.variables = variables;
        this.trails = trails;
    }

    /** Packets without marks, not yet tracked. */
    public static PacketSet of(
            IntervalSet source,
            IntervalSet sourcePort,
            IntervalSet destination,
            IntervalSet port,
            IntervalSet interfaces) {
        return new PacketSet(
                new IntervalSet[] {source, sourcePort, destination, port, interfaces},
                new long[] {0, 0, INVALID, 0},
                List.of(Trail.NEW));
    }

    public IntervalSet values(Dimension dimension) {
        return sets[dimension.index()];
    }

    public PacketSet with(Dimension dimension, IntervalSet values) {
        IntervalSet[] changed = sets.clone();
        changed[dimension.index()] = values;
        return new PacketSet(changed, variables, trails);
    }

    /** The packets after a translation gave them these values. */
    public PacketSet translated(Dimension dimension, IntervalSet values) {
        return new PacketSet(
                with(dimension, values).sets, variables, each(trail -> trail.translated(dimension, values)));
    }

    /** The packets, with where they are sent to at present kept for {@link #sentTo()}. */
    public PacketSet rememberingDestination() {
        return new PacketSet(sets, variables, each(trail -> trail.rememberingDestination(sets)));
    }

    /** The packets, with where they come from kept for {@link #from()}. */
    public PacketSet rememberingSource() {
        return new PacketSet(sets, variables, each(trail -> trail.rememberingSource(sets)));
    }

    private List<Trail> each(UnaryOperator<Trail> change) {
        return trails.size() == 1
                ? List.of(change.apply(trails.get(0)))
                : trails.stream().map(change).toList();
    }

    public boolean isEmpty() {
        for (IntervalSet set : sets) {
            if (set.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    public long variable(PacketField field) {
        return variables[field.variable()];
    }

    public PacketSet with(PacketField field, long value) {
        long[] changed = variables.clone();
        changed[field.variable()] = value;
        return new PacketSet(sets, changed, trails);
    }

    /** The same packets, divided into those with one trail each, which {@link #notes()} and {@link #acceptedBy()} are of. */
    public List<PacketSet> parts() {
        if (trails.size() == 1 && trails.get(0).isOfAll()) {
            return List.of(this);
        }
        List<PacketSet> parts = new ArrayList<>(trails.size());
        for (Trail trail : trails) {
            PacketSet part = new PacketSet(trail.among(sets), variables, List.of(trail.ofAll()));
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts.isEmpty()
                ? List.of(new PacketSet(sets, variables, List.of(trails.get(0).ofAll())))
                : parts;
    }

    /** The conditions that their fate depends on apart from their values; of the first of several parts. */
    public List<FirewallCondition> notes() {
        return trails.get(0).notes();
    }

    /** How probable the conditions are, 1 without one: an order of magnitude; of the first of several parts. */
    public double likelihood() {
        return trails.get(0).likelihood();
    }

    /** The packets whose fate depends on a condition, in the branch taken by a share of such packets. */
    public PacketSet noting(FirewallCondition note, double likelihood) {
        return note.detail().isEmpty()
                ? this
                : new PacketSet(sets, variables, each(trail -> trail.noting(note, likelihood)));
    }

    public PacketSet noting(String note) {
        return noting(new FirewallCondition(FirewallCondition.Kind.OTHER, note), 1);
    }

    /** The label of the rule that accepted them; empty if none did; of the first of several parts. */
    public Optional<String> acceptedBy() {
        return trails.get(0).acceptedBy();
    }

    /** The packets, accepted by a rule; that of an earlier one with a higher rank remains. */
    public PacketSet acceptedBy(String label, int rank) {
        return new PacketSet(sets, variables, each(trail -> trail.acceptedBy(label, rank)));
    }

    /** Where they were sent to before their destination was translated, if it was; of the first of several parts. */
    public Optional<Trail.Destination> sentTo() {
        return trails.get(0).sentTo();
    }

    /** Where they came from before their source was translated, if it was; of the first of several parts. */
    public Optional<Trail.Source> from() {
        return trails.get(0).from();
    }

    /** The same packets in fewer sets. */
    public static List<PacketSet> coalesce(List<PacketSet> packets) {
        if (packets.size() < 2) {
            return packets;
        }
        List<PacketSet> merged = new ArrayList<>(packets.size());
        for (PacketSet each : packets) {
            PacketSet joined = each;
            for (int i = 0; i < merged.size(); i++) {
                PacketSet both = merged.get(i).merged(joined);
                if (both != null) {
                    merged.remove(i);
                    joined = both;
                    i = -1;
                }
            }
            merged.add(joined);
        }
        if (merged.size() <= MAX_SETS) {
            return merged;
        }
        return List.of(merged.stream().reduce(PacketSet::hull).orElseThrow());
    }

    /** The union, if the two differ in at most one dimension; otherwise null. */
    @Nullable
    PacketSet merged(PacketSet other) {
        if (!Arrays.equals(variables, other.variables)) {
            return null;
        }
        Dimension differs = null;
        for (Dimension each : DIMENSIONS) {
            if (!values(each).equals(other.values(each))) {
                if (differs != null) {
                    return null;
                }
                differs = each;
            }
        }
        IntervalSet[] both =
                differs == null ? sets : with(differs, values(differs).union(other.values(differs))).sets;
        List<Trail> joined = trails.get(0).isOfAllLike(other.trails.get(0))
                ? trails // as most
                : Trail.ofBoth(trails, sets, other.trails, other.sets, both);
        return new PacketSet(both, variables, joined);
    }

    /** A superset of both: what holds for all of its packets holds for each. */
    PacketSet hull(PacketSet other) {
        IntervalSet[] all = new IntervalSet[sets.length];
        for (int i = 0; i < sets.length; i++) {
            all[i] = sets[i].union(other.sets[i]);
        }
        long[] both = variables.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] = both[i] == other.variables[i] ? both[i] : UNKNOWN;
        }
        return new PacketSet(all, both, Trail.ofBoth(trails, sets, other.trails, other.sets, all))
                .noting("too many cases to distinguish");
    }

    @Override
    public String toString() {
        return Arrays.toString(sets) + Arrays.toString(variables) + trails;
    }
}
