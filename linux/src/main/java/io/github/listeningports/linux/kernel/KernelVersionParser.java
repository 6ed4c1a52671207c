package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;

/** /proc/version (proc_version(5)): which version the kernel has, and whether it is Linux itself or an imitation. */
public final class KernelVersionParser {

    private static final String LINUX = "Linux version ";

    private static final int MAX_DIGITS = 4;

    private KernelVersionParser() {}

    /**
     * Linux names its builder, "Linux version 6.1.0 (builder@host) (gcc ...) #1 ..." (init/version-timestamp.c). gVisor, whose tables are ordered
     * differently, has "Linux version 4.19.0-gvisor #1 ..." or "Linux version 4.4.0 #1 ...".
     */
    public static boolean isLinux(byte[] version) {
        String text = new String(version, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(' ', LINUX.length());
        return text.startsWith(LINUX) && end > LINUX.length() && text.startsWith(" (", end);
    }

    /** Whether the version is known and older than this one. */
    public static boolean isBefore(byte[] version, int major, int minor) {
        String text = new String(version, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(LINUX)) {
            return false;
        }
        int dot = afterNumber(text, LINUX.length());
        int end = afterNumber(text, dot + 1);
        if (dot == LINUX.length() || !text.startsWith(".", dot) || end == dot + 1) {
            return false;
        }
        int actual = Integer.parseInt(text.substring(LINUX.length(), dot));
        return actual < major || (actual == major && Integer.parseInt(text.substring(dot + 1, end)) < minor);
    }

    private static int afterNumber(String text, int from) {
        int at = from;
        while (at < text.length() && at < from + MAX_DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
