package io.github.listeningports.linux;

import org.jspecify.annotations.Nullable;

/**
 * The verdict of a rule.
 *
 * @param chain the target of a jump or a goto; null if it is unknown
 */
record Verdict(Kind kind, @Nullable RuleChain chain) {

    static final Verdict ACCEPT = new Verdict(Kind.ACCEPT, null);
    static final Verdict DROP = new Verdict(Kind.DROP, null);
    static final Verdict RETURN = new Verdict(Kind.RETURN, null);
    static final Verdict CONTINUE = new Verdict(Kind.CONTINUE, null);
    static final Verdict QUEUE = new Verdict(Kind.QUEUE, null);

    /** The kinds of verdicts. */
    enum Kind {
        ACCEPT,
        DROP,
        JUMP,
        GOTO,
        RETURN,
        CONTINUE,
        /** A userspace program decides (nfnetlink_queue). */
        QUEUE
    }
}
