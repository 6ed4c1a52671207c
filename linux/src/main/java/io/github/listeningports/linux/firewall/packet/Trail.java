package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How some packets of a {@link PacketSet} came where they are: under which conditions, accepted by which rule, sent to which destination before it was translated. Packets
 * are joined wherever rules treat them alike from then on, but keep their trails, so that each has the rule that decided about it. Immutable.
 */
public final class Trail {

    static final Trail NEW = new Trail(null, List.of(), 1, null, null, null);

    private static final int MAX_NOTES = 3;

    /** Beyond this many, the remaining ones count as other rules. */
    private static final int MAX_TRAILS = 64;

    private static final String OTHER_RULES = "other rules";

    /** The values of the packets it is of, in the order of {@link Dimension}; null if all have it. Packets that are gone since may be among them. */
    private final IntervalSet @Nullable [] among;

    private final List<FirewallCondition> notes;
    private final double likelihood;
    private final @Nullable Acceptance accepted;
    private final @Nullable Destination sentTo;
    private final @Nullable Source from;

    /** @param rank of two rules that accept a packet, the one with the higher rank decides more */
    private record Acceptance(String label, int rank) {}

    /** Where packets were sent to. */
    public record Destination(IntervalSet address, IntervalSet port) {}

    /** Where packets came from. */
    public record Source(IntervalSet address, IntervalSet port) {}

    private Trail(
            IntervalSet @Nullable [] among,
            List<FirewallCondition> notes,
            double likelihood,
            @Nullable Acceptance accepted,
            @Nullable Destination sentTo,
            @Nullable Source from) {
        this.from = from;
        this.among = among;
        this.notes = notes;
        this.likelihood = likelihood;
        this.accepted = accepted;
        this.sentTo = sentTo;
    }

    boolean isOfAll() {
        return among == null;
    }

    Trail ofAll() {
        return of(null);
    }

    private boolean isOfNone() {
        for (IntervalSet set : Objects.requireNonNull(among)) {
            if (set.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Trail of(IntervalSet @Nullable [] packets) {
        return new Trail(packets, notes, likelihood, accepted, sentTo, from);
    }

    /** Those of some packets that have it. */
    IntervalSet[] among(IntervalSet[] packets) {
        if (among == null) {
            return packets;
        }
        IntervalSet[] common = new IntervalSet[packets.length];
        for (int i = 0; i < common.length; i++) {
            common[i] = packets[i].and(among[i]);
        }
        return common;
    }

    List<FirewallCondition> notes() {
        return notes;
    }

    double likelihood() {
        return likelihood;
    }

    Optional<String> acceptedBy() {
        return Optional.ofNullable(accepted).map(Acceptance::label);
    }

    Optional<Destination> sentTo() {
        return Optional.ofNullable(sentTo);
    }

    Trail noting(FirewallCondition note, double share) {
        if (notes.contains(note)) {
            return this;
        }
        List<FirewallCondition> more = new ArrayList<>(notes);
        if (more.size() < MAX_NOTES) {
            more.add(note);
        }
        return new Trail(among, List.copyOf(more), likelihood * share, accepted, sentTo, from);
    }

    Trail acceptedBy(String label, int rank) {
        return accepted != null && accepted.rank() > rank
                ? this
                : new Trail(among, notes, likelihood, new Acceptance(label, rank), sentTo, from);
    }

    Optional<Source> from() {
        return Optional.ofNullable(from);
    }

    /** The trail of packets whose destination is about to be translated: of the first translation, if there are several. */
    Trail rememberingDestination(IntervalSet[] packets) {
        IntervalSet[] mine = among(packets);
        Destination now =
                new Destination(mine[Dimension.DESTINATION.index()], mine[Dimension.DESTINATION_PORT.index()]);
        return sentTo != null ? this : new Trail(among, notes, likelihood, accepted, now, from);
    }

    Trail rememberingSource(IntervalSet[] packets) {
        IntervalSet[] mine = among(packets);
        Source now = new Source(mine[Dimension.SOURCE.index()], mine[Dimension.SOURCE_PORT.index()]);
        return from != null ? this : new Trail(among, notes, likelihood, accepted, sentTo, now);
    }

    Trail translated(Dimension dimension, IntervalSet values) {
        if (among == null) {
            return this;
        }
        IntervalSet[] changed = among.clone();
        changed[dimension.index()] = values;
        return of(changed);
    }

    private boolean isLike(Trail other) {
        return this == other
                || (Objects.equals(accepted, other.accepted)
                        && notes.equals(other.notes)
                        && Objects.equals(sentTo, other.sentTo)
                        && Objects.equals(from, other.from));
    }

    /** Whether all packets of two sets have the same. */
    boolean isOfAllLike(Trail other) {
        return isOfAll() && other.isOfAll() && isLike(other);
    }

    /** The trails of two sets of packets that are joined. */
    static List<Trail> ofBoth(
            List<Trail> mine,
            IntervalSet[] packets,
            List<Trail> others,
            IntervalSet[] otherPackets,
            IntervalSet[] all) {
        List<Trail> both = new ArrayList<>(mine.size() + others.size());
        mine.forEach(trail -> add(trail.of(trail.among(packets)), both));
        others.forEach(trail -> add(trail.of(trail.among(otherPackets)), both));
        if (both.isEmpty()) {
            return mine;
        }
        return both.size() == 1 && Arrays.equals(both.get(0).among, all)
                ? List.of(both.get(0).ofAll())
                : List.copyOf(both);
    }

    /** Packets that are gone since are left out: after the union, they could be those of the other set. */
    private static void add(Trail trail, List<Trail> all) {
        if (trail.isOfNone()) {
            return;
        }
        for (int i = 0; i < all.size(); i++) {
            Trail joined = all.get(i).isLike(trail) ? all.get(i).joined(trail, false) : null;
            if (joined != null) {
                all.set(i, joined);
                return;
            }
        }
        if (all.size() < MAX_TRAILS) {
            all.add(trail);
        } else {
            Trail last = all.get(MAX_TRAILS - 1);
            all.set(MAX_TRAILS - 1, Objects.requireNonNull(last.joined(trail, true)));
        }
    }

    /** The trail of the packets of both; null if they differ in more than one dimension, unless the trail may be of others too. */
    private @Nullable Trail joined(Trail other, boolean loosely) {
        IntervalSet[] mine = Objects.requireNonNull(among);
        IntervalSet[] others = Objects.requireNonNull(other.among);
        IntervalSet[] both = mine.clone();
        int differing = 0;
        for (int i = 0; i < both.length; i++) {
            if (!mine[i].equals(others[i])) {
                both[i] = mine[i].union(others[i]);
                differing++;
            }
        }
        if (!loosely) {
            return differing > 1 ? null : of(both);
        }
        List<FirewallCondition> all = new ArrayList<>(notes);
        other.notes.stream().filter(note -> !all.contains(note)).forEach(all::add);
        Acceptance one = accepted != null ? accepted : other.accepted;
        return new Trail(
                both,
                List.copyOf(all.subList(0, Math.min(all.size(), MAX_NOTES))),
                Math.max(likelihood, other.likelihood),
                one == null || Objects.equals(accepted, other.accepted) ? one : new Acceptance(OTHER_RULES, one.rank()),
                sentTo,
                joined(from, other));
    }

    /** For packets that were not translated, their present source is where they came from. */
    private @Nullable Source joined(@Nullable Source mine, Trail other) {
        if (mine == null && other.from == null) {
            return null;
        }
        Source one = mine != null ? mine : source(this);
        Source two = other.from != null ? other.from : source(other);
        return new Source(one.address().union(two.address()), one.port().union(two.port()));
    }

    private static Source source(Trail trail) {
        IntervalSet[] packets = Objects.requireNonNull(trail.among);
        return new Source(packets[Dimension.SOURCE.index()], packets[Dimension.SOURCE_PORT.index()]);
    }

    @Override
    public String toString() {
        return notes + acceptedBy().map(label -> " accepted by " + label).orElse("");
    }
}
