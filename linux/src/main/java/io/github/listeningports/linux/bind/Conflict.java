package io.github.listeningports.linux.bind;

/** Whether a socket refuses a bind. */
public enum Conflict {
    NO,
    /** It depends on what is not known. */
    POSSIBLE,
    YES;

    static Conflict of(boolean known) {
        return known ? YES : NO;
    }

    /** Only if both do. */
    Conflict and(Conflict other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
