package io.github.listeningports.windows.lab;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** What this machine can do for a test; what it cannot do is a skip with a reason. */
public final class Machine {

    /** The directory of the compiled programs of {@code src/test/c} when these tests run on wine: see .ci/wine. */
    private static final String COMPILED = System.getProperty("listeningports.test.compiled", "");

    private static final int TIMEOUT_SECONDS = 60;

    private Machine() {}

    public static void needsWindows() {
        String system = System.getProperty("os.name");
        needs(isWindows(), "Windows, and this is " + system + "; bash .ci/run, as root on Debian, tests on wine");
    }

    public static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Whether this Windows is wine, which has a function that Windows does not have. */
    public static boolean isWine() {
        return isWindows() && Wine.IS_WINE;
    }

    /** Skips the test, and prints the reason: Surefire writes it to its report only. */
    public static void needs(boolean there, String what) {
        if (!there) {
            System.out.println("Skipped: needs " + what);
        }
        Assumptions.assumeTrue(there, "needs " + what);
    }

    /** The program of lab.c. */
    public static Path lab() {
        return compiled("lab.exe", "lab.c", "-lws2_32");
    }

    /** The library of iphlpapi.c, under another name: wine uses its own for every path that ends with iphlpapi.dll. */
    public static Path fakeIpHelper() {
        return compiled("fakeiphlpapi.dll", "iphlpapi.c", "-shared");
    }

    /** The library of fwpolicy.c. */
    public static Path fakeFirewallPolicy() {
        return compiled("fwpolicy.dll", "fwpolicy.c", "-shared");
    }

    private static Path compiled(String name, String source, String option) {
        needsWindows();
        if (!COMPILED.isEmpty()) {
            return Path.of(COMPILED, name).toAbsolutePath();
        }
        try {
            Path target = Files.createDirectories(Path.of("target", "compiled"))
                    .resolve(name)
                    .toAbsolutePath();
            if (Files.notExists(target)) {
                needs(has("gcc"), "gcc (MinGW-w64), which is not installed");
                run(List.of(
                        "gcc",
                        "-O1",
                        "-o",
                        target.toString(),
                        Path.of("src", "test", "c", source).toString(),
                        option));
            }
            return target;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean has(String command) {
        try {
            return finish(new ProcessBuilder(command, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start())
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The standard output of a command, which must succeed. */
    public static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
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

    static int finish(Process process) {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Wine {
        static final boolean IS_WINE = isWine();

        private static boolean isWine() {
            try (NativeLibrary ntdll = NativeLibrary.getInstance("ntdll")) {
                Function version = ntdll.getFunction("wine_get_version");
                return !version.getName().isEmpty();
            } catch (UnsatisfiedLinkError e) {
                return false;
            }
        }
    }
}
