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
                        Measurement.missing("server", Variant.PSUTIL, "not installed"),
                        measured("proxy", Variant.FLOOR, 500),
                        measured("proxy", Variant.PURE, 750),
                        measured("proxy", Variant.OSHI, 2_400)));
    }

    private static Measurement measured(String load, Variant variant, long millis) {
        List<Sample> samples = LongStream.of(3 * millis, millis, millis / 2)
                .mapToObj(each -> new Sample(each * 1_000_000, 60, ""))
                .toList();
        return Measurement.of(load, variant, samples);
    }

    @Test
    void aMeasurementIsTheMedianOfItsSamples() {
        assertEquals(
                new Measurement("server", Variant.FLOOR, 3, 200, 100, 600, 60, ""),
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
                .map(each -> each.variant() + "/" + each.against() + " <= " + each.limit() + " " + each.verdict())
                .toList();

        assertEquals(
                List.of(
                        "PURE/FLOOR <= 1.45 met",
                        "PURE/SS <= 0.8 met",
                        "PURE/OSHI <= 0.5 met",
                        "NATIVE/FLOOR <= 1.45 missed",
                        "NATIVE/SS <= 0.8 met",
                        "NATIVE/OSHI <= 0.5 missed",
                        "OPEN_PURE/FLOOR <= 0.04 met",
                        "OPEN_NATIVE/FLOOR <= 0.04 not measured",
                        "MORE_PURE/PORTS_PURE <= 1.2 not measured",
                        "MORE_NATIVE/PORTS_NATIVE <= 1.2 not measured"),
                server);
    }

    @Test
    void theProxyIsAskedForMoreAgainstOshi() {
        Target target = Target.of(made()).stream()
                .filter(each -> each.load().equals("proxy") && each.against() == Variant.OSHI)
                .findFirst()
                .orElseThrow();

        assertEquals(new Target("proxy", Variant.PURE, Variant.OSHI, 0.3, OptionalDouble.of(750.0 / 2_400)), target);
    }

    @Test
    void theReportIsATableAndSaysWhatIsNotThere() {
        String report = Report.of(made());

        assertTrue(report.startsWith("machine: made up\nJDK: none\n"), report);
        assertTrue(
                report.replaceAll(" +", " ")
                        .contains("| Listening Ports, pure Java | 220 | 110 | 660 | 60 | 1.10 | 0.55 | 0.46 |"),
                report);
        assertTrue(report.contains("psutil net_connections: not installed"), report);
    }
}
