package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the network namespaces to read, through /proc/PID/net, which shows the namespace of that process and needs no privilege.
 *
 * <p>They are identified by the inode of net/dev, which is the same for all users and through all mounts. /proc/PID/ns/net has another number for
 * the same namespace, and reading it requires rights over the process; it is the label that other tools show.
 */
final class NetworkNamespaceReader {

    private static final int MAX_EXAMPLES = 5;

    /** Of so many processes the label is asked for: without the rights to see it, none has it. */
    private static final int MAX_LABELS = 3;

    /** The links of /proc/PID/task: its own two and one per thread (fs/proc/base.c proc_task_getattr). */
    private static final int LINKS_OF_ONE_THREAD = 3;

    private final Path root;
    private final ProcFiles files;

    NetworkNamespaceReader(Path root, ProcFiles files) {
        this.root = root;
        this.files = files;
    }

    private ProcMount mount() {
        return new ProcMount(root, files);
    }

    /** The default namespace: that of the calling thread or, below another root than /proc, of process 1. */
    NetworkNamespaceEntry own() {
        Path process = ownProcess();
        return view(id(process), true, List.of(process));
    }

    /** The namespaces of all visible processes and their threads, this process's own first; adds a diagnostic for those that may be missing. */
    List<NetworkNamespaceEntry> all(List<Diagnostic> diagnostics, Deadline deadline) throws IOException {
        Path own = ownProcess();
        OptionalLong ownId = id(own);
        Map<Long, List<Path>> members = new LinkedHashMap<>();
        ownId.ifPresent(id -> members.put(id, new ArrayList<>(List.of(own))));
        Map<String, Path> mountNamespaces = new LinkedHashMap<>();
        int unreadable = 0;
        boolean late = deadline.isOver();
        try (DirectoryStream<Path> entries = ProcFiles.list(root)) {
            for (Iterator<Path> each = entries.iterator(); !late && each.hasNext(); late = deadline.isOver()) {
                Path entry = each.next();
                if (ProcFiles.isPid(entry.getFileName().toString())) {
                    unreadable += add(entry, members) ? 0 : 1;
                    ProcFiles.link(entry.resolve("ns/mnt")).ifPresent(id -> mountNamespaces.putIfAbsent(id, entry));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Map<String, String> names = names();
        List<NetworkNamespaceEntry> views = new ArrayList<>();
        members.forEach((id, processes) ->
                views.add(view(OptionalLong.of(id), ownId.isPresent() && ownId.getAsLong() == id, processes)));
        Optional<String> unseen = late ? Optional.of(deadline.reason()) : Optional.empty();
        missing(views, mounted(names, mountNamespaces.values()), unreadable, unseen)
                .ifPresent(diagnostics::add);
        return views.stream().map(each -> each.named(names)).toList();
    }

    /** Adds a process, and those of its threads that are in another namespace (setns(2)); whether access to it was not denied. */
    private static boolean add(Path process, Map<Long, List<Path>> members) {
        OptionalLong id = id(process);
        id.ifPresent(number ->
                members.computeIfAbsent(number, first -> new ArrayList<>()).add(process));
        // That of a process whose first thread has ended can be read through the others only.
        if (id.isPresent() && !hasMoreThreads(process)) {
            return true;
        }
        boolean found = id.isPresent();
        try (DirectoryStream<Path> threads = ProcFiles.list(process.resolve("task"))) {
            for (Path thread : threads) {
                OptionalLong other = id(thread);
                if (other.isPresent() && !other.equals(id)) {
                    members.computeIfAbsent(other.getAsLong(), first -> new ArrayList<>())
                            .add(thread);
                }
                found |= other.isPresent();
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or access to it is denied.
            return found || Files.notExists(process.resolve("net/dev"));
        }
        return found || Files.notExists(process.resolve("net/dev"));
    }

    private static boolean hasMoreThreads(Path process) {
        try {
            return !(Files.getAttribute(process.resolve("task"), "unix:nlink") instanceof Integer links)
                    || links > LINKS_OF_ONE_THREAD;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The names of mounted namespaces, as ip-netns(8) lists them, by their label. */
    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (MountInfoParser.Mount each : mount().networkNamespaces()) {
            // As text: not every locale can name it as a path.
            names.put(each.root(), each.point().substring(each.point().lastIndexOf('/') + 1));
        }
        return names;
    }

    /**
     * What each mounted namespace is called, in our mount namespace by its name, and in any other by the way there: whoever may make a mount namespace can mount a network namespace
     * there under any name.
     */
    private Map<String, String> mounted(Map<String, String> names, Collection<Path> processes) {
        Map<String, String> mounted = new LinkedHashMap<>();
        names.forEach((label, name) -> mounted.put(label, name + " " + label));
        for (Path process : processes) {
            mount().networkNamespaces(process)
                    .forEach(each -> mounted.putIfAbsent(
                            each.root(), process.resolve("root") + each.point() + " " + each.root()));
        }
        return mounted;
    }

    /** @param whyUnseen why not all processes were looked at, if so */
    private Optional<Diagnostic> missing(
            List<NetworkNamespaceEntry> views,
            Map<String, String> mounted,
            int unreadable,
            Optional<String> whyUnseen) {
        List<String> reasons = new ArrayList<>();
        whyUnseen.ifPresent(why -> reasons.add("not every process was asked for its network namespace: " + why));
        if (mount().hidesProcesses()) {
            reasons.add(mount().hidden() + ", and their network namespaces with them");
        }
        if (unreadable > 0) {
            reasons.add(
                    "access to the network namespaces of " + unreadable + " processes is denied: " + mount().remedy());
        }
        Map<String, String> unseen = new LinkedHashMap<>(mounted);
        views.forEach(view -> view.label().ifPresent(unseen::remove));
        if (!unseen.isEmpty() && whyUnseen.isEmpty()) {
            reasons.add(withoutProcess(views, unseen.values())
                    + ", mounted as by ip-netns(8): run inside them (ip netns exec" + " NAME, nsenter --net=FILE)");
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(missing("*/net", String.join("; ", reasons)));
    }

    /**
     * Which of the namespaces that a process keeps by a descriptor may have no process, and so were not seen.
     *
     * @param held a descriptor of each, by its label
     */
    Optional<Diagnostic> missing(Collection<NetworkNamespaceEntry> views, Map<String, Path> held) {
        Map<String, Path> unseen = new TreeMap<>(held);
        views.forEach(view -> view.label().ifPresent(unseen::remove));
        // Whoever opens one for a moment (ip netns exec) starts a process there.
        List<String> kept = unseen.entrySet().stream()
                .filter(each -> ProcFiles.link(each.getValue()).equals(Optional.of(each.getKey())))
                .map(each -> each.getKey() + " (open as " + each.getValue() + ")")
                .toList();
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(missing("*/fd", withoutProcess(views, kept) + ": run inside them (nsenter --net=FILE)"));
    }

    private static String withoutProcess(Collection<NetworkNamespaceEntry> views, Collection<String> namespaces) {
        boolean certain = views.stream().allMatch(view -> view.label().isPresent());
        return "/proc shows a namespace through its processes, and "
                + (certain ? "there is none in " : "may show none in ")
                + namespaces.stream().limit(MAX_EXAMPLES).collect(Collectors.joining(", "))
                + (namespaces.size() > MAX_EXAMPLES ? ", ..." : "");
    }

    private Diagnostic missing(String source, String why) {
        return new Diagnostic(
                Kind.PORTS_MISSING,
                root.resolve(source).toString(),
                "ports of other network namespaces may be missing: " + why);
    }

    /**
     * Below the default root, the calling thread: /proc/self/net is empty once the first thread of a process has ended. Below another root, process 1,
     * which is in the namespace of the host; "self" would still lead to the namespace of this process.
     */
    private Path ownProcess() {
        if (!root.equals(ProcFiles.DEFAULT_ROOT)) {
            return root.resolve("1");
        }
        Path thread = root.resolve("thread-self");
        return Files.exists(thread.resolve("net")) ? thread : root.resolve("self");
    }

    /** Some of its processes may be gone. */
    private static NetworkNamespaceEntry view(OptionalLong id, boolean own, List<Path> processes) {
        Optional<String> label = Optional.empty();
        for (int i = 0; i < Math.min(processes.size(), MAX_LABELS) && label.isEmpty(); i++) {
            label = ProcFiles.link(processes.get(i).resolve("ns/net"));
        }
        Optional<NetworkNamespace> namespace =
                id.isPresent() ? Optional.of(new NetworkNamespace(id.getAsLong(), label, own)) : Optional.empty();
        List<Path> netDirectories = new ArrayList<>(processes.size());
        for (Path process : processes) {
            netDirectories.add(process.resolve("net"));
        }
        return new NetworkNamespaceEntry(namespace, Optional.empty(), own, netDirectories);
    }

    private static OptionalLong id(Path process) {
        return ProcFiles.inode(process.resolve("net/dev"));
    }
}
