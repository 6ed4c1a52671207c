package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.Machine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process can make its command line longer than anybody's memory. That ends no snapshot. */
class LongCommandLineTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 40, 3000})
    void aCommandLineOfSoManyMebibytesIsNotReadToItsEnd(int mebibytes) {
        Machine.needs("gcc");
        // The command line of an interpreter is read without being requested.
        Path java = CProgram.compile("java", Path.of("src/test/c/longline.c"));
        try (Lab lab = Lab.start(java, List.of(), Integer.toString(mebibytes))) {
            Probe probe = ProbeJvm.plain().with("-Xmx48m").look();

            assertEquals(
                    List.of(lab.pids().toString()),
                    probe.on(lab.port()).stream().map(Probe.Row::pids).toList());
            String explained = "the command line of java (" + lab.pids().get(0) + ") is longer than 1 MiB";
            assertTrue(
                    probe.diagnostics().stream()
                            .anyMatch(each -> each.startsWith("DETAIL_MISSING") && each.contains(explained)),
                    probe.diagnostics()::toString);
        }
    }
}
