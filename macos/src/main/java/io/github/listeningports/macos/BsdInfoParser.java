package io.github.listeningports.macos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** struct proc_bsdinfo and struct proc_bsdshortinfo (bsd/sys/proc_info.h), from a little-endian buffer that holds the whole structure. */
final class BsdInfoParser {

    private static final int MICROS_PER_SECOND = 1_000_000;

    private BsdInfoParser() {}

    /** The full form, readable for one's own processes, and as root for all. */
    static BsdInfo parse(ByteBuffer info) {
        String name = text(info, Layout.PBI_NAME, Layout.PBI_NAME_BYTES);
        return new BsdInfo(
                info.getInt(Layout.PBI_PID),
                info.getInt(Layout.PBI_PPID),
                unsigned(info, Layout.PBI_UID),
                unsigned(info, Layout.PBI_RUID),
                name.isEmpty() ? text(info, Layout.PBI_COMM, Layout.PBI_COMM_BYTES) : name,
                instant(info.getLong(Layout.PBI_START_SECONDS), info.getLong(Layout.PBI_START_MICROS)));
    }

    /** The short form, readable for every process. */
    static BsdInfo parseShort(ByteBuffer info) {
        return new BsdInfo(
                info.getInt(Layout.PBSI_PID),
                info.getInt(Layout.PBSI_PPID),
                unsigned(info, Layout.PBSI_UID),
                unsigned(info, Layout.PBSI_RUID),
                text(info, Layout.PBSI_COMM, Layout.PBI_COMM_BYTES),
                Optional.empty());
    }

    /** Up to the first NUL. The kernel truncates by bytes, possibly within a character. */
    static String text(ByteBuffer info, int at, int length) {
        byte[] bytes = new byte[length];
        info.get(at, bytes);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Impossible times are absent. */
    private static Optional<Instant> instant(long seconds, long micros) {
        return seconds <= 0 || seconds > Instant.MAX.getEpochSecond() || micros < 0 || micros >= MICROS_PER_SECOND
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds, micros * 1000));
    }

    private static long unsigned(ByteBuffer info, int at) {
        return Integer.toUnsignedLong(info.getInt(at));
    }
}
