package io.github.listeningports.windows.firewall;

import io.github.listeningports.windows.api.UpperCase;
import java.util.Map;

/**
 * The directory under which a 32-bit program on a 64-bit Windows finds the files of System32: Windows redirects System32 itself to SysWOW64, another directory, and
 * Sysnative, which exists for such programs alone, to System32 (Microsoft's page "File System Redirector"). Paths in rules and of processes are not redirected.
 */
record FileRedirection(String systemRoot, boolean isRedirected) {

    private static final String REAL = "\\System32\\";
    private static final String ALIAS = "\\Sysnative\\";

    /** A 32-bit program sees the architecture of Windows in PROCESSOR_ARCHITEW6432, which no other has. */
    static FileRedirection of(Map<String, String> environment) {
        return new FileRedirection(
                environment.getOrDefault("SystemRoot", ""), environment.containsKey("PROCESSOR_ARCHITEW6432"));
    }

    /** The path by which this program can open a file. */
    String toOpen(String path) {
        return isRedirected ? replace(path, REAL, ALIAS) : path;
    }

    /** The path of an opened file. */
    String opened(String path) {
        return isRedirected ? replace(path, ALIAS, REAL) : path;
    }

    private String replace(String path, String directory, String by) {
        int end = systemRoot.length() + directory.length();
        return !systemRoot.isEmpty()
                        && path.length() >= end
                        && UpperCase.isSame(path.substring(0, end), systemRoot + directory)
                ? systemRoot + by + path.substring(end)
                : path;
    }
}
