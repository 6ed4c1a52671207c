package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {

    // Written as numbers: the characters themselves would garble this file as they would a terminal.
    static Stream<Arguments> harmfulTexts() {
        return Stream.of(
                Arguments.of("newline", text("a", 0x0a, "b"), "a\\nb"),
                Arguments.of("tab", text("a", 0x09, "b"), "a\\tb"),
                Arguments.of("carriage return", text("a", 0x0d, "b"), "a\\u000db"),
                Arguments.of("escape sequence", text("a", 0x1b, "[31mb"), "a\\u001b[31mb"),
                Arguments.of("NUL", text("a", 0, "b"), "a\\u0000b"),
                Arguments.of("delete", text("a", 0x7f, "b"), "a\\u007fb"),
                Arguments.of("C1 control sequence introducer", text("a", 0x9b, "31m"), "a\\u009b31m"),
                Arguments.of("right-to-left override", text("exe", 0x202e, "txt"), "exe\\u202etxt"),
                Arguments.of("right-to-left isolate", text("a", 0x2067, "b"), "a\\u2067b"),
                Arguments.of("zero-width space joiner", text("a", 0x200d, "b"), "a\\u200db"),
                Arguments.of("line separator", text("a", 0x2028, "b"), "a\\u2028b"),
                Arguments.of("paragraph separator", text("a", 0x2029, "b"), "a\\u2029b"),
                Arguments.of("lone high surrogate", "a" + (char) 0xd83d + "b", "a\\ud83db"),
                Arguments.of("lone low surrogate", "a" + (char) 0xde00, "a\\ude00"),
                Arguments.of("supplementary format character", text("a", 0xe0041, "b"), "a\\x{e0041}b"),
                Arguments.of("nothing else", text("", 0x0a, ""), "\\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmfulTexts")
    void whatCouldForgeOrHideIsWrittenAsAnEscape(String what, String text, String safe) {
        assertEquals(safe, HarmlessText.of(text), what);
        ProcessInfo process = ProcessInfo.builder(7).name(text).build();
        assertEquals(safe, process.displayName(), what);
        assertEquals(Optional.of(text), process.name(), what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgres",
                "nginx: worker process",
                "Ünïcödé 名前 שם اسم",
                "back\\slash",
                "\uD83D\uDE00",
                "\uFFFD"
            })
    void plainTextIsUnchanged(String text) {
        assertSame(text, HarmlessText.of(text));
    }

    @Test
    void aProcessCannotForgeALine() {
        ProcessInfo process =
                ProcessInfo.builder(7).name("a\ntcp 0.0.0.0:22 sshd").build();
        ListeningPort port = ListeningPort.builder(Protocol.TCP, Samples.address("0.0.0.0"), 80)
                .owners(List.of(process))
                .build();
        assertEquals("tcp 0.0.0.0:80 a\\ntcp 0.0.0.0:22 sshd (7)", port.toString());
        assertEquals(Optional.of("a\ntcp 0.0.0.0:22 sshd"), process.name());
    }

    @Test
    void everyRecordThatPrintsForeignTextPrintsItHarmless() {
        assertEquals(
                "BLOCKED (chain in\\nput)", new FirewallStatus(FirewallVerdict.BLOCKED, "chain in\nput").toString());
        assertEquals(
                "OWNER_HIDDEN /proc/7: not\\npermitted",
                new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/7", "not\npermitted").toString());
        assertEquals("a\\nb", new ProcessUser("1000", Optional.of("a\nb")).toString());
        assertEquals(
                "SocketDetails[family=IPV4, boundInterface=eth\\n0]",
                SocketDetails.builder(AddressFamily.IPV4)
                        .boundInterface("eth\n0")
                        .build()
                        .toString());
    }

    private static String text(String before, int codePoint, String after) {
        return before + Character.toString(codePoint) + after;
    }
}
