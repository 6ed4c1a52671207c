package io.github.listeningports.macos;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.Starter;
import io.github.listeningports.spi.ProgramParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the details of processes that own sockets. */
final class ProcessReader {

    private static final int LAUNCHD = 1;
    private static final long ROOT = 0;
    private static final String BUNDLE = ".app/";

    private final Libproc libproc;
    private final boolean commandLines;
    private final Path passwd;
    private @Nullable Map<String, String> userNames;

    /** The unique id of launchd; empty until it is needed. */
    private OptionalLong launchd = OptionalLong.empty();

    /** @param passwd /etc/passwd */
    ProcessReader(Libproc libproc, SnapshotRequest request, Path passwd) {
        this.libproc = libproc;
        this.commandLines = request.commandLines();
        this.passwd = passwd;
    }

    /** Drops what may have changed since the last snapshot: the user names. */
    void beginSnapshot() {
        userNames = null;
        launchd = OptionalLong.empty();
    }

    /** Whether a process may have created a socket: root's may, whoever they serve now, and those of the socket's user. */
    boolean mayHaveCreated(OptionalLong socketUid, int pid) {
        return socketUid.isEmpty()
                || socketUid.getAsLong() == ROOT
                || libproc.process(pid)
                        .filter(info -> info.uid() == socketUid.getAsLong() || info.realUid() == socketUid.getAsLong())
                        .isPresent();
    }

    /** Empty if the process is gone. */
    Optional<ProcessInfo> read(int pid) {
        Optional<BsdInfo> known = libproc.process(pid);
        Optional<String> path = libproc.path(pid);
        if (known.isEmpty() && path.isEmpty()) {
            return Optional.empty();
        }
        ProcessInfo.Builder process = ProcessInfo.builder(pid).ownPidNamespace(true);
        name(path, known).ifPresent(process::name);
        path.ifPresent(process::executable);
        known.ifPresent(info -> {
            if (info.parentPid() > 0) {
                process.parentPid(info.parentPid());
            }
            info.startedAt().ifPresent(process::startedAt);
            String uid = Long.toString(info.uid());
            process.user(new ProcessUser(uid, Optional.ofNullable(userNames().get(uid))));
        });
        boolean job = isStartedByLaunchd(pid);
        Optional<String> interpreter = path.map(ProcessReader::interpreter).filter(ProgramParser::isInterpreter);
        Optional<ProcessArguments> arguments =
                commandLines || job || interpreter.isPresent() ? libproc.arguments(pid) : Optional.empty();
        interpreter
                .flatMap(file -> arguments.flatMap(each -> program(file, each.commandLine())))
                .ifPresent(process::program);
        Optional<String> label = arguments.filter(each -> job).flatMap(ProcessReader::label);
        label.map(name -> new Starter(Starter.Kind.LAUNCHD_JOB, name)).ifPresent(process::startedBy);
        process.services(
                label.or(() -> path.flatMap(ProcessReader::bundle)).stream().toList());
        if (commandLines) {
            arguments
                    .map(ProcessArguments::commandLine)
                    .filter(line -> !line.isEmpty() && !line.get(0).isBlank())
                    .ifPresent(process::commandLine);
        }
        return Optional.of(process.build());
    }

    private static Optional<Program> program(String interpreter, List<String> commandLine) {
        List<String> words = new ArrayList<>(commandLine);
        if (!words.isEmpty()) {
            words.set(0, interpreter(words.get(0)));
        }
        return ProgramParser.parse(interpreter, words);
    }

    /** Python of a framework build, Apple's and python.org's, runs as Python.app/Contents/MacOS/Python. */
    private static String interpreter(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.equals("Python") ? "python" : file;
    }

    /** The file name is complete; the kernel's names are cut at 31 and 15 bytes. */
    private static Optional<String> name(Optional<String> path, Optional<BsdInfo> known) {
        return path.map(text -> text.substring(text.lastIndexOf('/') + 1))
                .filter(text -> !text.isEmpty())
                .or(() -> known.map(BsdInfo::name))
                .filter(text -> !text.isEmpty());
    }

    /** Whether launchd started the process, and has not just adopted it when its parent ended. */
    private boolean isStartedByLaunchd(int pid) {
        if (launchd.isEmpty()) {
            launchd = libproc.uniqueId(LAUNCHD);
        }
        return launchd.isPresent() && libproc.starterUniqueId(pid).equals(launchd);
    }

    /** The label of the launchd job, of processes that launchd started only, since their own children inherit the variable. */
    private static Optional<String> label(ProcessArguments arguments) {
        return arguments.launchdJob().filter(text -> !text.isBlank());
    }

    /** The outermost application bundle. */
    private static Optional<String> bundle(String path) {
        int end = path.indexOf(BUNDLE);
        return end < 0
                ? Optional.empty()
                : Optional.of(path.substring(path.lastIndexOf('/', end) + 1, end + BUNDLE.length() - 1));
    }

    /**
     * System users are in a file. Other users are in a directory, local or remote, behind a daemon that may wait for the network, so it is never queried; the
     * JVM knows the name of the user that runs it.
     */
    private Map<String, String> userNames() {
        Map<String, String> known = userNames;
        if (known == null) {
            known = new HashMap<>(passwdNames());
            String own = System.getProperty("user.name", "");
            Optional<BsdInfo> self =
                    libproc.shortProcess(Math.toIntExact(ProcessHandle.current().pid()));
            if (self.isPresent() && !own.isBlank() && !own.equals("?")) {
                known.putIfAbsent(Long.toString(self.get().realUid()), own);
            }
            userNames = known;
        }
        return known;
    }

    private Map<String, String> passwdNames() {
        try {
            return PasswdParser.namesByUid(Files.readAllBytes(passwd));
        } catch (IOException e) {
            return Map.of();
        }
    }
}
