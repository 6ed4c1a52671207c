package io.github.listeningports.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All that take part on one load. Most of them are companions; the first snapshot of a JVM takes a new JVM each time.
 *
 * <p>What runs in a JVM has one of its own: nobody's garbage, and nobody's profile of the code, becomes another's.
 */
final class Contestants implements AutoCloseable {

    private static final String PSUTIL = """
            import sys, time, psutil
            for line in sys.stdin:
                start = time.perf_counter_ns()
                found = psutil.net_connections('inet')
                nanos = time.perf_counter_ns() - start
                listening = sum(1 for c in found if c.status == 'LISTEN' or (c.status == 'NONE' and not c.raddr))
                print(nanos, listening, flush=True)
            """;

    private final Path programs;
    private final Path peers;
    private final Map<Variant, Supplier<Sample>> present = new LinkedHashMap<>();
    private final Map<Variant, String> absent = new LinkedHashMap<>();
    private final List<Companion> companions = new ArrayList<>();
    private final List<Companion> warmable = new ArrayList<>();

    /**
     * Nobody so far.
     *
     * @param programs where the compiled programs are
     * @param peers where those in other languages are, or why one could not be built, in NAME.why
     */
    Contestants(Path programs, Path peers) {
        this.programs = programs;
        this.peers = peers;
    }

    /** Brings up a load; it ends when this is closed. */
    void bring(Load load) {
        companions.add(Companion.load(programs.resolve("lab").toString(), load));
    }

    /** Starts those of a group; they end when this is closed. */
    void enter(Variant.Group group) {
        switch (group) {
            case WARM -> enterWarm();
            case FIRST -> enterFirst();
            case PORTS -> {
                stay(Variant.PORTS_FLOOR, floor("ports"), 0);
                warm(Variant.PORTS_PURE, jvm("PORTS", "never"));
                warm(Variant.PORTS_NATIVE, jvm("PORTS", "always"));
            }
            case MORE -> {
                // The same companions on more connections: what they learned about the code must not change in between.
                present.put(Variant.MORE_FLOOR, of(Variant.PORTS_FLOOR));
                present.put(Variant.MORE_PURE, of(Variant.PORTS_PURE));
                present.put(Variant.MORE_NATIVE, of(Variant.PORTS_NATIVE));
            }
        }
    }

    private void enterWarm() {
        stay(Variant.FLOOR, floor("owners"), 0);
        stay(Variant.FLOOR_PATHS, floor("paths"), 0);
        warm(Variant.PURE, jvm("OWNERS", "never"));
        warm(Variant.NATIVE, jvm("OWNERS", "always"));
        warm(Variant.PARALLEL_PURE, jvm("PARALLEL", "never"));
        warm(Variant.PARALLEL_NATIVE, jvm("PARALLEL", "always"));
        warm(Variant.OPEN_PURE, jvm("OPEN", "never"));
        warm(Variant.OPEN_NATIVE, jvm("OPEN", "always"));
        warm(Variant.OSHI, jvm("OSHI", "auto"));
        tool(Variant.SS, 0, "ss", "-Htulnp");
        tool(Variant.NETSTAT, 2, "netstat", "-tulnp");
        tool(Variant.LSOF, 1, "lsof", "-nP", "-iTCP", "-sTCP:LISTEN");
        if (Machine.psutil().isPresent()) {
            warm(Variant.PSUTIL, List.of("python3", "-c", PSUTIL));
        } else {
            absent.put(Variant.PSUTIL, "not installed");
        }
        peer(Variant.GOPSUTIL, "gopsutil");
        peer(Variant.LISTENERS, "listeners");
    }

    private void enterFirst() {
        fresh(Variant.FIRST, jvm("OWNERS", "auto"));
        fresh(Variant.FIRST_PURE, jvm("OWNERS", "never"));
        fresh(Variant.FIRST_NATIVE, jvm("OWNERS", "always"));
        fresh(Variant.FIRST_STANDARD, jvm("STANDARD", "auto"));
        fresh(Variant.FIRST_OSHI, jvm("OSHI", "auto"));
        fresh(Variant.FIRST_OSHI_NATIVE_FREE, jvm("OSHI_NATIVE_FREE", "auto"));
    }

    /** Those of a group that are here. */
    List<Variant> present(Variant.Group group) {
        return present.keySet().stream().filter(each -> each.group() == group).toList();
    }

    /** Those that are not here, and why. */
    Map<Variant, String> absent() {
        return Map.copyOf(absent);
    }

    Sample measure(Variant variant) {
        return of(variant).get();
    }

    /** Lets each JVM run for a while, for its compiler. */
    void warm(int secondsEach) {
        warmable.forEach(each -> each.warm(secondsEach));
        warmable.clear();
    }

    private Supplier<Sample> of(Variant variant) {
        return present.getOrDefault(variant, () -> {
            throw new IllegalStateException("not here: " + variant);
        });
    }

    private Companion stay(Variant variant, List<String> command, int headerLines) {
        Companion companion = Companion.start(command);
        companions.add(companion);
        present.put(variant, () -> {
            Sample sample = companion.measure();
            return new Sample(
                    sample.nanos(), sample.listeners() - headerLines, sample.allocatedBytes(), sample.remark());
        });
        return companion;
    }

    private void warm(Variant variant, List<String> command) {
        warmable.add(stay(variant, command, 0));
    }

    private void fresh(Variant variant, List<String> command) {
        present.put(variant, () -> {
            try (Companion companion = Companion.start(command)) {
                return companion.measure();
            }
        });
    }

    private void tool(Variant variant, int headerLines, String... command) {
        if (Machine.isInstalled(command[0])) {
            List<String> timed =
                    new ArrayList<>(List.of(programs.resolve("stopwatch").toString()));
            timed.addAll(Arrays.asList(command));
            stay(variant, timed, headerLines);
        } else {
            absent.put(variant, "not installed");
        }
    }

    private void peer(Variant variant, String name) {
        Path program = peers.resolve(name);
        Path why = peers.resolve(name + ".why");
        if (Files.isExecutable(program)) {
            stay(variant, List.of(program.toString()), 0);
        } else {
            absent.put(variant, read(why));
        }
    }

    private static String read(Path why) {
        try {
            return Files.exists(why)
                    ? Files.readString(why)
                            .strip()
                            .replace(',', ';')
                            .lines()
                            .findFirst()
                            .orElse("not built")
                    : "not built";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> floor(String what) {
        return List.of(programs.resolve("floor").toString(), what);
    }

    private static List<String> jvm(String look, String nativeTier) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Dlisteningports.native=" + nativeTier);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(InProcess.class.getName());
        command.add(look);
        return command;
    }

    @Override
    public void close() {
        companions.forEach(Companion::close);
    }
}
