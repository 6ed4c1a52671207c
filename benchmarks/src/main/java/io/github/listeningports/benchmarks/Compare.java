package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Java part of {@code benchmarks/compare}, which brings up the namespace that {@code measure} runs in.
 *
 * <pre>
 * measure LOAD ROUNDS WARMUP_SECONDS MORE_CONNECTIONS CSV    adds what it measured to the file
 * report CSV SVG                                             prints tables, and draws the chart
 * </pre>
 */
public final class Compare {

    private Compare() {}

    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "measure" ->
                new Comparison(
                                Load.of(arguments[1]),
                                Integer.parseInt(arguments[2]),
                                Integer.parseInt(arguments[3]),
                                Integer.parseInt(arguments[4]))
                        .run()
                        .appendTo(Path.of(arguments[5]));
            case "report" -> {
                Results results = Results.read(Path.of(arguments[1]));
                System.out.print(Report.of(results));
                Files.writeString(Path.of(arguments[2]), Chart.of(results));
            }
            default -> throw new IllegalArgumentException("measure or report, not " + arguments[0]);
        }
    }
}
