package io.github.listeningports.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
                "--busy",
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
                assertEquals("", each.remark(), each.toCsv());
            } else {
                assertTrue(said.matches("(?s).*\n\\Q" + each.variant().label() + "\\E: not (installed|built).*"), said);
            }
        }
        assertTrue(said.contains("| Listening Ports, pure Java "), said);
        assertTrue(Files.readString(svg).startsWith("<svg "), said);
    }

    /** Where others work, figures would be theirs. */
    @Test
    void refusesWhereOthersTakeTheProcessors(@TempDir Path directory) throws Exception {
        Thread[] others = new Thread[Runtime.getRuntime().availableProcessors()];
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
            others[i].start();
        }
        try {
            Path csv = directory.resolve("figures.csv");
            Process process = start(List.of("./compare", "--csv", csv.toString(), "3", "4", "5", "6"));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(3, process.waitFor(), said);
            assertTrue(said.contains("this machine is busy: others took "), said);
            assertTrue(Files.notExists(csv));
        } finally {
            over.set(true);
            for (Thread each : others) {
                each.join();
            }
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // A test downloads nothing.
        builder.environment().put("CARGO_NET_OFFLINE", "true");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
