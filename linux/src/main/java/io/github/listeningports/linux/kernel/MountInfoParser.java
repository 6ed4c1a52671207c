package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * /proc/self/mountinfo (proc_pid_mountinfo(5)): the mount options of proc(5), and the mount point of cgroups(7). A row is
 * "36 35 0:21 / /proc rw,nosuid - proc proc rw,hidepid=2": the mount point is the fifth field, and the file system's options follow the dash.
 */
public final class MountInfoParser {

    private MountInfoParser() {}

    /** Whether the last mount at that mount point hides other users' processes entirely (hidepid=2 or 4). */
    public static boolean hidesProcesses(byte[] mountInfo, String mountPoint) {
        boolean hides = false;
        for (String row : new String(mountInfo, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(" ", -1);
            if (fields.length > 5 && fields[4].equals(mountPoint)) {
                hides = fields[fields.length - 1].matches("(.*,)?hidepid=(2|4|invisible|ptraceable)(,.*)?");
            }
        }
        return hides;
    }

    /** The mount point of cgroup2; empty also if it contains special characters, which are escaped there. */
    public static Optional<String> cgroup2(byte[] mountInfo) {
        for (String row : new String(mountInfo, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(" ", -1);
            if (fields.length > 5 && row.contains(" - cgroup2 ") && fields[4].indexOf('\\') < 0) {
                return Optional.of(fields[4]);
            }
        }
        return Optional.empty();
    }
}
