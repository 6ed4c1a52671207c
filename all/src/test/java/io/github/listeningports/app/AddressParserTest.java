package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressParserTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "0.0.0.0, 0.0.0.0",
        "127.0.0.53%lo, 127.0.0.53",
        "::, 0:0:0:0:0:0:0:0",
        "[::1], 0:0:0:0:0:0:0:1",
        "2001:db8::8:0, 2001:db8:0:0:0:0:8:0",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "fe80::1%lo0, fe80:0:0:0:0:0:0:1",
        "[fe80::1]%eth0, fe80:0:0:0:0:0:0:1",
        "[fe80::1%12], fe80:0:0:0:0:0:0:1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "64:ff9b::10.0.0.1, 64:ff9b:0:0:0:0:a00:1"
    })
    void addresses(String text, String expected) {
        assertEquals(Optional.of(expected), AddressParser.address(text).map(InetAddress::getHostAddress));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "localhost",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "1:2:3",
                ":::",
                "1::2::3",
                "12345::",
                "fe80::aede:48ff:",
                "1:2:3:4:5:6:7:8:9",
                "::1.2.3",
                "[",
                "%lo",
                "1:2:3:4:5:6:7::8"
            })
    void noAddresses(String text) {
        assertEquals(Optional.empty(), AddressParser.address(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "99999", "123456", "-1", "http", "*"})
    void noPorts(String text) {
        assertEquals(Optional.empty(), AddressParser.port(text));
    }
}
