package io.github.listeningports.linux.processes;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** /proc/stat (proc_stat(5)): the boot time. */
final class KernelStatParser {

    private static final String BOOT_TIME_LINE = "\nbtime ";

    private KernelStatParser() {}

    static Optional<Instant> bootTime(byte[] stat) {
        String text = new String(stat, StandardCharsets.ISO_8859_1);
        int line = text.indexOf(BOOT_TIME_LINE);
        if (line < 0) {
            return Optional.empty();
        }
        String seconds =
                text.substring(line + BOOT_TIME_LINE.length()).split("\n", 2)[0].trim();
        return seconds.matches("[0-9]{1,12}")
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }
}
