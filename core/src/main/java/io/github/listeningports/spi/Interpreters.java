package io.github.listeningports.spi;

import io.github.listeningports.Program.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file names of interpreters and virtual machines, with their versions. */
final class Interpreters {

    /** Runs as the shell that its first argument names. */
    private static final String BUSYBOX = "busybox";

    private static final Map<Kind, Pattern> NAMES = names();

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
        return NAMES.entrySet().stream()
                .filter(each -> each.getValue().matcher(fileName).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<Kind, Pattern> names() {
        Map<Kind, Pattern> names = new EnumMap<>(Kind.class);
        names.put(Kind.JAVA, Pattern.compile("java"));
        names.put(Kind.PYTHON, Pattern.compile("(python|pypy)[0-9.]*[a-z]?"));
        names.put(Kind.NODE, Pattern.compile("node(js)?[0-9.]*"));
        names.put(Kind.RUBY, Pattern.compile("ruby[0-9.]*"));
        names.put(Kind.PERL, Pattern.compile("perl[0-9.]*"));
        names.put(Kind.PHP, Pattern.compile("php[0-9.]*"));
        names.put(Kind.SHELL, Pattern.compile("(ba|da|a|z|k|mk)?sh[0-9.]*"));
        names.put(Kind.DOTNET, Pattern.compile("dotnet"));
        names.put(Kind.MONO, Pattern.compile("mono(-sgen|-boehm)?"));
        return names;
    }
}
