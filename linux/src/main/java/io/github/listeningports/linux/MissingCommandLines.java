package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.processes.ObservedProcess.CommandLine;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Explains why the command lines of some owners are missing. */
final class MissingCommandLines {

    private static final int MAX_EXAMPLES = 5;

    private MissingCommandLines() {}

    /** Why the command lines of these owners are in that state. */
    static Diagnostic explain(Path root, CommandLine state, List<ProcessInfo> owners, Deadline deadline) {
        String examples =
                owners.stream().limit(MAX_EXAMPLES).map(ProcessInfo::toString).collect(Collectors.joining(", "));
        return new Diagnostic(
                Kind.DETAIL_MISSING,
                root.resolve("*/cmdline").toString(),
                "the command line of " + examples + (owners.size() > MAX_EXAMPLES ? ", ..." : "") + " "
                        + why(state, deadline)
                        + "; a name longer than 15 bytes is cut, and the program that an interpreter runs is unknown",
                owners.size());
    }

    private static String why(CommandLine state, Deadline deadline) {
        return switch (state) {
            case SETTLED -> "is known";
            case HANGS ->
                "cannot be read, because the read hangs: the process is probably stuck in a file system that does not"
                        + " respond (NFS, FUSE)";
            case LATE ->
                "was not read in time; it may hang, if the process is stuck in a file system that does not respond (NFS,"
                        + " FUSE): " + deadline.reason();
            case NO_THREAD ->
                "was not read, because the read could hang and no thread can be started for it: raise the limit of"
                        + " threads (ulimit -u, pids.max)";
            case TOO_LONG -> "is longer than 1 MiB";
        };
    }
}
