package io.github.listeningports;

/**
 * Makes untrusted text safe to print. A process chooses its own name: a newline could forge a log line, an escape sequence control the
 * terminal, a bidirectional override reorder the displayed text.
 */
final class HarmlessText {

    private HarmlessText() {}

    /** Escapes control, format and line-separating characters and lone surrogates. */
    static String of(String text) {
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (isHarmful(c)) {
                return escaped(text);
            }
            at += Character.charCount(c);
        }
        return text;
    }

    private static String escaped(String text) {
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
