package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 5952 and their edge cases. */
class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        // 4.1: no leading zeros
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8aaaabbbbccccdddd0eee0001, 2001:db8:aaaa:bbbb:cccc:dddd:eee:1",
        "20010db8aaaabbbbccccddddeeee0aaa, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaa",
        // 4.2.1: as much as possible is shortened
        "20010db8000000000000000000020001, 2001:db8::2:1",
        // 4.2.2: one group of zeros alone is not
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db8000100010001000100010000, 2001:db8:1:1:1:1:1:0",
        "00000001000100010001000100010001, 0:1:1:1:1:1:1:1",
        // 4.2.3: the longest run; of two equal ones the first
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "00000000000100010001000100000000, ::1:1:1:1:0:0",
        "00000000000100010001000000000000, 0:0:1:1:1::",
        "00010000000100000001000000010000, 1:0:1:0:1:0:1:0",
        // 4.3: lower case
        "20010db8000000000000deadbeefcafe, 2001:db8::dead:beef:cafe",
        // Runs at the ends, and of every length
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "00010000000000000000000000000000, 1::",
        "ff020000000000000000000000010002, ff02::1:2",
        "00000000000100010001000100010001, ::1:1:1:1:1:1",
        "00010001000100010001000100000000, 1:1:1:1:1:1::",
        "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "0064ff9b0000000000000000c0000221, 64:ff9b::c000:221"
    })
    void sixIsWrittenAsInRfc5952(String hex, String text) {
        assertEquals(text, AddressText.of(Samples.sixBytes(hex, -1), OptionalInt.empty()));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "127.0.0.1", "255.255.255.255", "192.0.2.33"})
    void fourIsWrittenWithDots(String text) {
        assertEquals(text, AddressText.of(Samples.address(text), OptionalInt.empty()));
        assertEquals(text + ":80", AddressText.withPort(Samples.address(text), OptionalInt.empty(), 80));
    }

    @Test
    void aPortComesAfterBracketsAndAScopeWithinThem() {
        assertEquals("[::1]:80", AddressText.withPort(Samples.address("::1"), OptionalInt.empty(), 80));
        assertEquals("[fe80::1%2]:65535", AddressText.withPort(Samples.address("fe80::1"), OptionalInt.of(2), 65535));
        assertEquals("fe80::1%2", AddressText.of(Samples.address("fe80::1"), OptionalInt.of(2)));
    }

    @Test
    void theScopeThatTheObjectCarriesIsNotPrintedTwice() {
        assertEquals(
                "fe80::1%2",
                AddressText.of(Samples.sixBytes("fe800000000000000000000000000001", 2), OptionalInt.of(2)));
    }

    @Test
    void whatIsWrittenIsReadAsTheSameAddress() {
        Random random = new Random(5952);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder hex = new StringBuilder(32);
            for (int group = 0; group < 8; group++) {
                hex.append("%04x".formatted(random.nextBoolean() ? 0 : random.nextInt(0x10000)));
            }
            var address = Samples.sixBytes(hex.toString(), -1);
            if (!hex.toString().startsWith("00000000000000000000ffff")) {
                assertEquals(address, Samples.address(AddressText.of(address, OptionalInt.empty())));
            }
        }
    }
}
