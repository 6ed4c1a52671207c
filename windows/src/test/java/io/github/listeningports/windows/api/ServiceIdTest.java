package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The SIDs of services, and their place in a token. */
class ServiceIdTest {

    private static final String ADMINISTRATORS = "01020000000000052000000020020000";

    /** S-1-5-80-1-2-3-4-5. */
    private static final String SERVICE = "010600000000000550000000" + "0100000002000000030000000400000005000000";

    private static final long ADDRESS = 0x7FF0_1234_5670L;

    /** TrustedInstaller owns the files of every Windows. */
    @Test
    void asWindowsMakesThem() {
        assertEquals(
                "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", ServiceId.of("TrustedInstaller"));
        assertEquals(ServiceId.of("trustedinstaller"), ServiceId.of("TRUSTEDINSTALLER"));
    }

    /** Windows keeps the sharp s; Java would make it SS. */
    @Test
    void aLetterWithoutAnUpperCaseForm() {
        assertEquals(ServiceId.of("STRA\u00DFE"), ServiceId.of("stra\u00DFe"));
        assertNotEquals(ServiceId.of("STRASSE"), ServiceId.of("stra\u00DFe"));
        assertNotEquals(ServiceId.of("I"), ServiceId.of("\u0131"));
    }

    /** INVALID_HANDLE_VALUE, as a pointer of 32 bits arrives: extended or not. */
    @Test
    void theInvalidHandle() {
        assertTrue(Handle.isInvalid(new Pointer(-1), 8));
        assertTrue(Handle.isInvalid(new Pointer(-1), 4));
        assertTrue(Handle.isInvalid(new Pointer(0xFFFF_FFFFL), 4));
        assertFalse(Handle.isInvalid(new Pointer(0xFFFF_FFFFL), 8));
        assertFalse(Handle.isInvalid(new Pointer(4), 4));
        assertTrue(Handle.isInvalid(null, 8));
    }

    @Test
    void theGroupsOfAToken() {
        assertEquals(Optional.of(Set.of()), parse(8, List.of(ADMINISTRATORS), List.of(7)));
        assertEquals(
                Optional.of(Set.of("S-1-5-80-1-2-3-4-5")),
                parse(8, List.of(ADMINISTRATORS, SERVICE, ADMINISTRATORS), List.of(7, 0xE, 0)));
        assertEquals(
                Optional.of(Set.of("S-1-5-80-1-2-3-4-5")),
                parse(4, List.of(SERVICE, ADMINISTRATORS), List.of(0x8000_000E, 7)));
        assertEquals(Optional.of(Set.of()), parse(8, List.of(), List.of()));
    }

    /** A service that does not run yet in its shared process: whether its rules apply is unknown. */
    @Test
    void aServiceThatIsNotEnabled() {
        assertEquals(Optional.empty(), parse(8, List.of(SERVICE), List.of(0xA)));
    }

    @Test
    void anyBytes() {
        Random random = new Random(80);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            ByteBuffer buffer = WideText.direct(bytes);
            if (bytes.length > 8) {
                buffer.putInt(0, random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(4));
            }
            if (bytes.length >= 24) {
                buffer.putLong(8, ADDRESS + random.nextInt(120) - 10);
            }
            TokenGroupsParser.services(buffer, ADDRESS, random.nextBoolean() ? 8 : 4);
        }
        ByteBuffer many = WideText.allocate(8).putInt(0, Integer.MAX_VALUE);
        assertEquals(Optional.empty(), TokenGroupsParser.services(many, ADDRESS, 8));
    }

    private static Optional<Set<String>> parse(int pointerSize, List<String> ids, List<Integer> attributes) {
        long address = pointerSize == 8 ? ADDRESS : ADDRESS & 0x7FFF_FFFFL;
        int header = pointerSize + ids.size() * 2 * pointerSize;
        ByteBuffer buffer = WideText.allocate(header + 200).putInt(0, ids.size());
        int end = header;
        for (int i = 0; i < ids.size(); i++) {
            int at = pointerSize + i * 2 * pointerSize;
            if (pointerSize == 8) {
                buffer.putLong(at, address + end);
            } else {
                buffer.putInt(at, (int) (address + end));
            }
            buffer.putInt(at + pointerSize, attributes.get(i));
            byte[] id = HexFormat.of().parseHex(ids.get(i));
            buffer.put(end, id);
            end += id.length;
        }
        return TokenGroupsParser.services(buffer, address, pointerSize);
    }
}
