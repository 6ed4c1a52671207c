package io.github.listeningports.linux;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network namespace in which {@code src/test/c/bind.c} holds sockets and binds, and {@link BindProbeMain} explains, each as root and as nobody. It has 127.0.0.0/8 and ::1, and on the interface d0 10.9.9.1/24,
 * fd09::1 and fe80::9.
 */
final class BindLab implements AutoCloseable {

    /** Who binds, and who explains. */
    enum Eye {
        ROOT_NATIVE(false, "auto"),
        ROOT_PURE(false, "never"),
        NOBODY_NATIVE(true, "auto"),
        NOBODY_PURE(true, "never");

        final boolean nobody;
        final String mode;

        Eye(boolean nobody, String mode) {
            this.nobody = nobody;
            this.mode = mode;
        }

        boolean isNative() {
            return mode.equals("auto");
        }
    }

    /** What an explanation says: see {@link BindProbeMain}. */
    record Explained(String answer, String obstacles, String notes, String sentence, String all) {
        static Explained of(String line) {
            String[] fields = line.split("\t", -1);
            return new Explained(fields[0], fields[1], fields[2], fields[3], fields[4]);
        }
    }

    /** What bind(2) says to several requests. */
    record Truths(List<String> root, List<String> nobody) {
        String of(Eye eye, int index) {
            return (eye.nobody ? nobody : root).get(index);
        }
    }

    /** A socket, or several, of a process, whose pid is that in the lab. */
    record Holder(ChildProcess process, long pid) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    private final ChildProcess keeper;
    private final Map<Eye, ChildProcess> probes = new EnumMap<>(Eye.class);
    private final List<ChildProcess> binders = new ArrayList<>();

    private BindLab(ChildProcess keeper) {
        this.keeper = keeper;
    }

    static BindLab open() {
        NetworkNamespaceLab.needs();
        Machine.needs("setpriv");
        Machine.needs("gcc");
        Machine.needs(
                Machine.succeeds("unshare", "--net", "--pid", "--fork", "--mount-proc", "true"),
                "the right to make a namespace of processes");
        // Processes of its own, too: the owners of a socket are looked for in all that /proc shows.
        BindLab lab = new BindLab(ChildProcess.start(List.of(
                "unshare",
                "--net",
                "--pid",
                "--fork",
                "--mount-proc",
                "sh",
                "-c",
                "ip link set lo up && echo ready && exec cat")));
        lab.keeper.awaitReady();
        lab.inside("ip link add d0 type veth peer name d1 && ip addr add 10.9.9.1/24 brd + dev d0"
                + " && ip addr add fd09::1/64 dev d0 nodad && ip addr add fe80::9/64 dev d0 nodad"
                + " && ip link set d0 up && ip link set d1 up");
        for (Eye eye : Eye.values()) {
            ChildProcess probe = jvm(eye.mode).behind(lab.as(eye.nobody)).serve(BindProbeMain.class);
            lab.probes.put(eye, probe);
            probe.awaitReady();
        }
        for (boolean nobody : List.of(false, true)) {
            ChildProcess binder =
                    ChildProcess.start(Machine.concat(lab.as(nobody), program().toString(), "try"));
            lab.binders.add(binder);
            binder.awaitReady();
        }
        return lab;
    }

    /** JVMs in different namespaces of processes can have the same pid, and the same file of performance data: they would warn of that. */
    private static ProbeJvm jvm(String nativeMode) {
        return ProbeJvm.plain()
                .withJna()
                .withNativeAccess()
                .with("-Dlisteningports.native=" + nativeMode, "-XX:+UseSerialGC", "-XX:-UsePerfData");
    }

    private List<String> enter() {
        long init = ProcessHandle.of(keeper.pid())
                .flatMap(unshare -> unshare.children().findFirst())
                .orElseThrow()
                .pid();
        return List.of("nsenter", "--net", "--pid", "--mount", "--target", Long.toString(init), "--");
    }

    private List<String> as(boolean nobody) {
        return nobody ? Machine.concat(enter(), Machine.AS_NOBODY.toArray(String[]::new)) : enter();
    }

    /** Before Linux 6.8, sock_diag does not list sockets that are bound and do nothing. */
    static boolean listsNoBoundSockets() {
        return new ProcFiles()
                .readIfPossible(Path.of("/proc/version"))
                .filter(version -> KernelVersionParser.isBefore(version, 6, 8))
                .isPresent();
    }

    /** Whether pidfd_getfd(2) is there (Linux 5.6), and no sandbox forbids it. */
    static boolean readsSocketOptions() {
        return Compiled.DUPLICATES;
    }

    static void needsBoundSockets() {
        Machine.needs(!listsNoBoundSockets(), "Linux 6.8, which lists sockets that are bound and do nothing");
    }

    static void needsSocketOptions() {
        Machine.needs(readsSocketOptions(), "pidfd_getfd(2), to read the options of sockets");
    }

    static Path program() {
        return Compiled.PROGRAM;
    }

    /** Runs a shell command in the namespace, as root. */
    String inside(String command) {
        return Machine.run(Machine.concat(enter(), "sh", "-c", command));
    }

    /** Holds sockets as the words of bind.c say, in the namespace. */
    Holder hold(String words) {
        List<String> all = new ArrayList<>(List.of(program().toString(), "hold"));
        Arrays.stream(words.split(" ", -1)).filter(word -> !word.isEmpty()).forEach(all::add);
        ChildProcess holder = ChildProcess.start(Machine.concat(enter(), all.toArray(String[]::new)));
        return new Holder(holder, Long.parseLong(holder.awaitReady().get(0)));
    }

    private ChildProcess probe(Eye eye) {
        return Objects.requireNonNull(probes.get(eye));
    }

    /** What the explanation of a bind says (see {@link BindProbeMain}). */
    Explained explain(Eye eye, String request) {
        ChildProcess probe = probe(eye);
        probe.writeLine(request);
        return Explained.of(probe.readLine());
    }

    /** The same of several binds, by every one of these at once. */
    Map<Eye, List<Explained>> explain(Map<Eye, List<String>> asked) {
        asked.forEach((eye, lines) -> lines.forEach(probe(eye)::writeLine));
        Map<Eye, List<Explained>> explained = new EnumMap<>(Eye.class);
        asked.forEach((eye, lines) -> explained.put(
                eye,
                lines.stream().map(line -> Explained.of(probe(eye).readLine())).toList()));
        return explained;
    }

    /** What bind(2), and for TCP listen(2), really do: "ok", or the error and which of them failed. */
    String bind(Eye eye, String request) {
        return bind(eye.nobody, List.of(request)).get(0);
    }

    /** The same of several, one after the other, as root and as nobody. */
    Truths bind(List<String> requests) {
        return new Truths(bind(false, requests), bind(true, requests));
    }

    private List<String> bind(boolean nobody, List<String> requests) {
        ChildProcess binder = binders.get(nobody ? 1 : 0);
        requests.forEach(request -> binder.writeLine(words(request)));
        return requests.stream().map(request -> binder.readLine()).toList();
    }

    /** The same behind another command, such as unshare, as root. */
    Explained explainBehind(List<String> command, String request) {
        List<String> prefix = Machine.concat(enter(), command.toArray(String[]::new));
        try (ChildProcess probe = jvm("auto").behind(prefix).serve(BindProbeMain.class)) {
            probe.awaitReady();
            probe.writeLine(request);
            return Explained.of(probe.readLine());
        }
    }

    /** The same behind another command, such as unshare, as root. */
    String bindBehind(List<String> command, String request) {
        List<String> prefix = Machine.concat(enter(), command.toArray(String[]::new));
        try (ChildProcess binder =
                ChildProcess.start(Machine.concat(prefix, program().toString(), "try"))) {
            binder.awaitReady();
            binder.writeLine(words(request));
            return binder.readLine();
        }
    }

    /** The request in the words of bind.c. */
    private static String words(String request) {
        List<String> parts = List.of(request.split(" ", -1));
        String address = parts.get(1).equals("*") ? "::" : parts.get(1);
        boolean ipv6 = address.contains(":");
        List<String> words = new ArrayList<>(List.of(parts.get(0) + (ipv6 ? "6" : "4")));
        if (ipv6 && !parts.contains("v6only")) {
            words.add("v6both");
        }
        words.addAll(parts.subList(3, parts.size()));
        words.add("bind=" + address + "," + parts.get(2));
        if (parts.get(0).equals("tcp")) {
            words.add("listen");
        }
        return String.join(" ", words);
    }

    @Override
    public void close() {
        binders.forEach(ChildProcess::close);
        probes.values().forEach(ChildProcess::close);
        keeper.close();
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("bind", Path.of("src/test/c/bind.c"));
        static final boolean DUPLICATES = Machine.succeeds(PROGRAM.toString(), "duplicate");
    }
}
