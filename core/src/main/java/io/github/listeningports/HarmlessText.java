package io.github.listeningports;

/**
 * Text from outside, made safe to print. A process chooses its own name: a newline would forge a line of a log, an escape sequence
 * would drive the terminal, a bidirectional override would reorder what is read.
 */
final class HarmlessText {

    private HarmlessText() {}

    /** The text with control, format and line-separating characters, and lone surrogates, written as Unicode escapes. */
    static String of(String text) {
        if (text.codePoints().noneMatch(HarmlessText::isHarmful)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (!isHarmful(c)) {
                safe.appendCodePoint(c);
            } else if (c == '\n') {
                safe.append("\\n");
            } else if (c == '\t') {
                safe.append("\\t");
            } else {
                safe.append(Character.isBmpCodePoint(c) ? "\\u%04x".formatted(c) : "\\x{%x}".formatted(c));
            }
        });
        return safe.toString();
    }

    private static boolean isHarmful(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
