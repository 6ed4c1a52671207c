package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Parses a SID (winnt.h) into its text form: MS-DTYP 2.4.2.1. */
public final class SidParser {

    private static final int REVISION = 1;
    private static final int FIRST_PART = 8;
    private static final int MAX_PARTS = 15;

    private SidParser() {}

    /** The text, such as {@code S-1-5-18}; empty if there is no SID at the offset. */
    public static Optional<String> parse(ByteBuffer buffer, int offset) {
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (offset < 0 || offset > bytes.limit() - FIRST_PART || bytes.get(offset) != REVISION) {
            return Optional.empty();
        }
        int parts = Byte.toUnsignedInt(bytes.get(offset + 1));
        if (parts > MAX_PARTS || offset + FIRST_PART + parts * Integer.BYTES > bytes.limit()) {
            return Optional.empty();
        }
        // Six bytes, the only big-endian ones.
        long authority = bytes.order(ByteOrder.BIG_ENDIAN).getLong(offset) & 0xFFFF_FFFF_FFFFL;
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder("S-1-");
        text.append(authority <= 0xFFFF_FFFFL ? Long.toString(authority) : "0x%012X".formatted(authority));
        for (int i = 0; i < parts; i++) {
            text.append('-').append(Integer.toUnsignedString(bytes.getInt(offset + FIRST_PART + i * Integer.BYTES)));
        }
        return Optional.of(text.toString());
    }
}
