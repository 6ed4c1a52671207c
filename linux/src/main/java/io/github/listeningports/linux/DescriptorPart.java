package io.github.listeningports.linux;

import java.nio.file.Path;
import java.util.List;

/**
 * A part of a directory of descriptors.
 *
 * @param from the first number that belongs to it
 * @param to the first number that does not any more
 * @param listed these descriptors instead, which somebody else has listed; empty for a range of numbers
 */
record DescriptorPart(int from, int to, List<Path> listed) {

    /** More than any number of a descriptor, and than any position that the directory accepts. */
    static final int TO_THE_END = Integer.MAX_VALUE;

    /** All of it. */
    static final DescriptorPart WHOLE = range(0, TO_THE_END);

    static DescriptorPart range(int from, int to) {
        return new DescriptorPart(from, to, List.of());
    }

    static DescriptorPart of(List<Path> listed) {
        return new DescriptorPart(0, 0, listed);
    }

    boolean isWhole() {
        return from == 0 && to == TO_THE_END;
    }
}
