package io.github.listeningports;

import java.util.Locale;
import java.util.Objects;

/**
 * The program that an interpreter or a virtual machine runs: {@code orders.jar (java)} rather than {@code java}.
 *
 * @param kind what runs it
 * @param name the file name of the jar, script or assembly, without directory; or the main class or module. Never another argument: those can hold secrets
 */
public record Program(Kind kind, String name) {

    /** What runs a program; more may be added. */
    public enum Kind {
        JAVA,
        PYTHON,
        NODE,
        RUBY,
        PERL,
        PHP,
        /** A POSIX shell: sh, bash, dash, zsh, ksh. */
        SHELL,
        DOTNET,
        MONO;

        /** The name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Program {
        Objects.requireNonNull(kind, "kind");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a program needs a name");
        }
    }

    /** The name, safe to print: control characters are escaped. */
    public String displayName() {
        return HarmlessText.of(name);
    }

    /** {@code orders.jar (java)}; safe to print. */
    @Override
    public String toString() {
        return displayName() + " (" + kind + ")";
    }
}
