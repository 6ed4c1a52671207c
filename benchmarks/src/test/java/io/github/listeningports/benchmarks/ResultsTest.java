package io.github.listeningports.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final List<String> FACTS = List.of("machine: made up", "JDK: none");

    private static final Conditions CONDITIONS = new Conditions(2, 0.25, 1.5);

    static Results made() {
        return new Results(
                FACTS,
                List.of(
                        measured("server", Variant.FLOOR, 200),
                        measured("server", Variant.PURE, 220),
                        measured("server", Variant.NATIVE, 300),
                        measured("server", Variant.OPEN_PURE, 8),
                        measured("server", Variant.OSHI, 480),
                        measured("server", Variant.SS, 400),
                        Measurement.missing("server", Variant.PSUTIL, CONDITIONS, "not installed"),
                        measured("proxy", Variant.FLOOR, 500),
                        measured("proxy", Variant.PURE, 750),
                        measured("proxy", Variant.OSHI, 2_400)));
    }

    private static Measurement measured(String load, Variant variant, long millis) {
        List<Sample> samples = LongStream.of(3 * millis, millis, millis / 2)
                .mapToObj(each -> new Sample(each * 1_000_000, 60, each == millis ? Sample.UNKNOWN : 1000 * each, ""))
                .toList();
        return Measurement.of(load, variant, samples, CONDITIONS);
    }

    @Test
    void aMeasurementIsTheMedianOfItsSamples() {
        assertEquals(
                new Measurement("server", Variant.FLOOR, 3, 200, 100, 600, 600, 60, CONDITIONS, ""),
                measured("server", Variant.FLOOR, 200));
    }

    @Test
    void aFileGivesBackWhatWasWrittenLoadByLoad(@TempDir Path directory) {
        Path file = directory.resolve("compare.csv");
        Results made = made();

        new Results(FACTS, made.of("server")).appendTo(file);
        new Results(FACTS, made.of("proxy")).appendTo(file);

        // As text: NaN, which stands for what was not measured, is in no record equal to itself as a double.
        assertEquals(made.toString(), Results.read(file).toString());
    }

    @Test
    void ratiosAreOfMedians() {
        assertEquals(OptionalDouble.of(1.1), made().ratio("server", Variant.PURE, Optional.of(Variant.FLOOR)));
        assertEquals(OptionalDouble.empty(), made().ratio("server", Variant.PSUTIL, Optional.of(Variant.FLOOR)));
        assertEquals(OptionalDouble.empty(), made().ratio("proxy", Variant.PURE, Optional.of(Variant.SS)));
    }

    @Test
    void targetsAreMetMissedOrNotMeasured() {
        List<String> server = Target.of(made()).stream()
                .filter(each -> each.load().equals("server"))
                .map(each -> each.what() + " <= " + each.limit() + " " + each.verdict())
                .toList();

        String pure = Variant.PURE.label();
        String open = Variant.OPEN_PURE.label();
        assertTrue(server.contains(pure + " / " + Variant.FLOOR.label() + " <= 1.45 met"), server.toString());
        assertTrue(
                server.contains(Variant.NATIVE.label() + " / " + Variant.FLOOR.label() + " <= 1.3 missed"),
                server.toString());
        assertTrue(
                server.contains(Variant.PARALLEL_PURE.label() + " / " + pure + " <= " + 1 / 1.2 + " not measured"),
                server.toString());
        assertTrue(server.contains(open + " / " + Variant.FLOOR.label() + " <= 0.04 met"), server.toString());
        assertTrue(server.contains(open + ": kB allocated <= 20.0 missed"), server.toString());
    }

    @Test
    void moreProcessorsAreAskedForMore() {
        String what = Variant.PARALLEL_NATIVE.label() + " / " + Variant.NATIVE.label();
        for (int[] each : new int[][] {{2, 83}, {4, 31}, {8, 18}, {16, 12}}) {
            Conditions conditions = new Conditions(each[0], 0, 0);
            Results results = new Results(
                    FACTS, List.of(Measurement.missing("laptop", Variant.PSUTIL, conditions, "not installed")));
            assertEquals(
                    List.of(each[1]),
                    Target.of(results).stream()
                            .filter(target -> target.what().equals(what))
                            .map(target -> (int) (100 * target.limit()))
                            .toList());
        }
    }

    @Test
    void theProxyIsAskedForMoreAgainstOshi() {
        Target target = Target.of(made()).stream()
                .filter(each -> each.load().equals("proxy") && each.what().endsWith(Variant.OSHI.label()))
                .filter(each -> each.what().startsWith(Variant.PURE.label()))
                .findFirst()
                .orElseThrow();

        assertEquals(0.3, target.limit());
        assertEquals(OptionalDouble.of(750.0 / 2_400), target.measured());
    }

    @Test
    void theReportIsATableAndSaysWhatIsNotThere() {
        String report = Report.of(made());

        assertTrue(report.startsWith("machine: made up\nJDK: none\n"), report);
        assertTrue(
                report.replaceAll(" +", " ")
                        .contains("| Listening Ports, pure Java | 220 | 110 | 660 | 660 | 60 | 1.10 | 0.55 | 0.46 |"),
                report);
        assertTrue(report.contains("psutil net_connections: not installed"), report);
    }
}
