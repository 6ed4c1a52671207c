package io.github.listeningports.linux.processes;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.BoundedReader;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import io.github.listeningports.linux.processes.ObservedProcess.CommandLine;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.spi.ProgramParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the details of a process that owns a socket from /proc/PID.
 *
 * <p>A process can make its command line hang, and its file system its /etc/passwd: these are read by {@link BoundedReader}, and only if needed. The other files and links
 * answer whatever the process does: stat and status read counters without the memory lock (fs/proc/array.c do_task_stat, fs/proc/task_mmu.c task_mem), cgroup waits for no process, and exe is the path that
 * the kernel remembers, under RCU (kernel/fork.c get_mm_exe_file, since 4.1); reading a link does not enter its file system.
 */
public final class ProcessReader {

    /** The longest that one snapshot waits for all files that hang. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LIMIT = PATIENCE.dividedBy(2);

    /** For a process that may be stuck, judging by its state. */
    private static final Duration LIMIT_IF_SUSPECT = PATIENCE.dividedBy(10);

    /** USER_HZ is 100 on every architecture that Java supports (include/asm-generic/param.h). */
    private static final int MILLIS_PER_TICK = 10;

    /** In bytes. Eight times the longest argument that execve(2) accepts; a longer line could exhaust the heap, and its process can make it so at will. */
    private static final int MAX_COMMAND_LINE = 1 << 20;

    private final Path root;
    private final boolean commandLines;
    private final Path passwd;
    private final ProcFiles files = new ProcFiles();
    private final UserNamespaceReader userNamespaces;
    private Optional<Instant> bootTime = Optional.empty();
    private @Nullable String bootId;
    private @Nullable Boolean ownPidNamespace;
    private @Nullable Boolean linksMayHang;
    private @Nullable Map<String, String> userNames;
    private Optional<String> whyNoUserNames = Optional.empty();
    private Duration patience = PATIENCE;
    private Deadline deadline = Deadline.none();

    public ProcessReader(SnapshotRequest request) {
        root = request.procRoot();
        commandLines = request.commandLines();
        userNamespaces = new UserNamespaceReader(root, files);
        // The processes below another root belong to another machine or a host, and so do its users.
        passwd = root.equals(ProcFiles.DEFAULT_ROOT) ? Path.of("/etc/passwd") : root.resolve("1/root/etc/passwd");
    }

    /** Forgets the user names, which may have changed since the last snapshot; whether the clock was set, and so all start times moved. */
    public boolean beginSnapshot(Deadline end) {
        userNames = null;
        whyNoUserNames = Optional.empty();
        deadline = end;
        // What hangs must not use up the time of all others.
        patience = end.within(PATIENCE.multipliedBy(2)).dividedBy(2);
        Optional<Instant> before = bootTime;
        Optional<byte[]> stat = files.readIfPossible(root.resolve("stat"));
        Optional<Instant> now = stat.isEmpty() ? Optional.empty() : KernelStatParser.bootTime(stat.get());
        bootTime = now.isEmpty() ? before : now;
        return !bootTime.equals(before);
    }

    /** The same process with its start time by today's clock. */
    public ObservedProcess onTheClock(ObservedProcess process) {
        return process.withStartedAt(startedAt(process.startTicks()));
    }

    private Optional<Instant> startedAt(long startTicks) {
        return bootTime.map(boot -> boot.plusMillis(startTicks * MILLIS_PER_TICK));
    }

    /** The pid and start ticks are those of one process until the next boot, which the kernel names (proc_sys_kernel(5), random). */
    private String startKey(long pid, long startTicks) {
        String boot = bootId;
        if (boot == null) {
            boot = files.readIfPossible(root.resolve("sys/kernel/random/boot_id"))
                    .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip())
                    .orElse("");
            bootId = boot;
        }
        return boot + ":" + pid + ":" + startTicks;
    }

    /** Whether this root numbers processes as this JVM's pid namespace does. */
    private boolean ownPidNamespace() {
        Boolean own = ownPidNamespace;
        if (own == null) {
            own = files.readIfPossible(root.resolve("self/status"))
                    .map(status -> ProcessStatusParser.hasNoOtherPid(
                            status, ProcessHandle.current().pid()))
                    .orElse(false);
            ownPidNamespace = own;
        }
        return own;
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
                .filter(stat -> process.startKey().equals(Optional.of(startKey(process.pid(), stat.startTicks()))))
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
                    : readBounded(directory.resolve("cmdline"), stat.get().startTicks(), limit(stat.get()))
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
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
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
        ProcessInfo.Builder process = ProcessInfo.builder(pid).ownPidNamespace(ownPidNamespace());
        Optional<String> executable = Optional.empty();
        Optional<String> interpreter = Optional.empty();
        Optional<List<String>> arguments = Optional.empty();
        CommandLine commandLine = CommandLine.SETTLED;
        try {
            executable = executable(directory, stat);
            interpreter = executable.map(ProcessName::fileName).filter(ProgramParser::isInterpreter);
            if (commandLines || interpreter.isPresent() || ProcessName.needsArguments(stat, executable)) {
                Optional<byte[]> line = readBounded(directory.resolve("cmdline"), stat.startTicks(), limit(stat));
                if (line.filter(bytes -> bytes.length > MAX_COMMAND_LINE).isPresent()) {
                    commandLine = CommandLine.TOO_LONG;
                } else {
                    arguments = line.map(ProcessReader::arguments);
                }
            }
        } catch (RejectedExecutionException e) {
            commandLine = CommandLine.NO_THREAD;
        } catch (TimeoutException e) {
            commandLine = outOfTime(stat) ? CommandLine.LATE : CommandLine.HANGS;
        }
        String name = ProcessName.of(stat, executable, arguments.orElse(List.of()));
        process.name(name);
        executable.ifPresent(process::executable);
        List<String> words = arguments.orElse(List.of());
        interpreter.flatMap(file -> ProgramParser.parse(file, words)).ifPresent(process::program);
        if (stat.parentPid() > 0) {
            process.parentPid(stat.parentPid());
        }
        startedAt(stat.startTicks()).ifPresent(process::startedAt);
        process.startKey(startKey(pid, stat.startTicks()));
        Optional<Cgroup> cgroup = cgroup(directory);
        Optional<String> uid = uid(directory);
        if (uid.isPresent()) {
            process.user(new ProcessUser(uid.get(), userName(pid, uid.get(), cgroup)));
        }
        if (cgroup.isPresent()) {
            process.services(cgroup.get().unit().map(List::of).orElse(List.of()));
            cgroup.get().containerId().ifPresent(process::containerId);
            cgroup.get().startedBy(name).ifPresent(process::startedBy);
        }
        if (commandLines) {
            arguments.ifPresent(process::commandLine);
        }
        return new ObservedProcess(process.build(), stat.startTicks(), commandLine);
    }

    private Optional<String> uid(Path directory) {
        Optional<byte[]> status = files.readIfPossible(directory.resolve("status"));
        return status.isEmpty() ? Optional.empty() : ProcessStatusParser.effectiveUid(status.get());
    }

    /** Whether the deadline allows a shorter wait than it otherwise would be: whether the read hangs is then not certain. */
    private boolean outOfTime(ProcessStat stat) {
        return deadline.isLimited()
                && deadline.within(limit(stat).multipliedBy(2)).dividedBy(2).compareTo(limit(stat)) < 0;
    }

    private Optional<Cgroup> cgroup(Path directory) {
        Optional<byte[]> table = files.readIfPossible(directory.resolve("cgroup"));
        return table.isEmpty() ? Optional.empty() : Optional.of(CgroupParser.parse(table.get()));
    }

    /** Containers and user namespaces have users of their own; only root, 0, has the same name in all. */
    private Optional<String> userName(long pid, String uid, Optional<Cgroup> cgroup) {
        boolean ofContainer = cgroup.filter(Cgroup::hasOwnUsers).isPresent() && !isOurs(cgroup.get());
        return Optional.ofNullable(userNames().get(uid))
                .filter(name -> uid.equals("0")
                        || (!ofContainer && userNamespaces.areOurs(root.resolve(Long.toString(pid)), uid)));
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
        return linksMayHang()
                ? bounded(
                        limit(stat),
                        allowed -> BoundedReader.ofProcess().link(link, stat.startTicks(), allowed, deadline))
                : ProcFiles.link(link);
    }

    /** Since 4.1, exe no longer waits for the memory lock of its process. */
    private boolean linksMayHang() {
        Boolean known = linksMayHang;
        if (known == null) {
            known = files.readIfPossible(root.resolve("version"))
                    .map(version -> KernelVersionParser.isBefore(version, 4, 1))
                    .orElse(false);
            linksMayHang = known;
        }
        return known;
    }

    /** Each argument ends with NUL; a process that rewrote its arguments may lack the last one. */
    private static List<String> arguments(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        String whole = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? List.of() : List.of(whole.split("\0", -1));
    }

    private static Duration limit(ProcessStat stat) {
        return stat.waitsUninterruptibly() ? LIMIT_IF_SUSPECT : LIMIT;
    }

    private Optional<byte[]> readBounded(Path file, long startTicks, Duration limit) throws TimeoutException {
        return bounded(limit, allowed -> BoundedReader.ofProcess().read(file, startTicks, allowed, deadline));
    }

    private interface BoundedRead<T> {
        Optional<T> within(Duration allowed) throws TimeoutException;
    }

    /** What hangs uses up the patience that one snapshot has for all of it. */
    private <T> Optional<T> bounded(Duration limit, BoundedRead<T> read) throws TimeoutException {
        Duration allowed = limit.compareTo(patience) < 0 ? limit : patience;
        long start = System.nanoTime();
        try {
            return read.within(allowed);
        } catch (TimeoutException e) {
            patience = patience.minusNanos(System.nanoTime() - start);
            throw e;
        }
    }

    /** Why the users of the processes that this snapshot read have no names, if reading them hangs. */
    public Optional<Diagnostic> missingUserNames() {
        return whyNoUserNames.map(why -> new Diagnostic(
                Diagnostic.Kind.DETAIL_MISSING, passwd.toString(), "the names of users are unknown: " + why));
    }

    private Map<String, String> userNames() {
        Map<String, String> known = userNames;
        if (known == null) {
            known = passwd().map(PasswdParser::namesByUid).orElse(Map.of());
            userNames = known;
        }
        return known;
    }

    /** That of another root is a file of process 1, whose file system may not respond. */
    private Optional<byte[]> passwd() {
        if (root.equals(ProcFiles.DEFAULT_ROOT)) {
            return files.readIfPossible(passwd);
        }
        try {
            Optional<byte[]> users = readBounded(passwd, 0, LIMIT);
            if (users.filter(bytes -> bytes.length == BoundedReader.MAX_BYTES).isPresent()) {
                whyNoUserNames = Optional.of("it is longer than " + BoundedReader.MAX_BYTES + " bytes");
                return Optional.empty();
            }
            return users;
        } catch (RejectedExecutionException e) {
            whyNoUserNames = Optional.of(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (TimeoutException e) {
            whyNoUserNames = Optional.of(
                    deadline.isOver()
                            ? deadline.reason()
                            : "reading it hangs, as in a file system that does not respond (NFS, FUSE)");
            return Optional.empty();
        }
    }
}
