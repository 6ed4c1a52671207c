package io.github.listeningports.app;

import java.io.Console;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is known of where the output goes.
 *
 * @param coloured whether it shows colours
 * @param columns the width that the user named
 */
record Terminal(boolean coloured, OptionalInt columns) {

    /** A file, a pipe, or a terminal of which nothing is known. */
    static final Terminal NONE = new Terminal(false, OptionalInt.empty());

    /** More than any line has; it is also what fits in an int. */
    private static final int MAX_DIGITS = 6;

    /**
     * By the environment: NO_COLOR (no-color.org), TERM, WT_SESSION of Windows Terminal (older consoles of Windows may print control sequences as they are), and COLUMNS (POSIX).
     *
     * @param connected whether standard output is a terminal
     */
    static Terminal of(Map<String, String> environment, boolean connected) {
        String term = environment.getOrDefault("TERM", "");
        boolean capable = !term.isEmpty() ? !term.equals("dumb") : environment.containsKey("WT_SESSION");
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
        String columns = environment.getOrDefault("COLUMNS", "");
        return new Terminal(
                connected && capable && wanted,
                columns.matches("[1-9][0-9]{0," + (MAX_DIGITS - 1) + "}")
                        ? OptionalInt.of(Integer.parseInt(columns))
                        : OptionalInt.empty());
    }

    /** Whether standard input and output are one. JDK 22 and later can have a console without a terminal, and say so. */
    @SuppressWarnings("SystemConsoleNull") // that is what is asked below
    static boolean isConnected() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
