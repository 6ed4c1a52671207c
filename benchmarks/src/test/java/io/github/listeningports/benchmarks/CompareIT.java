package io.github.listeningports.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison as it is run, on a small load. */
class CompareIT {

    private static final int LISTENERS = 6;

    @BeforeEach
    void canBeRun() {
        Machine.needsRoot();
        Machine.needs("bash");
        Machine.needs("gcc");
        Machine.needs("unshare");
        Machine.needs("ip");
    }

    @Test
    void measuresEveryoneOnTheSameSockets(@TempDir Path directory) throws Exception {
        Path csv = directory.resolve("figures.csv");
        Path svg = directory.resolve("chart.svg");

        String said = run(List.of(
                "./compare",
                "--rounds",
                "1",
                "--warmup",
                "0",
                "--connections",
                "50",
                "--csv",
                csv.toString(),
                "--svg",
                svg.toString(),
                "3",
                "4",
                Integer.toString(LISTENERS),
                "20"));

        Results results = Results.read(csv);
        Set<Variant> told =
                results.measurements().stream().map(Measurement::variant).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(Variant.class), told, said);
        for (Measurement each : results.measurements()) {
            if (each.isThere()) {
                // The listener that the connections were made through, and another one when some are added.
                int expected = LISTENERS + (each.variant().group() == Variant.Group.MORE ? 2 : 1);
                assertEquals(expected, each.listeners(), each.toCsv());
            } else {
                assertTrue(said.contains(each.variant().label() + ": not installed"), said);
            }
        }
        assertTrue(said.contains("| Listening Ports, pure Java "), said);
        assertTrue(Files.readString(svg).startsWith("<svg "), said);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream in = process.getInputStream()) {
            String said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        }
    }
}
