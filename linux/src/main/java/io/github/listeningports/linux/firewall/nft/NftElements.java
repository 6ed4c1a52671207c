package io.github.listeningports.linux.firewall.nft;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The elements of a set or a map of nf_tables.
 *
 * @param keys the elements that have keys
 * @param catchAll the verdict for all other keys, if there is an element for them
 * @param listed how many elements the kernel listed, ends of intervals included
 * @param unknown whether it is unknown which keys match
 */
record NftElements(List<NftElement> keys, Optional<NftVerdict> catchAll, int listed, boolean unknown) {

    static final NftElements NONE = new NftElements(List.of(), Optional.empty(), 0, false);

    NftElements {
        keys = List.copyOf(keys);
    }

    /** Whether an element has two keys that differ. */
    boolean haveRanges() {
        return keys.stream().anyMatch(each -> !Arrays.equals(each.first(), each.last()));
    }
}
