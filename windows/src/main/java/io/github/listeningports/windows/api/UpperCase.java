package io.github.listeningports.windows.api;

/**
 * Upper case as Windows maps it (RtlUpcaseUnicodeChar), which compares names with it: each UTF-16 unit by itself, whatever the language, and only where the upper-case
 * letter leads back. So the sharp s stays one letter, and neither a dotless i nor a long s equals the ASCII letter that Java maps it to.
 */
public final class UpperCase {

    private UpperCase() {}

    static String of(String text) {
        StringBuilder upper = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            upper.append(of(text.charAt(i)));
        }
        return upper.toString();
    }

    /** Whether two texts differ in case at most. */
    public static boolean isSame(String text, String other) {
        if (text.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (of(text.charAt(i)) != of(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static char of(char c) {
        char upper = Character.toUpperCase(c);
        return Character.toLowerCase(upper) == c ? upper : c;
    }
}
