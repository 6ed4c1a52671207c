package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the kernel behind a /proc says once for all processes. Read when it is asked for; any thread may ask. */
final class KernelFacts {

    /** USER_HZ is 100 on every architecture that Java supports (include/asm-generic/param.h). */
    private static final int MILLIS_PER_TICK = 10;

    private final Path root;
    private final ProcFiles files = new ProcFiles();
    private Optional<Instant> bootTime = Optional.empty();
    private OptionalLong forks = OptionalLong.empty();
    private boolean forksAreCounted;
    private boolean nothingForked;
    private @Nullable String bootId;
    private @Nullable Boolean ownPidNamespace;
    private @Nullable Boolean linksMayHang;

    KernelFacts(Path root) {
        this.root = root;
    }

    /** Whether the clock was set since the last snapshot, and so all start times moved. */
    synchronized boolean beginSnapshot() {
        Optional<Instant> before = bootTime;
        Optional<byte[]> stat = files.readIfPossible(root.resolve("stat"));
        Optional<Instant> now = stat.isEmpty() ? Optional.empty() : KernelStatParser.bootTime(stat.get());
        bootTime = now.isEmpty() ? before : now;
        compareForks(stat.isEmpty() ? OptionalLong.empty() : KernelStatParser.forks(stat.get()));
        return !bootTime.equals(before);
    }

    /** An imitation of Linux may always show the same number: only one that was seen to grow is believed. */
    private void compareForks(OptionalLong now) {
        boolean same = now.isPresent() && now.equals(forks);
        forksAreCounted |= now.isPresent() && forks.isPresent() && now.getAsLong() > forks.getAsLong();
        nothingForked = same && forksAreCounted;
        forks = now;
    }

    /** Whether the kernel surely made no process and no thread between the beginnings of the last two snapshots (kernel/fork.c copy_process, total_forks). */
    synchronized boolean nothingForked() {
        return nothingForked;
    }

    synchronized Optional<Instant> startedAt(long startTicks) {
        return bootTime.isPresent()
                ? Optional.of(bootTime.get().plusMillis(startTicks * MILLIS_PER_TICK))
                : Optional.empty();
    }

    /** The pid and start ticks are those of one process until the next boot, which the kernel names (proc_sys_kernel(5), random). */
    synchronized String startKey(long pid, long startTicks) {
        String boot = bootId;
        if (boot == null) {
            byte[] bytes = files.readIfPossible(root.resolve("sys/kernel/random/boot_id"))
                    .orElse(new byte[0]);
            boot = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            bootId = boot;
        }
        return boot + ":" + pid + ":" + startTicks;
    }

    /** Whether this root numbers processes as this JVM's pid namespace does. */
    synchronized boolean ownPidNamespace() {
        Boolean own = ownPidNamespace;
        if (own == null) {
            Optional<byte[]> status = files.readIfPossible(root.resolve("self/status"));
            own = status.isPresent()
                    && ProcessStatusParser.hasNoOtherPid(status.get(), ProcFiles.ownPid(ProcFiles.DEFAULT_ROOT));
            ownPidNamespace = own;
        }
        return own;
    }

    /** Since 4.1, exe no longer waits for the memory lock of its process. */
    synchronized boolean linksMayHang() {
        Boolean known = linksMayHang;
        if (known == null) {
            Optional<byte[]> version = files.readIfPossible(root.resolve("version"));
            known = version.isPresent() && KernelVersionParser.isBefore(version.get(), 4, 1);
            linksMayHang = known;
        }
        return known;
    }
}
