package io.github.listeningports.spi;

import io.github.listeningports.Program.Kind;
import java.util.Map;
import java.util.Optional;

/** The file names of interpreters and virtual machines, with their versions. No regular expressions: those of a first snapshot would take milliseconds to compile. */
final class Interpreters {

    /** Runs as the shell that its first argument names. */
    private static final String BUSYBOX = "busybox";

    private static final Map<String, Kind> NAMES = Map.of(
            "java", Kind.JAVA,
            "dotnet", Kind.DOTNET,
            "mono", Kind.MONO,
            "mono-sgen", Kind.MONO,
            "mono-boehm", Kind.MONO);

    /** A version may follow: python3.12. */
    private static final Map<String, Kind> VERSIONED = Map.ofEntries(
            Map.entry("python", Kind.PYTHON),
            Map.entry("pypy", Kind.PYTHON),
            Map.entry("node", Kind.NODE),
            Map.entry("nodejs", Kind.NODE),
            Map.entry("ruby", Kind.RUBY),
            Map.entry("perl", Kind.PERL),
            Map.entry("php", Kind.PHP),
            Map.entry("sh", Kind.SHELL),
            Map.entry("ash", Kind.SHELL),
            Map.entry("bash", Kind.SHELL),
            Map.entry("dash", Kind.SHELL),
            Map.entry("ksh", Kind.SHELL),
            Map.entry("mksh", Kind.SHELL),
            Map.entry("zsh", Kind.SHELL));

    private Interpreters() {}

    /** Whether the executable is an interpreter, or may be one that its first argument names. */
    static boolean isPossible(String executable) {
        return executable.equals(BUSYBOX) || kindOf(executable).isPresent();
    }

    /** Whether the executable may run programs of this kind. */
    static boolean mayBe(String executable, Kind kind) {
        return kindOf(executable).equals(Optional.of(kind)) || (executable.equals(BUSYBOX) && kind == Kind.SHELL);
    }

    static Optional<Kind> kindOf(String fileName) {
        if (NAMES.containsKey(fileName)) {
            return Optional.of(NAMES.get(fileName));
        }
        Optional<Kind> kind = Optional.ofNullable(VERSIONED.get(withoutVersion(fileName)));
        return kind.isEmpty() && isPythonVariant(fileName) ? Optional.of(Kind.PYTHON) : kind;
    }

    /** A letter may follow Python's version: python3.13t. */
    private static boolean isPythonVariant(String fileName) {
        int last = fileName.length() - 1;
        return last > 0
                && fileName.charAt(last) >= 'a'
                && fileName.charAt(last) <= 'z'
                && VERSIONED.get(withoutVersion(fileName.substring(0, last))) == Kind.PYTHON;
    }

    private static String withoutVersion(String fileName) {
        int end = fileName.length();
        while (end > 0 && isOfVersion(fileName.charAt(end - 1))) {
            end--;
        }
        return fileName.substring(0, end);
    }

    private static boolean isOfVersion(char letter) {
        return letter == '.' || (letter >= '0' && letter <= '9');
    }
}
