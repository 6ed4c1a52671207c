package io.github.listeningports.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as tables, in Markdown that is easy to read as it is. */
final class Report {

    private Report() {}

    static String of(Results results) {
        StringBuilder report = new StringBuilder();
        results.facts().forEach(fact -> report.append(fact).append('\n'));
        report.append("others took at most %.1f %% of the processors%n".formatted(results.othersPercent()));
        for (String load : results.loads()) {
            report.append('\n')
                    .append(load + ": " + Load.of(load).description() + "\n\n")
                    .append(table(measurements(results, load)));
            results.of(load).stream()
                    .filter(each -> !each.remark().isEmpty())
                    .forEach(each -> report.append(each.variant().label() + ": " + each.remark())
                            .append('\n'));
        }
        return report.append('\n').append(table(targets(results))).toString();
    }

    private static List<List<String>> measurements(Results results, String load) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(load, "median ms", "min", "max", "kB", "sockets", "x floor", "x ss", "x OSHI"));
        for (Measurement each : results.of(load)) {
            if (each.isThere()) {
                Variant variant = each.variant();
                rows.add(List.of(
                        variant.label(),
                        millis(each.medianMillis()),
                        millis(each.minMillis()),
                        millis(each.maxMillis()),
                        each.isAllocationCounted() ? kilobytes(each.allocatedKilobytes()) : "",
                        Integer.toString(each.listeners()),
                        times(results.ratio(load, variant, variant.floor())),
                        times(results.ratio(load, variant, variant.ss())),
                        times(results.ratio(load, variant, variant.oshi()))));
            }
        }
        return rows;
    }

    private static List<List<String>> targets(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("target", "load", "at most", "measured", ""));
        for (Target each : Target.of(results)) {
            rows.add(List.of(
                    each.what(),
                    each.load(),
                    String.format(Locale.ROOT, "%.2f", each.limit()),
                    times(each.measured()),
                    each.verdict()));
        }
        return rows;
    }

    /** Three digits that mean something. */
    static String millis(double value) {
        String format = value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String kilobytes(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String times(OptionalDouble ratio) {
        return ratio.isEmpty()
                ? ""
                : String.format(Locale.ROOT, ratio.getAsDouble() < 0.1 ? "%.3f" : "%.2f", ratio.getAsDouble());
    }

    /** The first row is the head; the first column is text, the others are figures. */
    private static String table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < widths.length; column++) {
                String padding =
                        " ".repeat(widths[column] - rows.get(row).get(column).length());
                String cell = rows.get(row).get(column);
                table.append("| ")
                        .append(column == 0 ? cell + padding : padding + cell)
                        .append(' ');
            }
            table.append("|\n");
            if (row == 0) {
                for (int column = 0; column < widths.length; column++) {
                    table.append('|').append("-".repeat(widths[column] + 1)).append(column == 0 ? '-' : ':');
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }
}
