package io.github.listeningports.linux;

import org.jspecify.annotations.Nullable;

/**
 * What a rule does with packets.
 *
 * @param chain where a jump or a goto leads; null where it leads nowhere that is known
 */
record Verdict(Kind kind, @Nullable RuleChain chain) {

    static final Verdict ACCEPT = new Verdict(Kind.ACCEPT, null);
    static final Verdict DROP = new Verdict(Kind.DROP, null);
    static final Verdict RETURN = new Verdict(Kind.RETURN, null);
    static final Verdict CONTINUE = new Verdict(Kind.CONTINUE, null);
    static final Verdict QUEUE = new Verdict(Kind.QUEUE, null);

    /** What becomes of packets. */
    enum Kind {
        ACCEPT,
        DROP,
        JUMP,
        GOTO,
        RETURN,
        CONTINUE,
        /** A program decides (nfnetlink_queue). */
        QUEUE
    }
}
