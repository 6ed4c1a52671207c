package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** /proc/PID/status (proc_pid_status(5)): the effective user id and capabilities. */
public final class ProcessStatusParser {

    private static final String UID_LINE = "\nUid:\t";

    private static final String PIDS_LINE = "\nNSpid:\t";

    private static final String CAPABILITIES_LINE = "\nCapEff:\t";

    private static final String SECCOMP_LINE = "\nSeccomp:\t";

    /** Those of an unsigned 32-bit number. */
    private static final int MAX_UID_DIGITS = 10;

    private static final int MAX_HEX_DIGITS = 16;

    /** linux/capability.h. */
    private static final int CAP_DAC_OVERRIDE = 1;

    private static final int CAP_DAC_READ_SEARCH = 2;

    private static final int CAP_NET_BIND_SERVICE = 10;
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_PTRACE = 19;

    private ProcessStatusParser() {}

    public static boolean mayAdministerNetwork(byte[] status) {
        return (capabilities(status) >> CAP_NET_ADMIN & 1) != 0;
    }

    /** Whether it has CAP_NET_BIND_SERVICE. */
    public static boolean mayBindPrivileged(byte[] status) {
        return (capabilities(status) >> CAP_NET_BIND_SERVICE & 1) != 0;
    }

    /** The capabilities that it lacks to inspect other users' processes in its own user namespace. CAP_DAC_OVERRIDE, which containers have, serves for CAP_DAC_READ_SEARCH. */
    public static List<String> lacksToSeeOthers(byte[] status) {
        long capabilities = capabilities(status);
        List<String> missing = new ArrayList<>();
        if ((capabilities >> CAP_SYS_PTRACE & 1) == 0) {
            missing.add("CAP_SYS_PTRACE");
        }
        if (((capabilities >> CAP_DAC_READ_SEARCH | capabilities >> CAP_DAC_OVERRIDE) & 1) == 0) {
            missing.add("CAP_DAC_READ_SEARCH");
        }
        return missing;
    }

    /** Whether no filter of seccomp(2) can change what system calls return; a kernel without seccomp has no such line. */
    public static boolean isUnfiltered(byte[] status) {
        String text = new String(status, StandardCharsets.ISO_8859_1);
        int line = text.lastIndexOf(SECCOMP_LINE);
        return line < 0 ? text.contains(CAPABILITIES_LINE) : text.startsWith("0", line + SECCOMP_LINE.length());
    }

    /** The effective capabilities; none if they are not listed. */
    private static long capabilities(byte[] status) {
        String text = new String(status, StandardCharsets.ISO_8859_1);
        int line = text.lastIndexOf(CAPABILITIES_LINE);
        if (line < 0) {
            return 0;
        }
        int from = line + CAPABILITIES_LINE.length();
        int end = text.indexOf('\n', from);
        String mask = text.substring(from, end < 0 ? text.length() : end);
        return isHex(mask) ? Long.parseUnsignedLong(mask, 16) : 0;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_HEX_DIGITS;
    }

    /** The second of the four ids in the line "Uid:". The last such line counts: a name with a newline could forge an earlier one. */
    public static Optional<String> effectiveUid(byte[] status) {
        return uid(status, 1);
    }

    /** The last of the four ids in the line "Uid:": that of files, and of sockets, that the thread makes. */
    public static Optional<String> fileSystemUid(byte[] status) {
        return uid(status, 3);
    }

    private static Optional<String> uid(byte[] status, int index) {
        String text = new String(status, StandardCharsets.ISO_8859_1);
        int line = text.lastIndexOf(UID_LINE);
        if (line < 0) {
            return Optional.empty();
        }
        int from = line + UID_LINE.length();
        int end = text.indexOf('\n', from);
        String[] ids = text.substring(from, end < 0 ? text.length() : end).split("\t", -1);
        return ids.length > index && ProcFiles.isNumber(ids[index], MAX_UID_DIGITS)
                ? Optional.of(ids[index])
                : Optional.empty();
    }

    /**
     * Whether this is the process's only pid: the one in its own pid namespace, which so is the namespace that numbers the processes in this /proc. NSpid lists its pids from that
     * namespace down to its own (fs/proc/array.c, task_state; since Linux 4.1).
     */
    public static boolean hasNoOtherPid(byte[] status, long pid) {
        String text = new String(status, StandardCharsets.ISO_8859_1);
        int line = text.lastIndexOf(PIDS_LINE);
        return line >= 0 && text.startsWith(pid + "\n", line + PIDS_LINE.length());
    }
}
