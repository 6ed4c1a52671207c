package io.github.listeningports.linux.processes;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.linux.kernel.BoundedReader;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The names of users, read from /etc/passwd once a snapshot, when one is asked for. Any thread may ask. */
final class UserNames {

    private final boolean own;
    private final Path passwd;
    private final PatientReader patientReader;
    private @Nullable Map<String, String> byUid;
    private Optional<String> whyNone = Optional.empty();

    UserNames(Path root, PatientReader patientReader) {
        own = root.equals(ProcFiles.DEFAULT_ROOT);
        // The processes below another root belong to another machine or a host, and so do its users.
        passwd = own ? Path.of("/etc/passwd") : root.resolve("1/root/etc/passwd");
        this.patientReader = patientReader;
    }

    /** Forgets the names, which may have changed since the last snapshot. */
    synchronized void beginSnapshot() {
        byUid = null;
        whyNone = Optional.empty();
    }

    synchronized Optional<String> of(String uid) {
        Map<String, String> known = byUid;
        if (known == null) {
            Optional<byte[]> users = passwd();
            known = users.isPresent() ? PasswdParser.namesByUid(users.get()) : Map.of();
            byUid = known;
        }
        return Optional.ofNullable(known.get(uid));
    }

    /** Why there are none, if reading them hangs. */
    synchronized Optional<Diagnostic> missing() {
        return whyNone.isEmpty()
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Diagnostic.Kind.DETAIL_MISSING,
                        passwd.toString(),
                        "the names of users are unknown: " + whyNone.get()));
    }

    /** That of another root is a file of process 1, whose file system may not respond. */
    private Optional<byte[]> passwd() {
        if (own) {
            return new ProcFiles().readIfPossible(passwd);
        }
        try {
            Optional<byte[]> users = patientReader.read(passwd, 0, PatientReader.LIMIT);
            if (users.filter(bytes -> bytes.length == BoundedReader.MAX_BYTES).isPresent()) {
                whyNone = Optional.of("it is longer than " + BoundedReader.MAX_BYTES + " bytes");
                return Optional.empty();
            }
            return users;
        } catch (RejectedExecutionException e) {
            whyNone = Optional.of(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (TimeoutException e) {
            Deadline deadline = patientReader.deadline();
            whyNone = Optional.of(
                    deadline.isOver()
                            ? deadline.reason()
                            : "reading it hangs, as in a file system that does not respond (NFS, FUSE)");
            return Optional.empty();
        }
    }
}
