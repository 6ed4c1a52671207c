package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.Handle;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.ProcessApi;
import io.github.listeningports.windows.api.ProcessEntry;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.SidParser;
import io.github.listeningports.windows.api.UpperCase;
import io.github.listeningports.windows.api.WindowsError;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
    private final DevicePaths devices;
    private @Nullable Map<Long, ProcessEntry> list;
    private Optional<String> listFailure = Optional.empty();

    ProcessReader(SnapshotRequest request, NativeCode code) {
        api = code.processes();
        commandLines = request.commandLines();
        devices = new DevicePaths(api::device);
        accounts = new AccountNames(code.accounts(), ownSid(api));
    }

    /** Forgets the process list; the next process to be read takes a new one. */
    void beginSnapshot() {
        list = null;
        listFailure = Optional.empty();
        devices.forget();
    }

    /** How far the clock was set back, by the processes that are known now (see ClockChange). */
    long clockSetBack() {
        ProcessEntry system = list().get(SYSTEM_PID);
        long latest =
                list().values().stream().mapToLong(ProcessEntry::started).max().orElse(0);
        return ClockChange.setBack(
                system == null ? 0 : system.started(), latest, FileTime.of(Instant.now()), api.uptimeMillis());
    }

    /** The processes that a process started, and that still run. */
    List<ProcessEntry> children(long pid) {
        return list().values().stream()
                .filter(each -> each.parentPid() == pid && each.pid() != pid)
                .sorted(Comparator.comparingLong(ProcessEntry::pid))
                .toList();
    }

    /** Why names and parents are unknown; empty if they are known or were not needed. */
    Optional<String> listFailure() {
        return listFailure;
    }

    /** Empty if the process has ended. */
    Optional<ObservedProcess> read(long pid) {
        Map<Long, ProcessEntry> all = list();
        Optional<ProcessEntry> entry = Optional.ofNullable(all.get(pid));
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
        boolean mayRecover = observed.error() != 0 && observed.error() != WindowsError.ACCESS_DENIED;
        if (observed.started() == 0 || mayRecover) {
            return false;
        }
        long pid = observed.info().pid();
        ProcessApi.Opened opened = api.open(pid);
        try (Handle process = opened.handle()) {
            if (process != null && api.startTime(process) != 0) {
                return api.startTime(process) == observed.started() && api.isRunning(process);
            }
        }
        ProcessEntry entry = opened.error() == WindowsError.INVALID_PARAMETER ? null : list().get(pid);
        return entry != null && entry.started() == observed.started();
    }

    private ObservedProcess observed(long pid, Optional<ProcessEntry> entry, @Nullable Handle process, int error) {
        ProcessInfo.Builder info = ProcessInfo.builder(pid).ownPidNamespace(true);
        entry.filter(each -> each.parentPid() != 0).ifPresent(each -> info.parentPid(each.parentPid()));
        long started = process == null ? 0 : api.startTime(process);
        if (started == 0) {
            started = entry.map(ProcessEntry::started).orElse(0L);
        }
        if (started != 0) {
            info.startedAt(FileTime.toInstant(started));
        }
        Optional<String> program = addProgram(info, pid, entry, process);
        return process == null
                ? new ObservedProcess(info.build(), started, error, ProcessToken.UNKNOWN)
                : opened(info, started, process, program);
    }

    /** Adds path and name of the executable, and returns its file name. */
    private Optional<String> addProgram(
            ProcessInfo.Builder info, long pid, Optional<ProcessEntry> entry, @Nullable Handle process) {
        boolean kernel = pid == SYSTEM_PID;
        Optional<String> name = entry.map(ProcessEntry::name).filter(text -> !text.isBlank());
        Optional<String> executable = (process == null ? Optional.<String>empty() : api.executable(process))
                .or(() -> kernel ? Optional.empty() : withoutRights(pid, name));
        executable.ifPresent(info::executable);
        name.or(() -> executable.map(ProcessReader::fileName))
                .or(() -> kernel ? Optional.of("System") : Optional.empty())
                .ifPresent(info::name);
        return executable.map(ProcessReader::fileName).or(() -> name);
    }

    /** What only an open handle shows. */
    private ObservedProcess opened(ProcessInfo.Builder info, long started, Handle process, Optional<String> program) {
        ProcessToken facts = ProcessToken.UNKNOWN;
        Optional<ProcessUser> user = Optional.empty();
        try (Handle token = api.token(process)) {
            if (token != null) {
                facts = api.facts(process, token);
                user = api.user(token).flatMap(accounts::user);
            }
        }
        user.ifPresent(info::user);
        Optional<String> interpreter = program.filter(WindowsPrograms::isInterpreter);
        if (commandLines || interpreter.isPresent()) {
            Optional<String> line = api.commandLine(process);
            interpreter
                    .flatMap(name -> line.flatMap(text -> WindowsPrograms.parse(name, text)))
                    .ifPresent(info::program);
            line.filter(text -> commandLines).map(CommandLineParser::parse).ifPresent(info::commandLine);
        }
        boolean whole = started != 0 && user.isPresent();
        return new ObservedProcess(info.build(), started, whole ? 0 : WindowsError.ACCESS_DENIED, facts);
    }

    /** The path of a program that may not be queried. The pid may have been reused since the list was read: then its name is another. */
    private Optional<String> withoutRights(long pid, Optional<String> name) {
        return api.devicePath(pid)
                .flatMap(devices::translate)
                .filter(path -> name.filter(known -> UpperCase.isSame(known, fileName(path)))
                        .isPresent());
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    private Map<Long, ProcessEntry> list() {
        Map<Long, ProcessEntry> known = list;
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
