package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as what functions of Windows fill, with pointers of either size into them. */
class ApiFuzzTest {

    /** Where the bytes are. */
    private static final long ADDRESS = 0x1000;

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("windows-processes", List.of(processes(4), processes(8)), ApiFuzzTest::processes),
                new FuzzTarget("windows-services", List.of(services(4), services(8)), ApiFuzzTest::services),
                new FuzzTarget("windows-groups", List.of(groups(4), groups(8)), ApiFuzzTest::groups),
                new FuzzTarget(
                        "windows-process-entry", List.of(new byte[ProcessEntryParser.size(8)]), ApiFuzzTest::entry));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putPointer(ByteBuffer bytes, int at, long value, int pointerSize) {
        if (pointerSize == Long.BYTES) {
            bytes.putLong(at, value);
        } else {
            bytes.putInt(at, (int) value);
        }
    }

    /** Two entries of SYSTEM_PROCESS_INFORMATION, and a name behind each. */
    private static byte[] processes(int pointerSize) {
        byte[] name = "svchost.exe".getBytes(StandardCharsets.UTF_16LE);
        int length = 128;
        byte[] bytes = new byte[2 * (length + 32)];
        ByteBuffer list = little(bytes);
        for (int i = 0; i < 2; i++) {
            int at = i * (length + 32);
            list.putInt(at, i == 0 ? length + 32 : 0).putLong(at + 32, 134_398_908_001_234_567L);
            list.putShort(at + 56, (short) name.length);
            putPointer(list, at + 56 + pointerSize, ADDRESS + at + length, pointerSize);
            putPointer(list, at + 56 + 3 * pointerSize, 812 + i, pointerSize);
            list.put(at + length, name);
        }
        return bytes;
    }

    private static void processes(byte[] bytes) {
        for (int pointerSize : new int[] {4, 8}) {
            SystemProcessParser.parse(little(bytes), ADDRESS, pointerSize)
                    .ifPresent(all -> all.forEach((pid, process) -> {
                        assertTrue(pid == process.pid() && process.name().length() <= bytes.length / 2);
                        assertTrue(process.started() >= 0, process::toString);
                    }));
        }
    }

    private static byte[] services(int pointerSize) {
        int size = pointerSize == 8 ? 56 : 44;
        byte[] bytes = new byte[2 * size + 20];
        ByteBuffer list = little(bytes);
        for (int i = 0; i < 2; i++) {
            putPointer(list, i * size, ADDRESS + 2L * size, pointerSize);
            list.putInt(i * size + 2 * pointerSize + 28, 812);
        }
        list.put(2 * size, "Dnscache\0".getBytes(StandardCharsets.UTF_16LE));
        return bytes;
    }

    private static void services(byte[] bytes) {
        for (int pointerSize : new int[] {4, 8}) {
            for (int count : new int[] {2, Integer.MAX_VALUE, -1}) {
                Map<Long, List<String>> services = new HashMap<>();
                ServiceListParser.parse(little(bytes), ADDRESS, count, pointerSize, services);
                services.forEach((pid, names) -> {
                    assertTrue(pid > 0 && names.size() <= bytes.length / 44);
                    names.forEach(name -> assertFalse(name.isBlank()));
                });
            }
        }
    }

    /** A service's SID, enabled. */
    private static byte[] groups(int pointerSize) {
        int sid = 3 * pointerSize;
        byte[] bytes = new byte[sid + 8 + 6 * 4];
        ByteBuffer groups = little(bytes);
        groups.putInt(0, 1);
        putPointer(groups, pointerSize, ADDRESS + sid, pointerSize);
        groups.putInt(2 * pointerSize, 4);
        groups.put(sid, (byte) 1).put(sid + 1, (byte) 6).put(sid + 7, (byte) 5).putInt(sid + 8, 80);
        return bytes;
    }

    private static void groups(byte[] bytes) {
        for (int pointerSize : new int[] {4, 8}) {
            TokenGroupsParser.services(little(bytes), ADDRESS, pointerSize)
                    .ifPresent(all -> all.forEach(sid -> assertTrue(sid.startsWith("S-1-5-80-"), sid)));
        }
        for (int at = -1; at <= Math.min(bytes.length, 64); at++) {
            SidParser.parse(little(bytes), at).ifPresent(sid -> assertTrue(sid.matches("S-1-[0-9A-Fx-]+"), sid));
        }
    }

    private static void entry(byte[] bytes) {
        for (int pointerSize : new int[] {4, 8}) {
            byte[] whole = Arrays.copyOf(bytes, ProcessEntryParser.size(pointerSize));
            ProcessEntry entry = ProcessEntryParser.parse(little(whole), pointerSize);
            assertTrue(entry.pid() >= 0 && entry.name().length() <= 260, entry::toString);
        }
    }
}
