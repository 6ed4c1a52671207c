package io.github.listeningports.linux.processes;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * /proc/PID/stat (proc_pid_stat(5)). The command name, the second field, is enclosed in parentheses and may contain any byte but NUL, including parentheses and
 * newlines: it ends at the last closing parenthesis.
 */
final class ProcessStatParser {

    /** Indices count from the field after the command name, which is the third. */
    private static final int STATE = 3 - 3;

    private static final int PARENT = 4 - 3;

    private static final int START_TIME = 22 - 3;

    private ProcessStatParser() {}

    /** Empty if the bytes are malformed. */
    static Optional<ProcessStat> parse(byte[] stat) {
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String[] fields = text.substring(close + 1).trim().split(" ", START_TIME + 2);
        if (fields.length <= START_TIME || fields[STATE].length() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessStat(
                    text.substring(open + 1, close),
                    fields[STATE].charAt(0),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[START_TIME])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
