package io.github.listeningports.benchmarks;

import java.util.Locale;

/**
 * What a load was measured under.
 *
 * @param processors how many the JVM may use
 * @param loadAverage that of the last minute, when the measurement began
 * @param othersPercent what others took of all processors meanwhile
 */
record Conditions(int processors, double loadAverage, double othersPercent) {

    String toCsv() {
        return String.format(Locale.ROOT, "%d,%.2f,%.1f", processors, loadAverage, othersPercent);
    }

    static Conditions fromCsv(String processors, String loadAverage, String othersPercent) {
        return new Conditions(
                Integer.parseInt(processors), Double.parseDouble(loadAverage), Double.parseDouble(othersPercent));
    }
}
