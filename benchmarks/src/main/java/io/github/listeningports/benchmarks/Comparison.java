package io.github.listeningports.benchmarks;

import io.github.listeningports.benchmarks.Variant.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures everything on one load: variants in turn within each round, each round beginning with another one, so that neither noise nor
 * neighbourhood favours any. The warm ones, tools too, look twice each time; the second look counts.
 *
 * @param rounds how often each is measured
 * @param warmupSeconds how long each JVM runs before
 * @param moreConnections how many are added for the last part
 * @param peers where {@link Contestants} finds those in other languages
 */
record Comparison(Load load, int rounds, int warmupSeconds, int moreConnections, Path peers) {

    /** Looks at sockets alone take a millisecond or so: more of them make a better median, and cost little. */
    private static final int ROUNDS_OF_SOCKETS = 5;

    /** After each measurement, for what a collector or a closing process still has to do. */
    private static final long REST_MILLIS = 20;

    Results run() {
        Path programs = directory();
        try {
            for (String program : List.of("lab", "floor", "stopwatch")) {
                Programs.compile(program, programs);
            }
            try (Contestants contestants = new Contestants(programs, peers)) {
                return new Results(facts(), measure(contestants));
            }
        } finally {
            delete(programs);
        }
    }

    private List<Measurement> measure(Contestants contestants) {
        double loadAverage = Machine.loadAverage();
        Others before = Others.now();
        Map<Variant, List<Sample>> samples = new EnumMap<>(Variant.class);
        say(load.description());
        contestants.bring(load);
        contestants.enter(Group.WARM);
        contestants.enter(Group.FIRST);
        contestants.enter(Group.PORTS);
        say("warming up");
        contestants.warm(warmupSeconds);
        measure(contestants, rounds, List.of(Group.WARM, Group.FIRST), samples);
        measure(contestants, rounds * ROUNDS_OF_SOCKETS, List.of(Group.PORTS), samples);
        say("adding " + moreConnections + " connections");
        contestants.bring(Load.connections(moreConnections));
        contestants.enter(Group.MORE);
        measure(contestants, rounds * ROUNDS_OF_SOCKETS, List.of(Group.MORE), samples);
        Conditions conditions =
                new Conditions(Runtime.getRuntime().availableProcessors(), loadAverage, before.percentSince());
        List<Measurement> measurements = new ArrayList<>();
        samples.forEach((variant, all) -> measurements.add(Measurement.of(load.name(), variant, all, conditions)));
        contestants
                .absent()
                .forEach(
                        (variant, why) -> measurements.add(Measurement.missing(load.name(), variant, conditions, why)));
        return measurements;
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>(Machine.facts());
        facts.add("rounds: %d, warm-up %d s for each JVM, %,d connections added for the last part"
                .formatted(rounds, warmupSeconds, moreConnections));
        return facts;
    }

    private void measure(Contestants contestants, int times, List<Group> groups, Map<Variant, List<Sample>> samples) {
        List<Variant> variants = groups.stream()
                .flatMap(group -> contestants.present(group).stream())
                .toList();
        for (int round = 0; round < times; round++) {
            if (times == rounds) {
                say("round " + (round + 1) + " of " + rounds);
            }
            for (int i = 0; i < variants.size(); i++) {
                Variant variant = variants.get((i + round) % variants.size());
                if (variant.group() == Group.WARM) {
                    // Warm: it has just run, and has not lost the processor's caches to the others.
                    contestants.measure(variant);
                }
                samples.computeIfAbsent(variant, first -> new ArrayList<>()).add(contestants.measure(variant));
                rest();
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void say(String what) {
        System.err.println(load.name() + ": " + what);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("listening-ports-compare");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
