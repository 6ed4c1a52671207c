package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains why the command lines of some owners are missing: reading them hangs. */
final class HangingOwners {

    private static final int MAX_EXAMPLES = 5;

    private HangingOwners() {}

    static Optional<Diagnostic> explain(Path root, List<ProcessInfo> owners) {
        return explain(
                root,
                owners,
                "cannot be read, because the read hangs: the process is probably stuck in a file system that does not"
                        + " respond (NFS, FUSE)");
    }

    /** Why those were not read that may hang. */
    static Optional<Diagnostic> explainLate(Path root, List<ProcessInfo> owners, Deadline deadline) {
        return explain(
                root,
                owners,
                "was not read in time; it may hang, if the process is stuck in a file system that does not respond (NFS,"
                        + " FUSE): " + deadline.reason());
    }

    private static Optional<Diagnostic> explain(Path root, List<ProcessInfo> owners, String why) {
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        String examples =
                owners.stream().limit(MAX_EXAMPLES).map(ProcessInfo::toString).collect(Collectors.joining(", "));
        return Optional.of(new Diagnostic(
                Kind.DETAIL_MISSING,
                root.resolve("*/cmdline").toString(),
                "the command line of " + examples + (owners.size() > MAX_EXAMPLES ? ", ..." : "") + " " + why
                        + "; a name longer than 15 bytes is cut, and the program that an interpreter runs is unknown",
                owners.size()));
    }
}
