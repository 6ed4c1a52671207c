package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parses PROCESSENTRY32W (tlhelp32.h); two of its fields are as wide as a pointer. */
final class ProcessEntryParser {

    /** MAX_PATH characters, of two bytes. */
    private static final int NAME_SIZE = 2 * 260;

    private ProcessEntryParser() {}

    /** The size of the structure, which its first field must hold. */
    static int size(int pointerSize) {
        int end = nameOffset(pointerSize) + NAME_SIZE;
        return (end + pointerSize - 1) / pointerSize * pointerSize;
    }

    static ProcessEntry parse(ByteBuffer entry, int pointerSize) {
        ByteBuffer bytes = entry.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int name = nameOffset(pointerSize);
        return new ProcessEntry(
                Integer.toUnsignedLong(bytes.getInt(8)),
                Integer.toUnsignedLong(bytes.getInt(name - 12)),
                WideText.decode(bytes.limit(name + NAME_SIZE), name),
                0);
    }

    /** After dwSize, cntUsage, th32ProcessID, th32DefaultHeapID (a pointer, aligned) and five 32-bit numbers. */
    private static int nameOffset(int pointerSize) {
        return (pointerSize == 8 ? 24 : 16) + 5 * Integer.BYTES;
    }
}
