package io.github.listeningports.linux.firewall.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    private static final int MAX_NOTES = 3;

    /** Beyond this many, the sets are replaced by their hull. */
    private static final int MAX_SETS = 48;

    /** In the order of {@link Dimension}. */
    private final IntervalSet[] sets;

    private final long[] variables;
    private final List<String> notes;
    private final @Nullable String acceptedBy;

    private PacketSet(IntervalSet[] sets, long[] variables, List<String> notes, @Nullable String acceptedBy) {
        this.sets = sets;
        this.variables = variables;
        this.notes = notes;
        this.acceptedBy = acceptedBy;
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
                List.of(),
                null);
    }

    public IntervalSet values(Dimension dimension) {
        return sets[dimension.index()];
    }

    public PacketSet with(Dimension dimension, IntervalSet values) {
        IntervalSet[] changed = sets.clone();
        changed[dimension.index()] = values;
        return new PacketSet(changed, variables, notes, acceptedBy);
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
        return new PacketSet(sets, changed, notes, acceptedBy);
    }

    /** The conditions that their fate depends on apart from their values, human-readable. */
    public List<String> notes() {
        return notes;
    }

    public PacketSet noting(String note) {
        if (note.isEmpty() || notes.size() >= MAX_NOTES || notes.contains(note)) {
            return this;
        }
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new PacketSet(sets, variables, List.copyOf(more), acceptedBy);
    }

    /** The label of the last rule that accepted them; empty if none did. */
    public Optional<String> acceptedBy() {
        return Optional.ofNullable(acceptedBy);
    }

    public PacketSet acceptedBy(String label) {
        return new PacketSet(sets, variables, notes, label);
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
        PacketSet merged =
                differs == null ? this : with(differs, values(differs).union(other.values(differs)));
        for (String note : other.notes) {
            merged = merged.noting(note);
        }
        return merged;
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
        return new PacketSet(all, both, notes, acceptedBy).noting("too many cases to distinguish");
    }

    @Override
    public String toString() {
        return Arrays.toString(sets) + Arrays.toString(variables) + notes;
    }
}
