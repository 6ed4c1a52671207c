package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parses SYSTEM_PROCESS_INFORMATION (winternl.h), which NtQuerySystemInformation fills for SystemProcessInformation: entries of different length, each with the offset of the
 * next. The header documents the pids by name, and the start time only as a part of Reserved1.
 */
final class SystemProcessParser {

    private static final int STARTED = 32;
    private static final int NAME = 56;

    private SystemProcessParser() {}

    /**
     * The processes by pid; empty if an offset leads out of the buffer.
     *
     * @param address the address of the buffer, to which the pointers refer
     */
    static Optional<Map<Long, ProcessEntry>> parse(ByteBuffer list, long address, int pointerSize) {
        ByteBuffer bytes = list.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Map<Long, ProcessEntry> all = new HashMap<>();
        // After UNICODE_STRING, two numbers of 16 bits and a pointer, comes the base priority, padded to a pointer.
        int pid = NAME + 2 * pointerSize + pointerSize;
        long at = 0;
        while (true) {
            if (at < 0 || at + pid + 2L * pointerSize > bytes.limit()) {
                return Optional.empty();
            }
            int entry = (int) at;
            ProcessEntry process = new ProcessEntry(
                    pointer(bytes, entry + pid, pointerSize),
                    pointer(bytes, entry + pid + pointerSize, pointerSize),
                    name(bytes, entry + NAME, address, pointerSize),
                    Math.max(0, bytes.getLong(entry + STARTED)));
            all.put(process.pid(), process);
            long next = Integer.toUnsignedLong(bytes.getInt(entry));
            if (next == 0) {
                return Optional.of(all);
            }
            at += next;
        }
    }

    private static String name(ByteBuffer bytes, int at, long address, int pointerSize) {
        int length = Short.toUnsignedInt(bytes.getShort(at));
        long start = pointer(bytes, at + pointerSize, pointerSize) - address;
        return length == 0 || start < 0 || start > bytes.limit() - length
                ? ""
                : WideText.decode(bytes.duplicate().limit((int) start + length), (int) start);
    }

    private static long pointer(ByteBuffer bytes, int at, int size) {
        return size == Long.BYTES ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
    }
}
