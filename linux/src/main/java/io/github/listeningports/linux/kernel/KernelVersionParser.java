package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;

/** /proc/version (proc_version(5)): whether the kernel is Linux itself or an imitation. */
public final class KernelVersionParser {

    private KernelVersionParser() {}

    /**
     * Linux names its builder, "Linux version 6.1.0 (builder@host) (gcc ...) #1 ..." (init/version-timestamp.c). gVisor, whose tables are ordered
     * differently, has "Linux version 4.19.0-gvisor #1 ..." or "Linux version 4.4.0 #1 ...".
     */
    public static boolean isLinux(byte[] version) {
        return new String(version, StandardCharsets.ISO_8859_1).matches("(?s)Linux version \\S+ \\(.*");
    }
}
