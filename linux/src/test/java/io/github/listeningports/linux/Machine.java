package io.github.listeningports.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** What this machine can do for a test; what it cannot is a skip that says so. */
public final class Machine {

    /** What goes before a command to run it as another user, without any privilege; needs root and setpriv. */
    public static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--");

    /** For what hangs. A busy machine may take long for anything, and no test fails because it does. */
    public static final int PATIENCE_SECONDS = 600;

    private Machine() {}

    static void needsLinux() {
        String system = System.getProperty("os.name");
        needs(system.equals("Linux"), "Linux, and this is " + system);
    }

    public static void needsRoot() {
        needsLinux();
        needs(run("id", "-u").strip().equals("0"), "root");
    }

    public static void needs(String tool) {
        needsLinux();
        needs(succeeds("sh", "-c", "command -v " + tool), tool + ", which is not installed");
    }

    /** Whether the size of /proc/PID/fd is the number of descriptors, by which an open source sees that a process opened or closed some. */
    static void needsDescriptorCounts() throws IOException {
        needsLinux();
        needs(
                Files.size(Path.of("/proc/self/fd")) > 0,
                "Linux 6.2, which counts descriptors in the size of /proc/PID/fd; before, all are read for every snapshot");
    }

    /** Skips the test, and says why on the console too: Surefire tells the reason in its report only. */
    public static void needs(boolean there, String what) {
        if (!there) {
            System.out.println("Skipped: needs " + what);
        }
        Assumptions.assumeTrue(there, "needs " + what);
    }

    public static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return finish(process) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a command says on its standard output; a failure of the test if it fails. */
    public static String run(String... command) {
        return run(Arrays.asList(command));
    }

    public static String run(List<String> command) {
        return run(command, ProcessBuilder.Redirect.INHERIT);
    }

    /** @param errors where its standard error goes */
    static String run(List<String> command, ProcessBuilder.Redirect errors) {
        try {
            Process process = new ProcessBuilder(command).redirectError(errors).start();
            process.getOutputStream().close();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            int status = finish(process);
            if (status != 0) {
                throw new AssertionError(command + " ended with " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be run", e);
        }
    }

    public static List<String> concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(rest));
        return all;
    }

    private static int finish(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
