package io.github.listeningports.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What came of all rounds of a variant on a load.
 *
 * @param rounds 0 if it was not measured; the remark says why
 * @param listeners what {@link Sample#listeners()} was in the last round
 */
record Measurement(
        String load,
        Variant variant,
        int rounds,
        double medianMillis,
        double minMillis,
        double maxMillis,
        int listeners,
        String remark) {

    static Measurement of(String load, Variant variant, List<Sample> samples) {
        double[] millis = samples.stream()
                .mapToDouble(each -> each.nanos() / 1e6)
                .sorted()
                .toArray();
        Sample last = samples.get(samples.size() - 1);
        return new Measurement(
                load,
                variant,
                millis.length,
                millis[millis.length / 2],
                millis[0],
                millis[millis.length - 1],
                last.listeners(),
                last.remark());
    }

    static Measurement missing(String load, Variant variant, String why) {
        return new Measurement(load, variant, 0, Double.NaN, Double.NaN, Double.NaN, 0, why);
    }

    boolean isThere() {
        return rounds > 0;
    }

    String toCsv() {
        return isThere()
                ? String.format(
                        Locale.ROOT,
                        "%s,%s,%d,%.4f,%.4f,%.4f,%d,%s",
                        load,
                        variant,
                        rounds,
                        medianMillis,
                        minMillis,
                        maxMillis,
                        listeners,
                        remark)
                : load + "," + variant + ",0,,,,," + remark;
    }

    static Measurement fromCsv(String line) {
        String[] cells = line.split(",", 8);
        Variant variant = Variant.valueOf(cells[1]);
        return cells[2].equals("0")
                ? missing(cells[0], variant, cells[7])
                : new Measurement(
                        cells[0],
                        variant,
                        Integer.parseInt(cells[2]),
                        Double.parseDouble(cells[3]),
                        Double.parseDouble(cells[4]),
                        Double.parseDouble(cells[5]),
                        Integer.parseInt(cells[6]),
                        cells[7]);
    }
}
