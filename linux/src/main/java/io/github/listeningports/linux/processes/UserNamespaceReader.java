package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a user id means the user that this system's /etc/passwd names. /proc shows all ids as the reader's user namespace numbers them (user_namespaces(7)): that of a
 * user who exists in another namespace only is shifted to one that may belong to nobody, or to somebody else, and one without a number here is 65534, which reads as nobody.
 *
 * <p>/proc/PID/uid_map needs no rights over the process, unlike /proc/PID/ns/user. Any thread may ask.
 */
final class UserNamespaceReader {

    private final Path root;
    private byte @Nullable [] ours;

    UserNamespaceReader(Path root) {
        this.root = root;
    }

    /**
     * Whether the process runs in our user namespace, or in one that calls this user by the same number.
     *
     * @param process /proc/PID: threads have no uid_map
     * @param uid the id as /proc shows it
     * @param files those of the calling thread
     */
    boolean areOurs(Path process, String uid, ProcFiles files) {
        boolean ownProc = root.equals(ProcFiles.DEFAULT_ROOT);
        byte @Nullable [] known = ours(ownProc, files);
        if (known == null) {
            return true; // a kernel without user namespaces
        }
        Optional<byte[]> theirs = map(process, files);
        if (theirs.isEmpty()) {
            return false; // it has ended, or is protected
        }
        // Our own map alone shows the ids of the namespace around ours, which may shift those that exist here.
        boolean same = ownProc && Arrays.equals(theirs.get(), known);
        long id = Long.parseLong(uid);
        return same ? UidMapParser.has(theirs.get(), id) : UidMapParser.keeps(theirs.get(), id);
    }

    private synchronized byte @Nullable [] ours(boolean ownProc, ProcFiles files) {
        if (ours == null) {
            ours = map(root.resolve(ownProc ? "self" : "1"), files).orElse(null);
        }
        return ours;
    }

    private static Optional<byte[]> map(Path process, ProcFiles files) {
        return files.readIfPossible(process.resolve("uid_map"));
    }
}
