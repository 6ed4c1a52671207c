package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.spi.Deadline;
import java.util.concurrent.CancellationException;

/**
 * The time that is left for the rules. Whatever computes something for each rule, element of a set or set of packets spends from it, and a look at the clock follows now
 * and then: a large ruleset takes seconds, none of which is spent waiting. Rules are kept from one snapshot to the next, and each has its own deadline. Not thread-safe.
 */
public final class Patience {

    /** Rules or sets of packets between two looks: in a JVM that has compiled nothing yet, a millisecond. */
    private static final int UNITS = 64;

    private Deadline deadline = Deadline.none();
    private int spent;

    /** Begins anew. */
    public void until(Deadline next) {
        deadline = next;
        spent = 0;
    }

    /**
     * Counts what was computed.
     *
     * @throws CancellationException if the time is over
     */
    public void spend(int units) {
        spent += units;
        if (spent >= UNITS) {
            look();
        }
    }

    /** Looks at the clock now: before what takes long by itself, or loads many classes when it is first done. */
    public void look() {
        spent = 0;
        if (deadline.isOver()) {
            throw new CancellationException(deadline.reason());
        }
    }
}
