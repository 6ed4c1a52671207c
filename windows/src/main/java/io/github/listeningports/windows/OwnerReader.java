package io.github.listeningports.windows;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Ancestry;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.ProcessEntry;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.ServiceApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Reads the processes that the tables name, and remembers those that still run: later snapshots only check that the pid is still the same process. The facts of a
 * process never change on Windows, except the services that run in it.
 */
final class OwnerReader {

    /** A service that starts in a known process is seen at most this late. */
    static final Duration SERVICES_AGE = Duration.ofSeconds(60);

    private final ProcessReader reader;
    private final ServiceApi serviceApi;
    private final boolean withAncestors;
    private final LongSupplier nanoTime;
    private Map<Long, ObservedProcess> known = Map.of();
    private Map<Long, List<String>> services = Map.of();
    private Optional<String> serviceFailure = Optional.empty();
    private long servicesReadAt;
    private boolean servicesRead;
    private Optional<String> whyUnread = Optional.empty();
    private Optional<Diagnostic> missingAncestors = Optional.empty();

    /** @param nanoTime the clock for the age of what is remembered */
    OwnerReader(SnapshotRequest request, NativeCode code, LongSupplier nanoTime) {
        reader = new ProcessReader(request, code);
        serviceApi = code.services();
        withAncestors = request.ancestors();
        this.nanoTime = nanoTime;
    }

    /** Why not all processes were read before the deadline, if so. */
    Optional<String> whyUnread() {
        return whyUnread;
    }

    /** Why ancestors are incomplete, if so. */
    Optional<Diagnostic> missingAncestors() {
        return missingAncestors;
    }

    /** @param rows the sockets whose owners are wanted; those processes are left out for which there is no time */
    SocketOwners read(List<SocketRow> rows, Deadline deadline) {
        reader.beginSnapshot();
        // Pid 0 is the idle process, which means "none" in these tables.
        Set<Long> pids =
                rows.stream().map(SocketRow::pid).filter(pid -> pid != 0).collect(Collectors.toSet());
        Map<Long, ObservedProcess> unchecked = new HashMap<>();
        int unread = 0;
        Map<Long, ObservedProcess> found = new HashMap<>();
        boolean newcomers = false;
        for (long pid : pids) {
            ObservedProcess before = known.get(pid);
            if (deadline.isOver()) {
                unread++;
                if (before != null) {
                    unchecked.put(pid, before);
                }
                continue;
            }
            if (before != null && reader.isStillThere(before)) {
                found.put(pid, before);
                continue;
            }
            Optional<ObservedProcess> now = reader.read(pid);
            now.ifPresent(process -> found.put(pid, process));
            newcomers |= now.isPresent() && !now.get().equals(before);
        }
        whyUnread = unread == 0
                ? Optional.empty()
                : Optional.of(unread + " of " + pids.size() + " processes were not read: " + deadline.reason());
        // What a failed list left out would be missing for good.
        Map<Long, ObservedProcess> remembered =
                new HashMap<>(reader.listFailure().isEmpty() ? found : known);
        remembered.putAll(unchecked);
        known = remembered;
        boolean aged = nanoTime.getAsLong() - servicesReadAt > SERVICES_AGE.toNanos();
        if (!found.isEmpty() && (newcomers || !servicesRead || aged)) {
            readServices(deadline);
        }
        SocketOwners owners = owners(found, deadline);
        return orphans(rows, owners).isEmpty()
                ? owners
                : withHeirs(rows, owners.afterClockSetBack(reader.clockSetBack()));
    }

    /** The pids of processes that seem to have ended though their sockets have not. */
    private static Set<Long> orphans(List<SocketRow> rows, SocketOwners owners) {
        return rows.stream()
                .filter(row -> row.pid() != 0 && owners.of(row).isEmpty())
                .map(SocketRow::pid)
                .collect(Collectors.toSet());
    }

    private SocketOwners withHeirs(List<SocketRow> rows, SocketOwners owners) {
        Map<Long, List<ProcessInfo>> heirs = new HashMap<>();
        for (long pid : orphans(rows, owners)) {
            // Children of a process that has the pid now started after it.
            boolean reused = owners.byPid().containsKey(pid);
            long before = reused ? owners.started().getOrDefault(pid, 0L) : Long.MAX_VALUE;
            heirs.put(
                    pid,
                    reader.children(pid).stream()
                            .filter(child -> !reused || (child.started() != 0 && child.started() < before))
                            .map(OwnerReader::named)
                            .toList());
        }
        return owners.withHeirs(heirs);
    }

    private static ProcessInfo named(ProcessEntry entry) {
        ProcessInfo.Builder info = ProcessInfo.builder(entry.pid()).ownPidNamespace(true);
        if (!entry.name().isBlank()) {
            info.name(entry.name());
        }
        return info.build();
    }

    private SocketOwners owners(Map<Long, ObservedProcess> found, Deadline deadline) {
        // A process keeps the pid of the parent that started it, whoever has that pid now.
        Ancestry ancestry = Ancestry.ofOrphans(pid -> reader.read(pid).map(ObservedProcess::info), deadline);
        Map<Long, ProcessInfo> byPid = new HashMap<>();
        Map<Long, Long> started = new HashMap<>();
        Map<Long, ProcessToken> tokens = new HashMap<>();
        List<ProcessInfo> refused = new ArrayList<>();
        found.forEach((pid, process) -> {
            ProcessInfo info = process.withServices(services.getOrDefault(pid, List.of()));
            if (withAncestors) {
                info = info.toBuilder().ancestors(ancestry.of(info)).build();
            }
            byPid.put(pid, info);
            started.put(pid, process.started());
            tokens.put(pid, process.token());
            // The kernel's process has no program, and its user does not matter.
            if (process.error() != 0 && pid != ProcessReader.SYSTEM_PID) {
                refused.add(info);
            }
        });
        missingAncestors = ancestry.missing("NtQuerySystemInformation");
        return new SocketOwners(byPid, started, tokens, Map.of(), 0, refused, reader.listFailure(), serviceFailure);
    }

    private void readServices(Deadline deadline) {
        if (deadline.isOver()) {
            servicesRead = false; // next time
            serviceFailure = Optional.of(deadline.reason());
            return;
        }
        try {
            services = serviceApi.byProcess();
            serviceFailure = Optional.empty();
            servicesRead = true;
            servicesReadAt = nanoTime.getAsLong();
        } catch (IOException e) {
            // The next snapshot tries again; by then pids may be other processes.
            services = Map.of();
            serviceFailure = Optional.of(String.valueOf(e.getMessage()));
            servicesRead = false;
        }
    }
}
