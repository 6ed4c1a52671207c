package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of an address in a rule (MS-GPFAS 2.2.2.9 to 2.2.2.13), and texts that are none. */
class AddressParserTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, 10.1.2.3",
        "255.255.255.255, 255.255.255.255, 255.255.255.255",
        "10.1.2.3-10.1.2.3, 10.1.2.3, 10.1.2.3",
        "10.1.2.3-10.1.3.0, 10.1.2.3, 10.1.3.0",
        "10.1.2.3/24, 10.1.2.0, 10.1.2.255",
        "10.1.2.3/32, 10.1.2.3, 10.1.2.3",
        "10.1.2.3/0, 0.0.0.0, 255.255.255.255",
        "10.1.2.3/255.255.252.0, 10.1.0.0, 10.1.3.255",
        "10.1.2.3/255.255.255.255, 10.1.2.3, 10.1.2.3",
        "10.1.2.3/0.0.0.0, 0.0.0.0, 255.255.255.255",
        "::, ::, ::",
        "::1, ::1, ::1",
        "1::, 1::, 1::",
        "2001:db8::A:1, 2001:db8:0:0:0:0:a:1, 2001:db8:0:0:0:0:a:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
        "64:ff9b::10.1.2.3, 64:ff9b:0:0:0:0:a01:203, 64:ff9b:0:0:0:0:a01:203",
        "1:2:3:4:5:6:10.1.2.3, 1:2:3:4:5:6:a01:203, 1:2:3:4:5:6:a01:203",
        "fe80::1-fe80::2, fe80::1, fe80::2",
        "fe80::5/64, fe80::, fe80::ffff:ffff:ffff:ffff",
        "fe80::5/128, fe80::5, fe80::5",
        "fe80::5/ffff:ffff::, fe80::, fe80:0:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void addressesRangesAndSubnets(String text, String first, String last) throws UnknownHostException {
        AddressSet.Range range = new AddressSet.Range(
                AddressSet.number(InetAddress.getByName(first)), AddressSet.number(InetAddress.getByName(last)));
        assertEquals(Optional.of(range), AddressParser.parse(family(text), text));
        Arrays.stream(AddressFamily.values())
                .filter(other -> other != family(text))
                .forEach(other -> assertEquals(Optional.empty(), AddressParser.parse(other, text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "/",
                "10.1.2",
                "10.1.2.256",
                "10.1.2.3.4",
                "10.1.2.3-",
                "-10.1.2.3",
                "10.1.2.3-10.1.2.2",
                "10.1.2.3/33",
                "10.1.2.3/",
                "/24",
                "10.1.2.3/255.0.255.0",
                "10.1.2.3/0.0.0.255",
                "10.1.2.3/24/24",
                "LocalSubnet",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "1:2:3:4:5:6:7:10.1.2.3",
                "10.1.2.3::",
                "1:10.1.2.3:2::",
                "12345::",
                "g::",
                "fe80::1%2",
                "fe80::1/129",
                "fe80::1/ffff::ffff",
                "fe80::2-fe80::1"
            })
    void textsThatAreNone(String text) {
        for (AddressFamily family : AddressFamily.values()) {
            assertEquals(Optional.empty(), AddressParser.parse(family, text));
        }
    }

    private static AddressFamily family(String text) {
        return text.contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }
}
