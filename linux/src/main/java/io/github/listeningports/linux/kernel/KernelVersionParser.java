package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** /proc/version (proc_version(5)): which version the kernel has, and whether it is Linux itself or an imitation. */
public final class KernelVersionParser {

    private static final Pattern NUMBERS = Pattern.compile("Linux version (\\d{1,4})\\.(\\d{1,4})");

    private KernelVersionParser() {}

    /**
     * Linux names its builder, "Linux version 6.1.0 (builder@host) (gcc ...) #1 ..." (init/version-timestamp.c). gVisor, whose tables are ordered
     * differently, has "Linux version 4.19.0-gvisor #1 ..." or "Linux version 4.4.0 #1 ...".
     */
    public static boolean isLinux(byte[] version) {
        return new String(version, StandardCharsets.ISO_8859_1).matches("(?s)Linux version \\S+ \\(.*");
    }

    /** Whether the version is known and older than this one. */
    public static boolean isBefore(byte[] version, int major, int minor) {
        Matcher found = NUMBERS.matcher(new String(version, StandardCharsets.ISO_8859_1));
        if (!found.lookingAt()) {
            return false;
        }
        int actual = Integer.parseInt(found.group(1));
        return actual < major || (actual == major && Integer.parseInt(found.group(2)) < minor);
    }
}
