package io.github.listeningports.linux.firewall.nft;

/**
 * An element of a set or a map of nf_tables: the keys from the first to the last, for each part of a concatenation separately. A set can have a hundred
 * thousand, so elements share their arrays, which are never modified.
 */
final class NftElement {

    private final byte[] first;
    private final byte[] last;
    private final NftVerdict verdict;
    private final boolean limited;

    /**
     * @param verdict its verdict in a verdict map
     * @param limited whether it may not match although the key does, such as one with a rate limit
     */
    NftElement(byte[] first, byte[] last, NftVerdict verdict, boolean limited) {
        this.first = first;
        this.last = last;
        this.verdict = verdict;
        this.limited = limited;
    }

    /** The same, with another last key. */
    NftElement upTo(byte[] end) {
        return new NftElement(first, end, verdict, limited);
    }

    /** Not to be modified. */
    byte[] first() {
        return first;
    }

    /** Not to be modified. */
    byte[] last() {
        return last;
    }

    NftVerdict verdict() {
        return verdict;
    }

    boolean isLimited() {
        return limited;
    }
}
