package io.github.listeningports.macos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of this machine; a missing one is a skip that names it. */
final class Machine {

    private static final int BUDGET_SECONDS = 60;

    private Machine() {}

    static void needsLinux() {
        String system = System.getProperty("os.name");
        needs(system.equals("Linux"), "Linux, whose /proc the simulated Mac serves; this is " + system);
    }

    static void needsMac() {
        String system = System.getProperty("os.name");
        needs(system.equals("Mac OS X"), "macOS; this is " + system);
    }

    static void needsGcc() {
        needsLinux();
        boolean there = Path.of("/usr/bin/gcc").toFile().canExecute()
                || Path.of("/usr/local/bin/gcc").toFile().canExecute();
        needs(there, "gcc, which is not installed");
    }

    /** Skips the test, and prints the reason on the console too: Surefire puts it in its report only. */
    static void needs(boolean there, String what) {
        if (!there) {
            System.out.println("Skipped: needs " + what);
        }
        Assumptions.assumeTrue(there, "needs " + what);
    }

    /** The standard output of a command; its failure fails the test. */
    static String run(List<String> command, ProcessBuilder.Redirect errors) {
        try {
            Process process = new ProcessBuilder(command).redirectError(errors).start();
            process.getOutputStream().close();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(BUDGET_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + BUDGET_SECONDS + " s: " + command);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command + " cannot be run", e);
        }
    }
}
