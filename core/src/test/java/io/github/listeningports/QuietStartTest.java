package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleServiceProvider;

/**
 * What a program prints that takes snapshots: nothing, whatever is wrong with the providers. Each in a JVM of its own, which has nothing but our classes.
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
    void aProviderThatCannotBeLoadedIsADiagnosticOfEverySnapshot() throws Exception {
        path().provider("example.alpha.Alpha", "alpha")
                .provider("example.beta.Beta", "beta")
                .services("example.alpha.Nowhere")
                .compile();
        String failed =
                "PROVIDER_FAILED io.github.listeningports.spi.ListeningPortProvider: a provider could not be loaded:"
                        + " java.util.ServiceConfigurationError: io.github.listeningports.spi.ListeningPortProvider:"
                        + " Provider example.alpha.Nowhere not found; provider %s is used: remove what fails from the class"
                        + " path, or add what it lacks\n";
        String alpha = failed.formatted("alpha");
        assertPrints("alpha\n" + alpha + "alpha\n" + alpha, "", "-Dtimes=2");
        assertPrints("beta\n" + failed.formatted("beta"), "", "-Dlisteningports.provider=beta");
    }

    @Test
    void aProviderThatCannotBeLoadedIsLoggedAtDebugWhereThatPrintsNothingElse() throws Exception {
        path().provider("example.alpha.Alpha", "alpha")
                .services("example.alpha.Nowhere")
                .compile();
        Path api = ChildJvm.location(LoggerFactory.class);
        Path binding = ChildJvm.location(SimpleServiceProvider.class);
        String debug = "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug";
        assertEquals("", run(List.of(api), debug).err, "no binding");
        assertEquals("", run(List.of(api, binding)).err, "level INFO");
        String logged = run(List.of(api, binding), debug).err;
        assertTrue(
                logged.startsWith("[main] DEBUG io.github.listeningports.ListeningPorts - PROVIDER_FAILED "), logged);
        assertEquals(1, logged.lines().count(), logged);
        assertEquals(
                "", run(List.of(api, binding), debug, "-Dslf4j.provider=example.Nowhere").err, "SLF4J would print");
    }

    @Test
    void aProviderThatFailsToAnswerIsADiagnosticToo() throws Exception {
        path().provider("example.alpha.Alpha", "", "return \"alpha\";", "throw new IllegalStateException(\"no luck\");")
                .provider("example.beta.Beta", "beta")
                .compile();
        Run run = run();
        assertTrue(
                run.out.startsWith(
                        "beta\nPROVIDER_FAILED io.github.listeningports.spi.ListeningPortProvider: example.alpha.Alpha failed in"
                                + " whyUnsupported(): java.lang.IllegalStateException: no luck; provider beta is used"),
                run.out);
        assertEquals("", run.err);
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
                                try (ListeningPortSource source = ListeningPorts.open(SnapshotRequest.standard())) {
                                    for (int i = 0; i < Integer.getInteger("times", 1); i++) {
                                        print(source.snapshot());
                                    }
                                }
                            }
                            private static void print(PortSnapshot snapshot) {
                                for (Diagnostic each : snapshot.diagnostics()) {
                                    boolean ofProvider = each.kind() == Diagnostic.Kind.DETAIL_MISSING;
                                    System.out.println(ofProvider ? each.source() : each.toString());
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
        return run(List.of(), options);
    }

    private Run run(List<Path> jars, String... options) {
        ChildJvm jvm = ChildJvm.withClasses(ListeningPorts.class).andClassPath(directory);
        for (Path jar : jars) {
            jvm = jvm.andClassPath(jar);
        }
        ChildJvm.Output output = jvm.with(options).run("example.Program");
        return new Run(text(output.out()), text(output.errors()));
    }

    private static String text(String printed) {
        return printed.replace(System.lineSeparator(), "\n");
    }

    private record Run(String out, String err) {}
}
