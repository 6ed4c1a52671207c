package io.github.listeningports.linux;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cheap indicator that nothing changed, available for other users' processes too.
 *
 * @param identity differs once the pid is reused: the inode of /proc/PID/fd is created with the process
 * @param count the number of open descriptors, since Linux 6.2; 0 before
 */
record Stamp(Object identity, long count) {

    /** Not generated: each look compares it, and the first generated one of a JVM takes 20 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp that && count == that.count && identity.equals(that.identity);
    }

    @Override
    public int hashCode() {
        return Objects.hash(identity, count);
    }

    /** Whether it is the native one of this inode and count. */
    boolean equals(long inode, long otherCount) {
        return count == otherCount && identity instanceof Long own && own == inode;
    }
}
