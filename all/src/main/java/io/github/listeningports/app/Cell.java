package io.github.listeningports.app;

/**
 * A cell of a table.
 *
 * @param text what may be cut
 * @param end what follows it and is never cut, such as the number of further owners
 */
record Cell(String text, String end, Colour colour) {

    private static final String CUT = "...";
    private static final int LEAST_TEXT = 5;

    static Cell of(String text) {
        return of(text, Colour.PLAIN);
    }

    static Cell of(String text, Colour colour) {
        return new Cell(text, "", colour);
    }

    int width() {
        return width(text) + width(end);
    }

    /** Of a text, enough is left to recognise it. */
    int leastWidth() {
        return Math.min(width(text), LEAST_TEXT + CUT.length()) + width(end);
    }

    /** What fits in this width, which is not less than the least. */
    String fit(int width) {
        if (width() <= width) {
            return text + end;
        }
        int kept = width - width(end) - CUT.length();
        return text.substring(0, text.offsetByCodePoints(0, kept)) + CUT + end;
    }

    /** In code points: {@code length()} counts characters outside the BMP twice. */
    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
