package io.github.listeningports.linux.containers;

import java.util.function.Consumer;

/**
 * Walks through one JSON text (RFC 8259) and builds nothing of what is skipped. Whatever is not JSON, or not of the kind asked for, is an IllegalArgumentException; so is a nesting
 * of more than {@link #MAX_DEPTH}.
 */
final class JsonCursor {

    static final int MAX_DEPTH = 64;

    private final String text;
    private int at;
    private int depth;

    JsonCursor(String text) {
        this.text = text;
    }

    /** An array, or null for an empty one: the callback takes or skips one element. */
    void array(Runnable element) {
        if (takeNull()) {
            return;
        }
        open('[');
        if (!take(']')) {
            do {
                element.run();
            } while (take(','));
            expect(']');
        }
        depth--;
    }

    /** An object, or null for an empty one: the callback takes or skips the value of a member. */
    void object(Consumer<String> member) {
        if (takeNull()) {
            return;
        }
        open('{');
        if (!take('}')) {
            do {
                String name = string();
                expect(':');
                member.accept(name);
            } while (take(','));
            expect('}');
        }
        depth--;
    }

    /** A string, or null for "". */
    String text() {
        return takeNull() ? "" : string();
    }

    /** A natural number below a billion, or null for 0. */
    int natural() {
        if (takeNull()) {
            return 0;
        }
        String number = word();
        if (!number.matches("0|[1-9][0-9]{0,8}")) {
            throw malformed("a number");
        }
        return Integer.parseInt(number);
    }

    /** Any value. */
    void skip() {
        switch (peek()) {
            case '[' -> array(this::skip);
            case '{' -> object(name -> skip());
            case '"' -> string();
            default -> {
                if (!word().matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                    throw malformed("a value");
                }
            }
        }
    }

    /** There must be nothing else. */
    void end() {
        space();
        if (at < text.length()) {
            throw malformed("the end");
        }
    }

    private void open(char bracket) {
        expect(bracket);
        if (++depth > MAX_DEPTH) {
            throw malformed("less nesting");
        }
    }

    private boolean takeNull() {
        if (peek() == 'n' && text.startsWith("null", at)) {
            at += "null".length();
            return true;
        }
        return false;
    }

    private String word() {
        int begin = at;
        while (at < text.length() && isInWord(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private static boolean isInWord(char c) {
        return Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
    }

    private String string() {
        expect('"');
        int begin = at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(begin, at++); // as nearly all
        }
        StringBuilder string = new StringBuilder(text.substring(begin, at));
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw malformed("an escaped control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        if (at == text.length()) {
            throw malformed("the end of a string");
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw malformed("an escape");
        };
    }

    private char unit() {
        String digits = text.substring(at, Math.min(at + 4, text.length()));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw malformed("four hexadecimal digits");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private char peek() {
        space();
        return at < text.length() ? text.charAt(at) : ' ';
    }

    private boolean take(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw malformed("'" + wanted + "'");
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException malformed(String wanted) {
        return new IllegalArgumentException("no JSON: at character " + at + " there should be " + wanted);
    }
}
