package io.github.listeningports.linux.processes;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.Starter;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import io.github.listeningports.linux.processes.ObservedProcess.CommandLine;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.spi.ProgramParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Reads the details of a process that owns a socket from /proc/PID.
 *
 * <p>A process can make its command line hang, and its file system its /etc/passwd: these are read by {@link PatientReader}, and only if needed. The other files and links
 * answer whatever the process does: stat and status read counters without the memory lock (fs/proc/array.c do_task_stat, fs/proc/task_mmu.c task_mem), cgroup waits for no process, and exe is the path that
 * the kernel remembers, under RCU (kernel/fork.c get_mm_exe_file, since 4.1); reading a link does not enter its file system.
 */
public final class ProcessReader {

    /** In bytes. Eight times the longest argument that execve(2) accepts; a longer line could exhaust the heap, and its process can make it so at will. */
    private static final int MAX_COMMAND_LINE = 1 << 20;

    private final Path root;
    private final boolean commandLines;
    private final ProcFiles files = new ProcFiles();
    private final PatientReader patientReader;
    private final KernelFacts kernel;
    private final UserNames userNames;
    private final UserNamespaceReader userNamespaces;

    public ProcessReader(SnapshotRequest request) {
        root = request.procRoot();
        commandLines = request.commandLines();
        patientReader = new PatientReader();
        kernel = new KernelFacts(root);
        userNames = new UserNames(root, patientReader);
        userNamespaces = new UserNamespaceReader(root);
    }

    private ProcessReader(ProcessReader other) {
        root = other.root;
        commandLines = other.commandLines;
        patientReader = other.patientReader;
        kernel = other.kernel;
        userNames = other.userNames;
        userNamespaces = other.userNamespaces;
    }

    /** A reader for another thread. Both share what is known of the system, and the patience with what hangs. */
    public ProcessReader forAnotherThread() {
        return new ProcessReader(this);
    }

    /** Forgets the user names, which may have changed since the last snapshot; whether the clock was set, and so all start times moved. */
    public boolean beginSnapshot(Deadline end) {
        userNames.beginSnapshot();
        patientReader.beginSnapshot(end);
        return kernel.beginSnapshot();
    }

    /** Whether there is surely no process that was not there when the last snapshot began. */
    public boolean nothingForked() {
        return root.equals(ProcFiles.DEFAULT_ROOT) && kernel.nothingForked();
    }

    /** The same process with its start time by today's clock. */
    public ObservedProcess onTheClock(ObservedProcess process) {
        return process.withStartedAt(kernel.startedAt(process.startTicks()));
    }

    /** The process; empty if it no longer exists. */
    public Optional<ObservedProcess> read(long pid) {
        Path directory = root.resolve(Long.toString(pid));
        Optional<ProcessStat> stat = stat(directory);
        return stat.isEmpty() ? Optional.empty() : Optional.of(read(pid, running(directory, stat.get()), stat.get()));
    }

    /** What of a process can change while it runs; empty if the pid belongs to another one by now. */
    Optional<ProcessPlace> place(ProcessInfo process) {
        Path directory = root.resolve(Long.toString(process.pid()));
        // Waits for nobody: it is the path that the kernel remembers (fs/proc/base.c proc_cwd_link).
        Optional<String> workingDirectory = ProcFiles.link(directory.resolve("cwd"))
                .or(() -> stat(directory)
                        .flatMap(stat -> ProcFiles.link(running(directory, stat).resolve("cwd"))));
        return stat(directory)
                .filter(stat ->
                        process.startKey().equals(Optional.of(kernel.startKey(process.pid(), stat.startTicks()))))
                .map(stat -> new ProcessPlace(stat.parentPid(), workingDirectory));
    }

    /** The container or guest that a process runs in. */
    public Optional<String> containerId(long pid) {
        return cgroup(root.resolve(Long.toString(pid))).flatMap(Cgroup::containerId);
    }

    /** The command line of a process, whether requested or not; empty if it cannot be read, or the read hangs. */
    public Optional<List<String>> commandLine(ProcessInfo process) {
        Path directory = root.resolve(Long.toString(process.pid()));
        Optional<ProcessStat> stat = stat(directory);
        try {
            return stat.isEmpty()
                    ? Optional.empty()
                    : patientReader
                            .read(directory.resolve("cmdline"), stat.get())
                            .filter(line -> line.length <= MAX_COMMAND_LINE)
                            .map(ProcessReader::arguments);
        } catch (RejectedExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private Path running(Path directory, ProcessStat stat) {
        return stat.hasEnded() ? otherThread(directory) : directory;
    }

    /** Whether the pid still belongs to the same process. */
    public boolean isStillThere(ObservedProcess process) {
        Optional<ProcessStat> stat =
                stat(root.resolve(Long.toString(process.info().pid())));
        return stat.isPresent() && stat.get().startTicks() == process.startTicks();
    }

    /**
     * /proc/PID/task/TID of a thread that runs; /proc/PID if there is none. A thread that has ended has no executable, no command line, and is in the root control group of each
     * version 1 hierarchy (kernel/cgroup/cgroup.c proc_cgroup_show).
     */
    private Path otherThread(Path process) {
        try (DirectoryStream<Path> threads = ProcFiles.list(process.resolve("task"))) {
            for (Path thread : threads) {
                if (stat(thread).filter(each -> !each.hasEnded()).isPresent()) {
                    return thread;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return process; // it has ended
        }
        return process;
    }

    /** @param directory /proc/PID, or /proc/PID/task/TID of a thread if the first one has ended */
    private ObservedProcess read(long pid, Path directory, ProcessStat stat) {
        ProcessInfo.Builder process = ProcessInfo.builder(pid).ownPidNamespace(kernel.ownPidNamespace());
        Optional<String> executable = Optional.empty();
        Optional<String> interpreter = Optional.empty();
        Optional<List<String>> arguments = Optional.empty();
        CommandLine commandLine = CommandLine.SETTLED;
        try {
            executable = executable(directory, stat);
            interpreter = interpreter(executable);
            if (commandLines || interpreter.isPresent() || ProcessName.needsArguments(stat, executable)) {
                Optional<byte[]> line = patientReader.read(directory.resolve("cmdline"), stat);
                if (line.isPresent() && line.get().length > MAX_COMMAND_LINE) {
                    commandLine = CommandLine.TOO_LONG;
                } else if (line.isPresent()) {
                    arguments = Optional.of(arguments(line.get()));
                }
            }
        } catch (RejectedExecutionException e) {
            commandLine = CommandLine.NO_THREAD;
        } catch (TimeoutException e) {
            commandLine = patientReader.outOfTime(stat) ? CommandLine.LATE : CommandLine.HANGS;
        }
        String name = ProcessName.of(stat, executable, arguments.orElse(List.of()));
        process.name(name);
        if (executable.isPresent()) {
            process.executable(executable.get());
        }
        if (interpreter.isPresent()) {
            ProgramParser.parse(interpreter.get(), arguments.orElse(List.of())).ifPresent(process::program);
        }
        if (stat.parentPid() > 0) {
            process.parentPid(stat.parentPid());
        }
        Optional<Instant> startedAt = kernel.startedAt(stat.startTicks());
        if (startedAt.isPresent()) {
            process.startedAt(startedAt.get());
        }
        process.startKey(kernel.startKey(pid, stat.startTicks()));
        Optional<Cgroup> cgroup = cgroup(directory);
        Optional<String> uid = uid(directory);
        if (uid.isPresent()) {
            process.user(new ProcessUser(uid.get(), userName(pid, uid.get(), cgroup)));
        }
        if (cgroup.isPresent()) {
            addGroup(cgroup.get(), name, process);
        }
        if (commandLines) {
            arguments.ifPresent(process::commandLine);
        }
        return new ObservedProcess(process.build(), stat.startTicks(), commandLine);
    }

    private static Optional<String> interpreter(Optional<String> executable) {
        String file = ProcessName.fileName(executable.orElse(""));
        return ProgramParser.isInterpreter(file) ? Optional.of(file) : Optional.empty();
    }

    private static void addGroup(Cgroup cgroup, String processName, ProcessInfo.Builder process) {
        if (cgroup.unit().isPresent()) {
            process.services(List.of(cgroup.unit().get()));
        }
        if (cgroup.containerId().isPresent()) {
            process.containerId(cgroup.containerId().get());
        }
        Optional<Starter> starter = cgroup.startedBy(processName);
        if (starter.isPresent()) {
            process.startedBy(starter.get());
        }
    }

    private Optional<String> uid(Path directory) {
        Optional<byte[]> status = files.readIfPossible(directory.resolve("status"));
        return status.isEmpty() ? Optional.empty() : ProcessStatusParser.effectiveUid(status.get());
    }

    private Optional<Cgroup> cgroup(Path directory) {
        Optional<byte[]> table = files.readIfPossible(directory.resolve("cgroup"));
        return table.isEmpty() ? Optional.empty() : Optional.of(CgroupParser.parse(table.get()));
    }

    /** Containers and user namespaces have users of their own; only root, 0, has the same name in all. */
    private Optional<String> userName(long pid, String uid, Optional<Cgroup> cgroup) {
        Optional<String> name = userNames.of(uid);
        if (name.isEmpty() || uid.equals("0")) {
            return name;
        }
        boolean ofContainer = cgroup.isPresent() && cgroup.get().hasOwnUsers() && !isOurs(cgroup.get());
        return !ofContainer && userNamespaces.areOurs(root.resolve(Long.toString(pid)), uid, files)
                ? name
                : Optional.empty();
    }

    /** Whether this process runs in the same container, without a control group namespace that would hide that. */
    private boolean isOurs(Cgroup cgroup) {
        return cgroup(root.resolve("self")).map(Cgroup::containerId).equals(Optional.of(cgroup.containerId()));
    }

    private Optional<ProcessStat> stat(Path directory) {
        Optional<byte[]> stat = files.readIfPossible(directory.resolve("stat"));
        return stat.isEmpty() ? Optional.empty() : ProcessStatParser.parse(stat.get());
    }

    private Optional<String> executable(Path directory, ProcessStat stat) throws TimeoutException {
        Path link = directory.resolve("exe");
        return kernel.linksMayHang() ? patientReader.link(link, stat) : ProcFiles.link(link);
    }

    /** Each argument ends with NUL; a process that rewrote its arguments may lack the last one. */
    private static List<String> arguments(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        String whole = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? List.of() : List.of(whole.split("\0", -1));
    }

    /** Why the users of the processes that this snapshot read have no names, if reading them hangs. */
    public Optional<Diagnostic> missingUserNames() {
        return userNames.missing();
    }
}
