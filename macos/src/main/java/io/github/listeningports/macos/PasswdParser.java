package io.github.listeningports.macos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** /etc/passwd (passwd(5)): login names by user id. On macOS it lists system users only. */
final class PasswdParser {

    private PasswdParser() {}

    /** The first name of each id, as getpwuid(3) returns it. */
    static Map<String, String> namesByUid(byte[] passwd) {
        Map<String, String> names = new HashMap<>();
        for (String row : new String(passwd, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(":", 4);
            boolean comment = row.startsWith("#");
            if (!comment && fields.length == 4 && !fields[0].isEmpty() && fields[2].matches("-?[0-9]{1,10}")) {
                names.putIfAbsent(unsigned(fields[2]), fields[0]);
            }
        }
        return names;
    }

    /** macOS writes the uid of nobody as -2. */
    private static String unsigned(String id) {
        long number = Long.parseLong(id);
        return Long.toString(number < 0 ? number & 0xffffffffL : number);
    }
}
