package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineParserTest {

    /** The examples of Microsoft's page "Parsing C command-line arguments", after a program. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\1',
            value = {
                "p.exe \"a b c\" d e # a b c|d|e",
                "p.exe \"ab\\\"c\" \"\\\\\" d # ab\"c|\\|d",
                "p.exe a\\\\\\b d\"e f\"g h # a\\\\\\b|de fg|h",
                "p.exe a\\\\\\\"b c d # a\\\"b|c|d",
                "p.exe a\\\\\\\\\"b c\" d e # a\\\\b c|d|e",
                "p.exe a\"b\"\" c d # ab\" c d",
                "p.exe \"\" x # |x",
            })
    void asTheCRuntimeSplitsThem(String line, String arguments) {
        List<String> parsed = CommandLineParser.parse(line);

        assertEquals("p.exe", parsed.get(0));
        assertEquals(arguments, String.join("|", parsed.subList(1, parsed.size())));
    }

    @Test
    void theProgramOfACommandLineIsAPath() {
        assertEquals(
                List.of("C:\\Program Files\\a\\", "-x", "\\"),
                CommandLineParser.parse("\"C:\\Program Files\\a\\\"\t-x  \\ "));
        assertEquals(List.of("C:\\a.exe"), CommandLineParser.parse("C:\\a.exe"));
        assertEquals(List.of(""), CommandLineParser.parse(""));
    }

    @Test
    void anyText() {
        Random random = new Random(400);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                line.append(" \t\"\\ab".charAt(random.nextInt(6)));
            }
            List<String> arguments = CommandLineParser.parse(line.toString());
            int characters = arguments.stream().mapToInt(String::length).sum();
            assertTrue(!arguments.isEmpty() && characters <= line.length(), () -> line + " " + arguments);
        }
    }
}
