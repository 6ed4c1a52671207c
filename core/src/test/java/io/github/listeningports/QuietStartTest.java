package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What a program with slf4j-api but no binding prints. slf4j prints a warning when the first logger is obtained, so this
 * requires a separate Java process.
 */
class QuietStartTest {

    @TempDir
    Path directory;

    @Test
    void nothingIsPrintedWhenAllIsWell() throws Exception {
        path().provider("example.alpha.Alpha", "alpha").compile();
        assertPrints("alpha\n", "");
    }

    @Test
    void nothingIsPrintedWhenOtherSystemsProvidersAreThereToo() throws Exception {
        // As in the artifact for users: on every system two of the three providers are unsupported.
        path().unsupported("io.github.listeningports.aaa.Other", "aaa", "this is not Plan 9")
                .provider("io.github.listeningports.bbb.This", "bbb")
                .compile();
        assertPrints("bbb\n", "");
    }

    @Test
    void aProviderThatCannotBeLoadedIsALogMessage() throws Exception {
        // slf4j's warning shows that a logger was obtained, and that the tests above would detect it.
        path().provider("example.alpha.Alpha", "alpha")
                .services("example.alpha.Nowhere")
                .compile();
        Run run = run();
        assertEquals("alpha\n", run.out);
        assertTrue(run.err.contains("No SLF4J providers were found"), run.err);
    }

    @Test
    void theSystemPropertyChoosesByName() throws Exception {
        path().provider("example.alpha.Alpha", "alpha")
                .provider("example.beta.Beta", "beta")
                .compile();
        assertPrints("beta\n", "", "-Dlisteningports.provider=beta");
    }

    @Test
    void aSearchThatFailedIsRepeated() throws Exception {
        path().provider("example.alpha.Alpha", "alpha")
                .provider("example.beta.Beta", "beta")
                .compile();
        Run run = run("-Dlisteningports.provider=gamma");
        assertEquals("alpha\n", run.out);
        assertTrue(run.err.startsWith("no provider is named \"gamma\""), run.err);
    }

    private ProviderPath path() {
        return new ProviderPath(directory).source("example.Program", """
                        package example;

                        import io.github.listeningports.*;

                        public class Program {
                            public static void main(String... args) {
                                try {
                                    print();
                                } catch (ListeningPortsException e) {
                                    System.err.println(e.getMessage());
                                    System.clearProperty("listeningports.provider");
                                    print();
                                }
                            }
                            private static void print() {
                                for (Diagnostic each : ListeningPorts.snapshot().diagnostics()) {
                                    System.out.println(each.source());
                                }
                            }
                        }
                        """);
    }

    private void assertPrints(String out, String err, String... options) throws Exception {
        Run run = run(options);
        assertEquals(err, run.err);
        assertEquals(out, run.out);
    }

    private Run run(String... options) {
        ChildJvm.Output output = ChildJvm.withClasses(ListeningPorts.class, LoggerFactory.class)
                .andClassPath(directory)
                .with(options)
                .run("example.Program");
        return new Run(text(output.out()), text(output.errors()));
    }

    private static String text(String printed) {
        return printed.replace(System.lineSeparator(), "\n");
    }

    private record Run(String out, String err) {}
}
