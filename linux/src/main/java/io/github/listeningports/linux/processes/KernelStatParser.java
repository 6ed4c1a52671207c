package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** /proc/stat (proc_stat(5)): the boot time, and how many processes and threads were ever made. */
final class KernelStatParser {

    private static final String BOOT_TIME_LINE = "\nbtime ";
    private static final String FORKS_LINE = "\nprocesses ";

    private static final int MAX_DIGITS = 12;

    private KernelStatParser() {}

    static Optional<Instant> bootTime(byte[] stat) {
        OptionalLong seconds = number(BOOT_TIME_LINE, stat);
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }

    static OptionalLong forks(byte[] stat) {
        return number(FORKS_LINE, stat);
    }

    private static OptionalLong number(String line, byte[] stat) {
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(line);
        if (begin < 0) {
            return OptionalLong.empty();
        }
        int from = begin + line.length();
        int end = text.indexOf('\n', from);
        String number = text.substring(from, end < 0 ? text.length() : end).trim();
        return ProcFiles.isNumber(number, MAX_DIGITS) ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }
}
