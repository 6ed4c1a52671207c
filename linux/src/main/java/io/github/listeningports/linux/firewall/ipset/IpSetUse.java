package io.github.listeningports.linux.firewall.ipset;

/**
 * The use of a set by a match (linux/netfilter/xt_set.h).
 *
 * @param index of the set
 * @param dimensions for how many parts of a member the match names a direction
 * @param sources a bit for each of them, beginning with bit 1: whether the source's is meant
 * @param nomatch whether it holds for members with the flag nomatch instead of the others (--return-nomatch)
 * @param counts whether it compares the counters of the member as well
 */
public record IpSetUse(int index, int dimensions, int sources, boolean nomatch, boolean counts) {

    /** Whether the source's is compared with a part of a member. */
    boolean isSource(int part) {
        return (sources >> (part + 1) & 1) != 0;
    }
}
