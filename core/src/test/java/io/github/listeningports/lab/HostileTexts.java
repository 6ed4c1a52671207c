package io.github.listeningports.lab;

import java.util.List;
import java.util.stream.Stream;

/** Texts that somebody might choose as a name, to forge a line, drive a terminal, or break a format. Written as numbers: the characters themselves would garble this file. */
public final class HostileTexts {

    /** Those that a file name, a command line or a rule can hold as UTF-8. */
    private static final List<String> UTF_8 = List.of(
            text("a", 0x0a, "tcp 0.0.0.0:22 sshd (1)"),
            text("a", 0x0d, "b"),
            text("a", 0x09, "b"),
            text("a", 0x1b, "[2J"),
            text("", 0x1b, "]0;title" + (char) 7),
            text("a", 0x7f, "b"),
            text("a", 0x85, "next line"),
            text("a", 0x9b, "31m"),
            text("exe", 0x202e, "txt"),
            text("a", 0x2066, "b"),
            text("a", 0x200b, "b"),
            text("a", 0x2028, "b"),
            text("a", 0x2029, "b"),
            text("a", 0xfeff, "b"),
            text("a", 0xfffd, "b"),
            text("a", 0xffff, "b"),
            text("a", 0xe0041, "b"),
            text("a", 0x1f680, "b"),
            "\"'`\\",
            "a\\nb \\u0041 \\x41 %41 &lt;",
            "%s%n%d{0}${jndi:ldap://127.0.0.1/}",
            "$(exit 1); | & > <a>",
            "a: b, c [d] (e) {f}",
            ".",
            "..",
            "-rf",
            " leading and trailing ",
            " ",
            text("", 0x2003, ""),
            text("", 0x0a, ""),
            "x".repeat(5_000),
            text("", 0x1b, "").repeat(100));

    private HostileTexts() {}

    /** All of them: also empty, and with characters that only Java's strings can have. */
    public static List<String> all() {
        return Stream.concat(
                        UTF_8.stream(),
                        Stream.of(
                                "",
                                text("a", 0, "b"),
                                "a" + (char) 0xd83d + "b",
                                "a" + (char) 0xde80,
                                "" + (char) 0xde80 + (char) 0xd83d))
                .toList();
    }

    /** Without those that are no UTF-8, or empty, or contain NUL. */
    public static List<String> inUtf8() {
        return UTF_8;
    }

    /** Whether a terminal shows it in one line, as it is: nothing of Unicode's categories Cc, Cf, Cs, Zl and Zp. */
    public static boolean isHarmless(String text) {
        return text.matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*");
    }

    private static String text(String before, int codePoint, String after) {
        return before + Character.toString(codePoint) + after;
    }
}
