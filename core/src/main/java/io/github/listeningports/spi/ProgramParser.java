package io.github.listeningports.spi;

import io.github.listeningports.Program;
import io.github.listeningports.Program.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds the program in the command line of an interpreter. Arguments can hold secrets, so only one at the program's own position becomes the name. Where that position is uncertain
 * (an unknown option may have a value, an {@code @argfile} may hold the program), or the program is code, there is none.
 *
 * <p>Safe for use by several threads.
 */
public final class ProgramParser {

    private ProgramParser() {}

    /**
     * Whether an executable runs programs that its arguments name, so that these are worth reading.
     *
     * @param executable the file name of the executable, such as {@code python3.12}; without {@code .exe}
     */
    public static boolean isInterpreter(String executable) {
        return Interpreters.isPossible(executable);
    }

    /**
     * The program; empty if the command line does not name it surely.
     *
     * @param executable the file name of the executable
     * @param arguments the command line, of which the first argument names the interpreter: a process that shows a title of its own has lost the others. Directories
     *     are separated by {@code /}
     */
    public static Optional<Program> parse(String executable, List<String> arguments) {
        Optional<Kind> kind = arguments.isEmpty() ? Optional.empty() : Interpreters.kindOf(named(arguments.get(0)));
        if (kind.isEmpty() || !Interpreters.mayBe(executable, kind.get())) {
            return Optional.empty();
        }
        Deque<String> rest = new ArrayDeque<>(arguments.subList(1, arguments.size()));
        Optional<String> name = InterpreterArguments.program(kind.get(), rest);
        return name.isPresent() ? Optional.of(new Program(kind.get(), name.get())) : Optional.empty();
    }

    /** The file name of an interpreter; a login shell has a "-" before it. */
    private static String named(String argument) {
        String file = argument.substring(argument.lastIndexOf('/') + 1);
        return file.startsWith("-") ? file.substring(1) : file;
    }
}
