package io.github.listeningports.app;

import static io.github.listeningports.app.Snapshots.process;
import static io.github.listeningports.app.Snapshots.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymizerTest {

    private static Anonymizer anonymizer() {
        return new Anonymizer(
                Snapshots.of(tcp(80, process(7, "java", "WORK\\jane"), process(8, "sshd", "root"))),
                List.of("john.doe"),
                List.of("mybox"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "tcp 203.0.112.9:80, tcp 192.0.2.1:80",
                "tcp4 0 0 203.0.112.9.8080 *.*, tcp4 0 0 192.0.2.1.8080 *.*",
                "TCP [2a01:4f8::17]:80 [::]:0, TCP [2001:db8::1]:80 [::]:0",
                "TCP [fe80::1cd2:53ff:fe11:2233%5]:139, TCP [fe80::1%5]:139",
                "fe80::aede:48ff:fe00:1122%en5.49152, fe80::1%en5.49152",
                "[::ffff:203.0.112.9]:80, [192.0.2.1]:80",
                "whoami: john.doe WORK\\Jane, whoami: user-1 WORK\\user-2",
                "/Users/eve/x /home/eve, /Users/user-4/x /home/user-4",
                "C:\\Users\\mallory\\a.exe, C:\\Users\\user-4\\a.exe",
                "Linux mybox 6.18, Linux host-3 6.18"
            })
    void replaced(String text, String expected) {
        assertEquals(expected, anonymizer().apply(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp 127.0.0.1:80 0.0.0.0:* [::1]:80 [::]:80 224.0.0.251 ff02::fb",
                "sshd root _mdnsresponder SYSTEM",
                "macOS 15.3.1 (24D70), 23:59:59, java.version = 17.0.15",
                "inode=635, a::b is no path, mybox2 janet"
            })
    void kept(String text) {
        assertEquals(text, anonymizer().apply(text).replace("2001:db8::1", "a::b"));
    }

    /** So that differences can still be seen. */
    @Test
    void theSameByTheSame() {
        String text = anonymizer().apply("203.0.112.9:80 203.0.112.10 203.0.112.9.22 and /home/eve/ /Users/eve");

        assertEquals("192.0.2.1:80 192.0.2.2 192.0.2.1.22 and /home/user-4/ /Users/user-4", text);
    }

    @Test
    void manyAddresses() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            text.append("10.1.").append(i / 250).append('.').append(i % 250).append('\n');
        }
        String replaced = anonymizer().apply(text.toString());

        assertEquals(600, replaced.lines().distinct().count());
        assertFalse(replaced.contains("10.1."));
    }
}
