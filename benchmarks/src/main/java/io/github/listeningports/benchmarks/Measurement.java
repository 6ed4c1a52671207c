package io.github.listeningports.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What came of all rounds of a variant on a load.
 *
 * @param allocatedKilobytes the median, of 1,000 bytes; not a number if it was not counted
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
        double allocatedKilobytes,
        int listeners,
        Conditions conditions,
        String remark) {

    private static final int COLUMNS = 12;

    static Measurement of(String load, Variant variant, List<Sample> samples, Conditions conditions) {
        double[] millis = samples.stream()
                .mapToDouble(each -> each.nanos() / 1e6)
                .sorted()
                .toArray();
        double[] bytes = samples.stream()
                .mapToDouble(Sample::allocatedBytes)
                .filter(each -> each >= 0)
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
                bytes.length == 0 ? Double.NaN : bytes[bytes.length / 2] / 1000,
                last.listeners(),
                conditions,
                last.remark());
    }

    static Measurement missing(String load, Variant variant, Conditions conditions, String why) {
        return new Measurement(load, variant, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, conditions, why);
    }

    boolean isThere() {
        return rounds > 0;
    }

    boolean isAllocationCounted() {
        return !Double.isNaN(allocatedKilobytes);
    }

    String toCsv() {
        return String.join(
                ",",
                load,
                variant.toString(),
                Integer.toString(rounds),
                cell("%.4f", medianMillis),
                cell("%.4f", minMillis),
                cell("%.4f", maxMillis),
                cell("%.1f", allocatedKilobytes),
                isThere() ? Integer.toString(listeners) : "",
                conditions.toCsv(),
                remark);
    }

    private static String cell(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    static Measurement fromCsv(String line) {
        String[] cells = line.split(",", COLUMNS);
        return new Measurement(
                cells[0],
                Variant.valueOf(cells[1]),
                Integer.parseInt(cells[2]),
                number(cells[3]),
                number(cells[4]),
                number(cells[5]),
                number(cells[6]),
                cells[7].isEmpty() ? 0 : Integer.parseInt(cells[7]),
                Conditions.fromCsv(cells[8], cells[9], cells[10]),
                cells[11]);
    }
}
