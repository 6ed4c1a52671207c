package io.github.listeningports.linux;

import java.nio.charset.StandardCharsets;

/** /proc/version (proc_version(5)): whether it is Linux itself, or something that imitates it. */
final class KernelVersionParser {

    private KernelVersionParser() {}

    /**
     * Linux says who built it, "Linux version 6.1.0 (builder@host) (gcc ...) #1 ..." (init/version-timestamp.c). gVisor, whose tables have an
     * order of their own, says "Linux version 4.19.0-gvisor #1 ..." or "Linux version 4.4.0 #1 ...".
     */
    static boolean isLinux(byte[] version) {
        return new String(version, StandardCharsets.ISO_8859_1).matches("(?s)Linux version \\S+ \\(.*");
    }
}
