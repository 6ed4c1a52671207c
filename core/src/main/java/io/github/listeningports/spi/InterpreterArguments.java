package io.github.listeningports.spi;

import io.github.listeningports.Program.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the program among the arguments of each kind of interpreter. What most looks do without: few owners have an interpreter. */
final class InterpreterArguments {

    /** Options of the java launcher whose value is the next argument (IsWhiteSpaceOption in the JDK's java.c). */
    private static final Set<String> JAVA_VALUED = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "--enable-native-access",
            "--source");

    private static final Set<String> JAVA_FLAGS =
            Set.of("--enable-preview", "--show-module-resolution", "--show-version");

    /** Options of node(1) whose value is the next argument. */
    private static final Set<String> NODE_VALUED = Set.of(
            "-r",
            "--require",
            "--import",
            "--loader",
            "--experimental-loader",
            "-C",
            "--conditions",
            "--title",
            "--input-type",
            "--icu-data-dir",
            "--openssl-config",
            "--redirect-warnings",
            "--diagnostic-dir",
            "--disable-warning",
            "--unhandled-rejections",
            "--dns-result-order",
            "--max-http-header-size",
            "--stack-trace-limit",
            "--trace-event-categories",
            "--watch-path");

    private static final Set<String> SHELL_VALUED = Set.of("--rcfile", "--init-file");
    private static final Set<String> SHELL_FLAGS =
            Set.of("--login", "--norc", "--noprofile", "--posix", "--restricted", "--verbose", "--noediting");

    private static final Set<String> DOTNET_VALUED = Set.of(
            "--additionalprobingpath",
            "--additional-deps",
            "--depsfile",
            "--runtimeconfig",
            "--fx-version",
            "--roll-forward",
            "--roll-forward-on-no-candidate-fx");

    private InterpreterArguments() {}

    private static final class Patterns {

        /** No option, no URL, no {@code key=value}, no address: these are no files that a program is started from, but could hold a secret. */
        static final Pattern NAME = Pattern.compile("(?!-)[\\p{L}\\p{M}\\p{N} ._+$~,()\\[\\]-]{1,255}");

        static final Pattern JAVA_CLASS = Pattern.compile("[\\p{L}_$][\\p{L}\\p{M}\\p{N}_$./]*");

        static final Pattern NODE_FLAGS = Pattern.compile(
                "--(inspect(-brk|-wait)?|no-.*|trace-(warnings|uncaught|deprecation|exit|sigint|sync-io)"
                        + "|throw-deprecation|pending-deprecation|enable-source-maps|expose[-_]gc|preserve-symlinks(-main)?|watch)");

        static final Pattern NODE_CODE = Pattern.compile("-|-[^-]*[ep].*|--(eval|print)(=.*)?", Pattern.DOTALL);
        static final Pattern NODE_FILE = Pattern.compile(".*\\.[cm]?[jt]s", Pattern.DOTALL);

        /** Without c and s: what follows them is code, or standard input is. */
        static final Pattern SHELL_LETTERS = Pattern.compile("[-+][abd-ln-rt-xBCEHPTmoO]+");

        static final Pattern ASSEMBLY = Pattern.compile(".*\\.(dll|exe)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /**
     * The name of the program; empty if the arguments do not name it surely.
     *
     * @param rest those behind the name of the interpreter; they are consumed
     */
    static Optional<String> program(Kind kind, Deque<String> rest) {
        return switch (kind) {
            case JAVA -> java(rest);
            case NODE -> node(rest);
            case SHELL -> shell(rest);
            case DOTNET -> dotnet(rest);
            case MONO -> mono(rest);
            case PYTHON -> ShortOptions.PYTHON.program(rest).flatMap(InterpreterArguments::file);
            case RUBY -> ShortOptions.RUBY.program(rest).flatMap(InterpreterArguments::file);
            case PERL -> ShortOptions.PERL.program(rest).flatMap(InterpreterArguments::file);
            case PHP -> php(rest).flatMap(InterpreterArguments::file);
        };
    }

    private static Optional<String> java(Deque<String> rest) {
        boolean jar = false;
        boolean argumentFile = false;
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (argument.startsWith("@")) {
                argumentFile = true;
            } else if (argument.equals("-jar")) {
                jar = true;
            } else if (argument.equals("-m") || argument.equals("--module")) {
                return argumentFile ? Optional.empty() : next(rest).flatMap(InterpreterArguments::module);
            } else if (argument.startsWith("--module=")) {
                return argumentFile ? Optional.empty() : module(argument.substring("--module=".length()));
            } else if (JAVA_VALUED.contains(argument)) {
                rest.poll();
            } else if (isUnknownLongOption(argument, JAVA_FLAGS)) {
                return Optional.empty();
            } else if (!argument.startsWith("-")) {
                return javaProgram(argument, jar, argumentFile);
            }
        }
        return Optional.empty();
    }

    /** After an argument file, which may hold the program, this may be an argument of the program, unless it is clearly a jar. */
    private static Optional<String> javaProgram(String argument, boolean jar, boolean argumentFile) {
        if (argumentFile && !(jar && argument.endsWith(".jar"))) {
            return Optional.empty();
        }
        boolean source = argument.endsWith(".java");
        return jar || source
                ? file(argument)
                : Optional.of(argument)
                        .filter(name -> Patterns.JAVA_CLASS.matcher(name).matches() && name.length() <= 255);
    }

    /** A module, or {@code module/class}. */
    private static Optional<String> module(String argument) {
        return Optional.of(argument)
                .filter(text -> Patterns.JAVA_CLASS.matcher(text).matches())
                .map(text -> text.split("/", 2)[0])
                .flatMap(InterpreterArguments::file);
    }

    private static Optional<String> node(Deque<String> rest) {
        boolean certain = true;
        if ("inspect".equals(rest.peek()) || "debug".equals(rest.peek())) {
            rest.poll(); // node's debugger
        }
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (Patterns.NODE_CODE.matcher(argument).matches()) {
                return Optional.empty();
            }
            if (argument.equals("--")) {
                return next(rest).flatMap(InterpreterArguments::file);
            }
            if (NODE_VALUED.contains(argument)) {
                rest.poll();
            } else if (argument.startsWith("-")) {
                certain &= argument.contains("=")
                        || Patterns.NODE_FLAGS.matcher(argument).matches();
            } else {
                return certain || Patterns.NODE_FILE.matcher(argument).matches() ? file(argument) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Behind "--" are arguments of a program on standard input, unless -f named one. */
    private static Optional<String> php(Deque<String> rest) {
        int end = new ArrayList<>(rest).indexOf("--");
        return ShortOptions.PHP.program(end < 0 ? rest : new ArrayDeque<>(new ArrayList<>(rest).subList(0, end)));
    }

    private static Optional<String> shell(Deque<String> rest) {
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (argument.equals("-") || argument.equals("--")) {
                return next(rest).flatMap(InterpreterArguments::file);
            }
            if (SHELL_VALUED.contains(argument)) {
                rest.poll();
            } else if (Patterns.SHELL_LETTERS.matcher(argument).matches()) {
                argument.chars().filter(c -> c == 'o' || c == 'O').forEach(c -> rest.poll());
            } else if (argument.startsWith("-") || argument.startsWith("+")) {
                if (!SHELL_FLAGS.contains(argument)) {
                    return Optional.empty();
                }
            } else {
                return file(argument);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> dotnet(Deque<String> rest) {
        if ("exec".equals(rest.peek())) {
            rest.poll();
        }
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (DOTNET_VALUED.contains(argument)) {
                rest.poll();
            } else {
                // An unknown option, or a command of the SDK such as run, which starts another process.
                return assembly(argument);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> mono(Deque<String> rest) {
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (argument.equals("--config")) {
                rest.poll();
            } else if (!argument.startsWith("-")) {
                return assembly(argument);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> assembly(String argument) {
        return Patterns.ASSEMBLY.matcher(argument).matches() ? file(argument) : Optional.empty();
    }

    private static Optional<String> next(Deque<String> rest) {
        return Optional.ofNullable(rest.poll());
    }

    private static boolean isUnknownLongOption(String argument, Set<String> known) {
        return argument.startsWith("--") && !argument.contains("=") && !known.contains(argument);
    }

    /** The file name of a path; empty if it does not look like one, or is a descriptor (standard input, bash's process substitution). */
    private static Optional<String> file(String path) {
        return Optional.of(path)
                .filter(text -> !text.contains("://") && !text.startsWith("/dev/") && !text.startsWith("/proc/"))
                .map(InterpreterArguments::fileName)
                .filter(name -> !name.isBlank() && Patterns.NAME.matcher(name).matches());
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
