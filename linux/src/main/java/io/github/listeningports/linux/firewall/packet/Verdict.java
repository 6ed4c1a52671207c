package io.github.listeningports.linux.firewall.packet;

import org.jspecify.annotations.Nullable;

/**
 * The verdict of a rule.
 *
 * @param chain the target of a jump or a goto; null if it is unknown
 */
public record Verdict(Kind kind, @Nullable Chain chain) {

    public static final Verdict ACCEPT = new Verdict(Kind.ACCEPT, null);
    public static final Verdict DROP = new Verdict(Kind.DROP, null);
    public static final Verdict RETURN = new Verdict(Kind.RETURN, null);
    public static final Verdict CONTINUE = new Verdict(Kind.CONTINUE, null);
    public static final Verdict QUEUE = new Verdict(Kind.QUEUE, null);

    /** The kinds of verdicts. */
    public enum Kind {
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
