package io.github.listeningports.spi;

import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * The options of an interpreter that come before the program: letters, of which several can share an argument.
 *
 * @param flags letters without a value
 * @param valued letters whose value is the rest of the argument or, if that is empty, the next argument
 * @param attached letters whose value is the rest of the argument
 * @param optional letters whose value is the beginning of the rest, if anything: what follows it is undetermined
 * @param code letters for which the program is code
 * @param named letters whose value is the program
 * @param longValued long options whose value is the next argument
 * @param longFlags long options without a value
 */
record ShortOptions(
        String flags,
        String valued,
        String attached,
        String optional,
        String code,
        String named,
        Set<String> longValued,
        Set<String> longFlags) {

    /** docs.python.org/3/using/cmdline.html. */
    static final ShortOptions PYTHON =
            new ShortOptions("bBdEhiIOPqRsStuvVx", "WX", "", "", "c", "m", Set.of("--check-hash-based-pycs"), Set.of());

    /** ruby(1). */
    static final ShortOptions RUBY = new ShortOptions(
            "acdhlnpsSUvwy",
            "rICEX",
            "",
            "FKTWxi0",
            "e",
            "",
            Set.of("--enable", "--disable", "--encoding", "--external-encoding", "--internal-encoding"),
            Set.of("--yjit", "--jit", "--mjit", "--rjit", "--debug", "--verbose"));

    /** perlrun(1). */
    static final ShortOptions PERL =
            new ShortOptions("acfgnpsStTuUvwWX", "I", "mM", "xFi0lCDdV", "eE", "", Set.of(), Set.of());

    /** php(1). */
    static final ShortOptions PHP = new ShortOptions("anqsilmvwCH", "cdtSzbF", "", "", "rBRE", "f", Set.of(), Set.of());

    /** The argument that names the program; empty if there is none, or it is not certain. */
    Optional<String> program(Deque<String> arguments) {
        for (String argument = arguments.poll(); argument != null; argument = arguments.poll()) {
            if (argument.equals("--")) {
                return Optional.ofNullable(arguments.poll());
            }
            if (!argument.startsWith("-")) {
                return Optional.of(argument);
            }
            if (argument.startsWith("--")) {
                if (longValued.contains(argument)) {
                    arguments.poll();
                } else if (!longFlags.contains(argument) && !argument.contains("=")) {
                    return Optional.empty();
                }
            } else {
                int at = skipFlags(argument);
                if (at == argument.length()) {
                    if (at == 1) {
                        return Optional.empty(); // "-": standard input
                    }
                    continue;
                }
                char letter = argument.charAt(at);
                String rest = argument.substring(at + 1);
                if (has(named, letter)) {
                    return rest.isEmpty() ? Optional.ofNullable(arguments.poll()) : Optional.of(rest);
                }
                if (!takesValue(letter, rest)) {
                    return Optional.empty();
                }
                if (has(valued, letter) && rest.isEmpty()) {
                    arguments.poll();
                }
            }
        }
        return Optional.empty();
    }

    private int skipFlags(String argument) {
        int at = 1;
        while (at < argument.length() && has(flags, argument.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether the rest of the argument is surely its value, and no code follows. */
    private boolean takesValue(char letter, String rest) {
        boolean certain = rest.startsWith(":") || rest.chars().noneMatch(c -> has(code, (char) c));
        return has(valued, letter) || has(attached, letter) || (has(optional, letter) && certain);
    }

    private static boolean has(String letters, char letter) {
        return letters.indexOf(letter) >= 0;
    }
}
