package io.github.listeningports.macos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of sysctl KERN_PROCARGS2 (bsd/kern/kern_sysctl.c sysctl_procargsx): the number of arguments, the path of the program, NULs, the arguments and the
 * environment, each string NUL-terminated. The process may have overwritten any of it since. Of Apple's restricted programs the environment is missing, for root
 * too.
 */
final class ProcessArgumentsParser {

    private static final String JOB = "XPC_SERVICE_NAME=";

    private final ByteBuffer bytes;
    private int at;

    private ProcessArgumentsParser(ByteBuffer bytes) {
        this.bytes = bytes;
        at = Integer.BYTES;
    }

    /** Parses a little-endian buffer from 0 to its limit. */
    static ProcessArguments parse(ByteBuffer bytes) {
        return bytes.limit() < Integer.BYTES
                ? new ProcessArguments(List.of(), Optional.empty())
                : new ProcessArgumentsParser(bytes).parse(bytes.getInt(0));
    }

    private ProcessArguments parse(int count) {
        text();
        while (at < bytes.limit() && bytes.get(at) == 0) {
            at++;
        }
        List<String> arguments = new ArrayList<>();
        while (arguments.size() < count && at < bytes.limit()) {
            arguments.add(text());
        }
        Optional<String> job = Optional.empty();
        while (job.isEmpty() && at < bytes.limit()) {
            String variable = text();
            if (variable.isEmpty()) {
                break;
            }
            // launchd passes "0" to processes that are not jobs.
            if (variable.startsWith(JOB) && variable.length() > JOB.length() && !variable.equals(JOB + "0")) {
                job = Optional.of(variable.substring(JOB.length()));
            }
        }
        return new ProcessArguments(arguments, job);
    }

    /** Reads up to the next NUL, and skips it. */
    private String text() {
        int end = at;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        bytes.get(at, text);
        at = end + 1;
        return new String(text, StandardCharsets.UTF_8);
    }
}
