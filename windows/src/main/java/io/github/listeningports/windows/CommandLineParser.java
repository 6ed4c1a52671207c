package io.github.listeningports.windows;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line as CommandLineToArgvW and the C runtime do: Microsoft's page "Parsing C command-line arguments". Windows hands a program one string; splitting
 * it is up to the program, and most split it this way.
 */
final class CommandLineParser {

    private CommandLineParser() {}

    static List<String> parse(String line) {
        List<String> arguments = new ArrayList<>();
        int at = parseProgram(line, arguments);
        while (at < line.length()) {
            if (isBlank(line.charAt(at))) {
                at++;
            } else {
                at = parseArgument(line, at, arguments);
            }
        }
        return arguments;
    }

    /** The program is a path: a backslash is not an escape in it. */
    private static int parseProgram(String line, List<String> arguments) {
        StringBuilder program = new StringBuilder();
        boolean quoted = false;
        int at = 0;
        for (; at < line.length() && (quoted || !isBlank(line.charAt(at))); at++) {
            if (line.charAt(at) == '"') {
                quoted = !quoted;
            } else {
                program.append(line.charAt(at));
            }
        }
        arguments.add(program.toString());
        return at;
    }

    /** Backslashes before a quote are halved, and an odd one makes the quote literal; two quotes within quotes are one literal quote. */
    private static int parseArgument(String line, int start, List<String> arguments) {
        StringBuilder argument = new StringBuilder();
        boolean quoted = false;
        int at = start;
        while (at < line.length() && (quoted || !isBlank(line.charAt(at)))) {
            int slashes = 0;
            while (at < line.length() && line.charAt(at) == '\\') {
                slashes++;
                at++;
            }
            boolean quote = at < line.length() && line.charAt(at) == '"';
            argument.append("\\".repeat(quote ? slashes / 2 : slashes));
            if (!quote) {
                if (slashes == 0) {
                    argument.append(line.charAt(at++));
                }
            } else if (slashes % 2 == 1) {
                argument.append('"');
                at++;
            } else if (quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
                argument.append('"');
                at += 2;
            } else {
                quoted = !quoted;
                at++;
            }
        }
        arguments.add(argument.toString());
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
