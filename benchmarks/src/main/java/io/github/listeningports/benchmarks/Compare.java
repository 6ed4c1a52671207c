package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The Java part of {@code benchmarks/compare}, which brings up the namespace that {@code measure} runs in. Both exit with 3 where others use the machine, unless they are told to go on.
 *
 * <pre>
 * measure LOAD ROUNDS WARMUP_SECONDS MORE_CONNECTIONS CSV PEERS [busy]    adds what it measured to the file
 * report CSV SVG [busy]                                                   prints tables, and draws the chart
 * </pre>
 */
public final class Compare {

    private static final int BUSY = 3;

    private Compare() {}

    /** Takes the words above. */
    public static void main(String[] arguments) throws IOException {
        boolean anyway = arguments[arguments.length - 1].equals("busy");
        switch (arguments[0]) {
            case "measure" -> {
                refuse(anyway, Others.idlePercent(), "nothing was measured");
                new Comparison(
                                Load.of(arguments[1]),
                                Integer.parseInt(arguments[2]),
                                Integer.parseInt(arguments[3]),
                                Integer.parseInt(arguments[4]),
                                Path.of(arguments[6]))
                        .run()
                        .appendTo(Path.of(arguments[5]));
            }
            case "report" -> {
                Results results = Results.read(Path.of(arguments[1]));
                refuse(anyway, results.othersPercent(), "the figures are in " + arguments[1]);
                System.out.print(Report.of(results));
                Files.writeString(Path.of(arguments[2]), Chart.of(results));
            }
            default -> throw new IllegalArgumentException("measure or report, not " + arguments[0]);
        }
    }

    private static void refuse(boolean anyway, double othersPercent, String consequence) {
        if (!anyway && othersPercent > Others.LIMIT_PERCENT) {
            System.err.printf(
                    Locale.ROOT,
                    "this machine is busy: others took %.0f %% of its processors, and more than %.0f make no figures; %s."
                            + " End them, or go on with --busy%n",
                    othersPercent,
                    Others.LIMIT_PERCENT,
                    consequence);
            System.exit(BUSY);
        }
    }
}
