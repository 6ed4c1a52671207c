package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.Handle;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.ProcessApi;
import io.github.listeningports.windows.api.ProcessEntryParser;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.SidParser;
import io.github.listeningports.windows.api.WindowsError;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the process that owns a socket. */
final class ProcessReader {

    /** The pid of the kernel. */
    static final long SYSTEM_PID = 4;

    private final ProcessApi api;
    private final AccountNames accounts;
    private final boolean commandLines;
    private @Nullable Map<Long, ProcessEntryParser.Entry> list;
    private Optional<String> listFailure = Optional.empty();

    ProcessReader(SnapshotRequest request, NativeCode code) {
        api = code.processes();
        commandLines = request.commandLines();
        accounts = new AccountNames(code.accounts(), ownSid(api));
    }

    /** Forgets the process list; the next process to be read takes a new one. */
    void beginSnapshot() {
        list = null;
        listFailure = Optional.empty();
    }

    /** Why names and parents are unknown; empty if they are known or were not needed. */
    Optional<String> listFailure() {
        return listFailure;
    }

    /** Empty if the process has ended. */
    Optional<ObservedProcess> read(long pid) {
        Map<Long, ProcessEntryParser.Entry> all = list();
        Optional<ProcessEntryParser.Entry> entry = Optional.ofNullable(all.get(pid));
        if (entry.isEmpty() && !all.isEmpty()) {
            return Optional.empty();
        }
        ProcessApi.Opened opened = api.open(pid);
        try (Handle process = opened.handle()) {
            if (process == null && opened.error() == WindowsError.INVALID_PARAMETER) {
                return Optional.empty();
            }
            return Optional.of(observed(pid, entry, process, opened.error()));
        }
    }

    /** Whether the pid still belongs to the same process, and it runs. Without a start time it may belong to another one. */
    boolean isStillThere(ObservedProcess observed) {
        if (observed.started() == 0) {
            return false;
        }
        try (Handle process = api.open(observed.info().pid()).handle()) {
            return process != null && api.startTime(process) == observed.started() && api.isRunning(process);
        }
    }

    private ObservedProcess observed(
            long pid, Optional<ProcessEntryParser.Entry> entry, @Nullable Handle process, int error) {
        ProcessInfo.Builder info = ProcessInfo.builder(pid).ownPidNamespace(true);
        entry.filter(each -> each.parentPid() != 0).ifPresent(each -> info.parentPid(each.parentPid()));
        Optional<String> name = entry.map(ProcessEntryParser.Entry::name).filter(text -> !text.isBlank());
        if (process == null) {
            name.or(() -> pid == SYSTEM_PID ? Optional.of("System") : Optional.empty())
                    .ifPresent(info::name);
            return new ObservedProcess(info.build(), 0, error, ProcessToken.UNKNOWN);
        }
        Optional<String> executable = api.executable(process);
        executable.ifPresent(info::executable);
        name.or(() -> executable.map(path -> path.substring(path.lastIndexOf('\\') + 1)))
                .ifPresent(info::name);
        long started = api.startTime(process);
        if (started != 0) {
            info.startedAt(FileTime.toInstant(started));
        }
        ProcessToken facts = ProcessToken.UNKNOWN;
        Optional<ProcessUser> user = Optional.empty();
        try (Handle token = api.token(process)) {
            if (token != null) {
                facts = api.facts(process, token);
                user = api.user(token).flatMap(accounts::user);
            }
        }
        user.ifPresent(info::user);
        if (commandLines) {
            api.commandLine(process).map(CommandLineParser::parse).ifPresent(info::commandLine);
        }
        boolean whole = started != 0 && user.isPresent();
        return new ObservedProcess(info.build(), started, whole ? 0 : WindowsError.ACCESS_DENIED, facts);
    }

    private Map<Long, ProcessEntryParser.Entry> list() {
        Map<Long, ProcessEntryParser.Entry> known = list;
        if (known == null) {
            try {
                known = api.list();
            } catch (IOException e) {
                known = Map.of();
                listFailure = Optional.of(String.valueOf(e.getMessage()));
            }
            list = known;
        }
        return known;
    }

    private static Optional<String> ownSid(ProcessApi api) {
        try (Handle own = api.open(ProcessHandle.current().pid()).handle();
                Handle token = own == null ? null : api.token(own)) {
            return token == null ? Optional.empty() : api.user(token).flatMap(sid -> SidParser.parse(sid, 0));
        }
    }
}
