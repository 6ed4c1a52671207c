package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The measurements of one file: comma-separated, with what was measured where in lines that begin with {@code #}.
 *
 * @param facts the lines that say where and when, without their {@code #}
 */
record Results(List<String> facts, List<Measurement> measurements) {

    private static final String HEADER =
            "load,variant,rounds,median_ms,min_ms,max_ms,allocated_kb,listeners,cores,load_average,others_percent,remark";

    Results {
        facts = List.copyOf(facts);
        measurements = List.copyOf(measurements);
    }

    static Results read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            List<String> facts = new ArrayList<>();
            List<Measurement> measurements = new ArrayList<>();
            lines.filter(line -> !line.isBlank() && !line.equals(HEADER)).forEach(line -> {
                if (line.startsWith("# ")) {
                    facts.add(line.substring(2));
                } else {
                    measurements.add(Measurement.fromCsv(line));
                }
            });
            return new Results(facts, measurements);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to a file, which a comparison of several loads does load by load; the facts are those of the first. */
    void appendTo(Path file) {
        List<String> lines = new ArrayList<>();
        if (Files.notExists(file)) {
            facts.forEach(fact -> lines.add("# " + fact));
            lines.add(HEADER);
        }
        measurements.forEach(each -> lines.add(each.toCsv()));
        try {
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The loads, in the order in which they were measured. */
    List<String> loads() {
        return measurements.stream().map(Measurement::load).distinct().toList();
    }

    List<Measurement> of(String load) {
        return measurements.stream().filter(each -> each.load().equals(load)).toList();
    }

    OptionalDouble median(String load, Variant variant) {
        return measurements.stream()
                .filter(each -> each.isThere() && each.load().equals(load) && each.variant() == variant)
                .mapToDouble(Measurement::medianMillis)
                .findFirst();
    }

    OptionalDouble allocatedKilobytes(String load, Variant variant) {
        return measurements.stream()
                .filter(each -> each.isAllocationCounted() && each.load().equals(load) && each.variant() == variant)
                .mapToDouble(Measurement::allocatedKilobytes)
                .findFirst();
    }

    /** How many the first load was measured on. */
    int processors() {
        return measurements.stream()
                .mapToInt(each -> each.conditions().processors())
                .findFirst()
                .orElse(1);
    }

    /** The most that others took of the processors while a load was measured. */
    double othersPercent() {
        return measurements.stream()
                .mapToDouble(each -> each.conditions().othersPercent())
                .max()
                .orElse(0);
    }

    /** How many times one median is the other; empty if one of them was not measured. */
    OptionalDouble ratio(String load, Variant variant, Optional<Variant> divisor) {
        OptionalDouble mine = median(load, variant);
        OptionalDouble theirs = divisor.isPresent() ? median(load, divisor.get()) : OptionalDouble.empty();
        return mine.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(mine.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }
}
