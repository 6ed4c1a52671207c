package io.github.listeningports.windows.api;

import java.util.Optional;
import java.util.Set;

/** What to do where native code cannot be loaded because of the system: an old Windows, or an architecture without JNA. */
final class SystemAdvice {

    /** Windows 8 and Windows Server 2012. */
    private static final double OLDEST = 6.2;

    /** The JVMs for Windows that JNA 5.19 has a library for. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "x86", "i386", "i686", "aarch64");

    private SystemAdvice() {}

    /**
     * Empty if the system is not the cause.
     *
     * @param version the property os.version, such as 6.1
     * @param architecture the property os.arch
     * @param cause what failed
     */
    static Optional<String> of(String version, String architecture, String cause) {
        if (isOld(version) && (cause.contains("has no function") || cause.contains("cannot be loaded"))) {
            return Optional.of("; this is Windows " + version
                    + ", and Windows 8 or Windows Server 2012 (6.2) is the oldest that is supported");
        }
        return ARCHITECTURES.contains(architecture)
                ? Optional.empty()
                : Optional.of("; JNA has no library for a JVM of this architecture (" + architecture
                        + "): use one for x86-64, x86 or ARM64");
    }

    private static boolean isOld(String version) {
        try {
            return Double.parseDouble(version) < OLDEST;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
