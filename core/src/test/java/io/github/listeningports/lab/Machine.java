package io.github.listeningports.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of this machine (if it is missing, the test is skipped with a reason), and commands to run on it. */
public final class Machine {

    /** The start of a command that runs as another user without any privilege; needs root and setpriv. */
    public static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--");

    /** The limit of what hangs. A busy machine may take long for anything, and no test fails because of that. */
    public static final int PATIENCE_SECONDS = 600;

    private Machine() {}

    public static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    public static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    public static void needsLinux() {
        needs(isLinux(), "Linux, and this is " + System.getProperty("os.name"));
    }

    public static void needsRoot() {
        needsLinux();
        needs(run("id", "-u").strip().equals("0"), "root");
    }

    public static void needs(String tool) {
        needsLinux();
        needs(succeeds("sh", "-c", "command -v " + tool), tool + ", which is not installed");
    }

    public static void needs(boolean there, String what) {
        skipUnless(there, "needs " + what);
    }

    /** Prints the reason on the console too: Surefire writes it to its report only. */
    public static void skipUnless(boolean possible, String whyNot) {
        if (!possible) {
            System.out.println("Skipped: " + whyNot);
        }
        Assumptions.assumeTrue(possible, whyNot);
    }

    public static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return exitStatus(process) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The standard output of a command; its failure fails the test. */
    public static String run(String... command) {
        return run(Arrays.asList(command));
    }

    public static String run(List<String> command) {
        return run(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    public static String run(ProcessBuilder command) {
        try {
            Process process = command.start();
            process.getOutputStream().close();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            int status = exitStatus(process);
            if (status != 0) {
                throw new AssertionError(command.command() + " ended with " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(command.command() + " cannot be run", e);
        }
    }

    /** Waits until a process ends. */
    public static int exitStatus(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    public static List<String> concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(rest));
        return all;
    }
}
