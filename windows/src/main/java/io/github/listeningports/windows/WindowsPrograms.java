package io.github.listeningports.windows;

import io.github.listeningports.Program;
import io.github.listeningports.spi.ProgramParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an interpreter runs, from its command line as Windows has it: names end in .exe and have no case, directories are separated by backslashes. */
final class WindowsPrograms {

    private static final String SUFFIX = ".exe";

    private WindowsPrograms() {}

    /** @param name the file name of the executable */
    static boolean isInterpreter(String name) {
        return ProgramParser.isInterpreter(plain(name));
    }

    /**
     * The program; empty if the command line does not name it surely, or contains a quote within an argument, which not every program splits alike: what follows it may be
     * another argument, which can hold a secret.
     *
     * @param name the file name of the executable
     */
    static Optional<Program> parse(String name, String line) {
        if (line.contains("\"\"") || line.contains("\\\"")) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>();
        for (String each : CommandLineParser.parse(line)) {
            arguments.add(each.replace('\\', '/'));
        }
        String first = arguments.get(0);
        arguments.set(0, plain(first.substring(first.lastIndexOf('/') + 1)));
        return ProgramParser.parse(plain(name), arguments);
    }

    /** As it is called elsewhere. The variants without a console window have a name of their own. */
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(SUFFIX) ? lower.substring(0, lower.length() - SUFFIX.length()) : lower;
        return switch (plain) {
            case "javaw" -> "java";
            case "pythonw" -> "python";
            default -> plain;
        };
    }
}
