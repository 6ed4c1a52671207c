package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/self/mountinfo (proc_pid_mountinfo(5)): the mount options of proc(5), and the mount point of cgroups(7). A row is
 * "36 35 0:21 / /proc rw,nosuid - proc proc rw,hidepid=2": the mount point is the fifth field, and the file system's options follow the dash.
 */
public final class MountInfoParser {

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private MountInfoParser() {}

    /**
     * A mount.
     *
     * @param root what of the file system is mounted, such as "/", or "net:[4026532281]" of nsfs
     * @param options the file system's own, such as "rw,hidepid=invisible"
     */
    public record Mount(String root, String point, String type, String options) {}

    /** All mounts, later ones over earlier ones. */
    public static List<Mount> mounts(byte[] mountInfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String row : new String(mountInfo, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(" ", -1);
            int dash = Arrays.asList(fields).indexOf("-");
            if (dash > 5 && fields.length > dash + 3) {
                mounts.add(new Mount(fields[3], unescaped(fields[4]), fields[dash + 1], fields[fields.length - 1]));
            }
        }
        return mounts;
    }

    /** Blanks, tabs, newlines and backslashes are octal (fs/proc_namespace.c show_mountinfo). */
    private static String unescaped(String path) {
        return OCTAL.matcher(path)
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 8))));
    }

    /** The options of the last mount at that mount point; "" if there is none. */
    private static String options(byte[] mountInfo, String mountPoint) {
        return mounts(mountInfo).stream()
                .filter(mount -> mount.point().equals(mountPoint))
                .map(Mount::options)
                .reduce("", (earlier, later) -> later);
    }

    /** Whether the last mount at that mount point hides other users' processes entirely (hidepid=2 or 4). */
    public static boolean hidesProcesses(byte[] mountInfo, String mountPoint) {
        return options(mountInfo, mountPoint).matches("(.*,)?hidepid=(2|4|invisible|ptraceable)(,.*)?");
    }

    /** Whether the last mount at that mount point shows nothing but processes (subset=pid). */
    public static boolean showsProcessesOnly(byte[] mountInfo, String mountPoint) {
        return options(mountInfo, mountPoint).matches("(.*,)?subset=pid(,.*)?");
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
