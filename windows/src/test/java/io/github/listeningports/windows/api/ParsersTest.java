package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parsers of small structures; the bytes are written by hand after the SDK's headers and Microsoft's pages. */
class ParsersTest {

    @ParameterizedTest
    @CsvSource({
        "010100000000000512000000, S-1-5-18",
        "0105000000000005150000001ba3a1d26d1ff5d5d0a2bd0ef4010000, S-1-5-21-3533808411-3589611373-247309008-500",
        "01020000000000052000000020020000, S-1-5-32-544",
        "0100000000000005, S-1-5",
    })
    void securityIdentifiers(String hex, String text) {
        assertEquals(Optional.of(text), SidParser.parse(bytes(hex), 0));
        assertEquals(Optional.of(text), SidParser.parse(bytes("cccccc" + hex), 3));
    }

    /** An authority beyond 32 bits is in hexadecimal: MS-DTYP 2.4.2.1. */
    @Test
    void aSecurityIdentifierOfALargeAuthority() {
        assertEquals(Optional.of("S-1-0x123456789ABC-1"), SidParser.parse(bytes("0101123456789abc01000000"), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0201000000000005120000",
                "020100000000000512000000",
                "0110000000000005",
                "01010000000000051200"
            })
    void invalidSecurityIdentifiers(String hex) {
        assertEquals(Optional.empty(), SidParser.parse(bytes(hex), 0));
        assertEquals(Optional.empty(), SidParser.parse(bytes(hex), 1_000));
        assertEquals(Optional.empty(), SidParser.parse(bytes(hex), -1));
    }

    @Test
    void aProcessEntryOf64Bit() {
        assertEquals(568, ProcessEntryParser.size(8));
        ByteBuffer entry = allocate(568).putInt(8, -16).putInt(32, 4_000_000);
        entry.put(44, "höhle-日本.exe\0".getBytes(StandardCharsets.UTF_16LE));

        assertEquals(
                new ProcessEntry(4_294_967_280L, 4_000_000, "höhle-日本.exe", 0), ProcessEntryParser.parse(entry, 8));
    }

    @Test
    void aProcessEntryOf32Bit() {
        assertEquals(556, ProcessEntryParser.size(4));
        ByteBuffer entry = allocate(556).putInt(8, 1000).putInt(24, 4);
        entry.put(36, "x".repeat(260).getBytes(StandardCharsets.UTF_16LE));

        assertEquals(new ProcessEntry(1000, 4, "x".repeat(260), 0), ProcessEntryParser.parse(entry, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void severalServicesOfOneProcess(int pointerSize) {
        long base = pointerSize == 8 ? 0x7FFE_0000_1000L : 0xFFF0_0000L;
        int size = pointerSize == 8 ? 56 : 44;
        int pid = 2 * pointerSize + 28;
        ByteBuffer list = allocate(400);
        String[] names = {"Dnscache", "nsi", "Größe", "stopped"};
        int[] pids = {-16, -16, 900, 0};
        for (int i = 0; i < 4; i++) {
            int text = 4 * size + i * 20;
            list.put(text, (names[i] + "\0").getBytes(StandardCharsets.UTF_16LE))
                    .putInt(i * size + pid, pids[i]);
            if (pointerSize == 8) {
                list.putLong(i * size, base + text);
            } else {
                list.putInt(i * size, (int) (base + text));
            }
        }
        Map<Long, List<String>> services = new HashMap<>();
        ServiceListParser.parse(list, base, 4, pointerSize, services);

        assertEquals(Map.of(4_294_967_280L, List.of("Dnscache", "nsi"), 900L, List.of("Größe")), services);
    }

    @Test
    void aServiceWhoseNameIsElsewhere() {
        Map<Long, List<String>> services = new HashMap<>();
        ByteBuffer list = allocate(60).putLong(0, 500).putInt(44, 7);
        for (long base : new long[] {0, 501, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ServiceListParser.parse(list, base, 1, 8, services);
        }
        ServiceListParser.parse(list, 450, 1_000_000, 8, services);

        assertEquals(Map.of(), services);
    }

    @Test
    void times() {
        assertEquals(Instant.EPOCH, FileTime.toInstant(116_444_736_000_000_000L));
        assertEquals(Instant.parse("1601-01-01T00:00:00.000000100Z"), FileTime.toInstant(1));
        assertEquals(Instant.parse("2026-11-23T07:00:00.123456700Z"), FileTime.toInstant(134_398_908_001_234_567L));
    }

    /** Written here as winternl.h has it; the start time is where it says Reserved1. */
    @Test
    void allProcessesOfTheSystem() {
        for (int pointer : new int[] {4, 8}) {
            ByteBuffer list = processes(pointer);
            assertEquals(
                    Optional.of(Map.of(
                            4L, new ProcessEntry(4, 0, "", 134L),
                            1_000L, new ProcessEntry(1_000, 4, "höhle-日本.exe", 135L))),
                    SystemProcessParser.parse(list, 0x7000_0000L, pointer));
            for (int next : new int[] {4_000, Integer.MAX_VALUE, -1}) {
                list.putInt(0, next);
                assertEquals(Optional.empty(), SystemProcessParser.parse(list, 0x7000_0000L, pointer));
            }
        }
        assertEquals(Optional.empty(), SystemProcessParser.parse(ByteBuffer.allocate(40), 0, 8));
    }

    private static ByteBuffer processes(int pointer) {
        int size = 184;
        ByteBuffer list = ByteBuffer.allocate(3 * size).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = "höhle-日本.exe".getBytes(StandardCharsets.UTF_16LE);
        int pid = 56 + 3 * pointer;
        list.putInt(0, size).putLong(32, 134).putInt(pid, 4);
        list.putLong(size + 32, 135).putInt(size + pid, 1_000).putInt(size + pid + pointer, 4);
        list.putShort(size + 56, (short) name.length).putInt(size + 56 + pointer, 0x7000_0000 + 2 * size);
        return list.put(2 * size, name);
    }

    @Test
    void aLoneSurrogateStays() {
        assertEquals("a\uD800b", WideText.decode(bytes("610000d8620000006300"), 0));
        assertEquals("ab", WideText.decode(bytes("61006200"), 0));
        assertEquals("b", WideText.decode(bytes("6100620063"), 2));
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
