package io.github.listeningports.linux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * /proc/self/mountinfo (proc_pid_mountinfo(5)): how proc(5) itself is mounted, and cgroups(7). A row is "36 35 0:21 / /proc rw,nosuid - proc proc rw,hidepid=2": the
 * mount point is the fifth field, and the options of the file system follow the dash.
 */
final class MountInfoParser {

    private MountInfoParser() {}

    /** Whether what is mounted last at that place hides other users' processes altogether (hidepid=2 or 4). */
    static boolean hidesProcesses(byte[] mountInfo, String mountPoint) {
        boolean hides = false;
        for (String row : new String(mountInfo, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(" ", -1);
            if (fields.length > 5 && fields[4].equals(mountPoint)) {
                hides = fields[fields.length - 1].matches("(.*,)?hidepid=(2|4|invisible|ptraceable)(,.*)?");
            }
        }
        return hides;
    }

    /** Where version 2 of control groups is mounted; a place with odd characters, which are written as numbers there, is none. */
    static Optional<String> cgroup2(byte[] mountInfo) {
        for (String row : new String(mountInfo, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(" ", -1);
            if (fields.length > 5 && row.contains(" - cgroup2 ") && fields[4].indexOf('\\') < 0) {
                return Optional.of(fields[4]);
            }
        }
        return Optional.empty();
    }
}
