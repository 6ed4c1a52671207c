package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** /etc/passwd (passwd(5)): login names by user id. */
final class PasswdParser {

    private static final int MAX_UID_DIGITS = 10;

    private PasswdParser() {}

    /** The first name of each id, like getpwuid(3). */
    static Map<String, String> namesByUid(byte[] passwd) {
        Map<String, String> names = new HashMap<>();
        for (String row : new String(passwd, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(":", 4);
            if (fields.length == 4 && !fields[0].isEmpty() && ProcFiles.isNumber(fields[2], MAX_UID_DIGITS)) {
                names.putIfAbsent(fields[2], fields[0]);
            }
        }
        return names;
    }
}
