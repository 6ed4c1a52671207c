package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/**
 * /proc/PID/uid_map (user_namespaces(7)): rows "0 100000 65536", the first id in the process's user namespace, the same in the reader's (or in the one around it if both are in the
 * same), and how many follow one another.
 */
final class UidMapParser {

    private static final int FIELDS = 3;

    private static final int MAX_DIGITS = 10;

    private UidMapParser() {}

    /** Whether the process's namespace has a user of this id. */
    static boolean has(byte[] map, long uid) {
        return anyRow(map, uid, false);
    }

    /** Whether a user has this same id in both namespaces. */
    static boolean keeps(byte[] map, long uid) {
        return anyRow(map, uid, true);
    }

    private static boolean anyRow(byte[] map, long uid, boolean same) {
        for (String row : new String(map, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            StringTokenizer fields = new StringTokenizer(row);
            if (fields.countTokens() == FIELDS) {
                long inside = number(fields.nextToken());
                long outside = number(fields.nextToken());
                long count = number(fields.nextToken());
                boolean valid = inside >= 0 && outside >= 0;
                if (valid && uid >= inside && uid - inside < count && (inside == outside || !same)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** -1 if it is none. */
    private static long number(String text) {
        return ProcFiles.isNumber(text, MAX_DIGITS) ? Long.parseLong(text) : -1;
    }
}
