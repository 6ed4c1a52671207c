package io.github.listeningports.benchmarks;

import org.junit.jupiter.api.Assumptions;

/** What this machine has to have for a test; what it lacks is a skip that says so. */
public final class Needs {

    private Needs() {}

    /** Skips the test elsewhere. */
    public static void linux() {
        String system = System.getProperty("os.name");
        check(system.equals("Linux"), "Linux, and this is " + system);
    }

    static void root() {
        linux();
        check(System.getProperty("user.name").equals("root"), "root");
    }

    public static void tool(String tool) {
        linux();
        check(Machine.isInstalled(tool), tool + ", which is not installed");
    }

    /** Says it on the console too: Surefire tells the reason in its report only. */
    static void check(boolean there, String what) {
        if (!there) {
            System.out.println("Skipped: needs " + what);
        }
        Assumptions.assumeTrue(there, "needs " + what);
    }
}
