package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** /proc/stat (proc_stat(5)): the boot time. */
final class KernelStatParser {

    private static final String BOOT_TIME_LINE = "\nbtime ";

    private static final int MAX_DIGITS = 12;

    private KernelStatParser() {}

    static Optional<Instant> bootTime(byte[] stat) {
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int line = text.indexOf(BOOT_TIME_LINE);
        if (line < 0) {
            return Optional.empty();
        }
        int from = line + BOOT_TIME_LINE.length();
        int end = text.indexOf('\n', from);
        String seconds = text.substring(from, end < 0 ? text.length() : end).trim();
        return ProcFiles.isNumber(seconds, MAX_DIGITS)
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }
}
