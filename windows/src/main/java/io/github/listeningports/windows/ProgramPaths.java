package io.github.listeningports.windows;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the paths that rules name with those of programs: case does not matter, and variables of the environment stand for their values. */
final class ProgramPaths {

    /** What a comparison may end with. */
    enum Answer {
        SAME,
        OTHER,
        UNKNOWN
    }

    private static final Pattern VARIABLE = Pattern.compile("%([^%]*)%");

    private final Map<String, String> variables = new HashMap<>();
    private final UnaryOperator<String> realPath;
    private final Map<String, String> expanded = new HashMap<>();

    /**
     * @param environment from which only what is the same for every user is taken
     * @param realPath the path without links
     */
    ProgramPaths(Map<String, String> environment, UnaryOperator<String> realPath) {
        this.realPath = realPath;
        Map<String, String> folded = new HashMap<>();
        environment.forEach((name, value) -> folded.put(fold(name), value));
        for (String same : new String[] {
            "systemroot",
            "windir",
            "systemdrive",
            "programdata",
            "allusersprofile",
            "programfiles(x86)",
            "commonprogramfiles(x86)",
            "programw6432",
            "commonprogramw6432"
        }) {
            put(same, folded.get(same));
        }
        // In a 32-bit program these name the other directory.
        put("programfiles", folded.getOrDefault("programw6432", folded.get("programfiles")));
        put("commonprogramfiles", folded.getOrDefault("commonprogramw6432", folded.get("commonprogramfiles")));
    }

    static ProgramPaths ofThisMachine() {
        return new ProgramPaths(System.getenv(), ProgramPaths::realPath);
    }

    /** Whether a rule's path is that of the listener's program. */
    Answer compare(String rule, FirewallListener listener) {
        boolean kernel =
                listener.program().filter(FirewallListener.SYSTEM::equals).isPresent();
        if (rule.equalsIgnoreCase(FirewallListener.SYSTEM)) {
            return kernel ? Answer.SAME : listener.programName().isEmpty() ? Answer.UNKNOWN : Answer.OTHER;
        }
        if (kernel) {
            return Answer.OTHER;
        }
        String path = expanded.computeIfAbsent(rule, this::expand);
        String name = name(path);
        // "PROGRA~1": a short name, behind which is another.
        boolean vague = path.indexOf('~') >= 0 || path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
        if (listener.programName().isPresent()
                && !vague
                && name.indexOf('%') < 0
                && !fold(listener.programName().get()).equals(name)) {
            return Answer.OTHER;
        }
        if (listener.program().isEmpty() || vague || path.indexOf('%') >= 0 || path.startsWith("\\")) {
            return Answer.UNKNOWN;
        }
        String program = plain(listener.program().get());
        // A program of the same name elsewhere is mostly another one, but a directory may be a link.
        return program.equals(path) || program.equals(plain(realPath.apply(path))) ? Answer.SAME : Answer.OTHER;
    }

    /** With the values of the variables that are the same for every user; the others stay. */
    String expand(String path) {
        Matcher matcher = VARIABLE.matcher(path);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String value = variables.getOrDefault(fold(matcher.group(1)), matcher.group());
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return plain(matcher.appendTail(text).toString());
    }

    /** The last part of a path. */
    static String name(String path) {
        return path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    }

    /** The path of the program in a service's ImagePath, which may have quotes and arguments. */
    static Optional<String> ofCommand(String command) {
        String text = command.strip();
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            return end > 1 ? Optional.of(text.substring(1, end)) : Optional.empty();
        }
        int end = fold(text).indexOf(".exe");
        boolean ends = end > 0 && (end + 4 == text.length() || text.charAt(end + 4) == ' ');
        return ends ? Optional.of(text.substring(0, end + 4)) : Optional.empty();
    }

    private void put(String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            variables.put(name, value);
        }
    }

    private static String plain(String path) {
        String text = fold(path.strip().replace('/', '\\').replace("\"", ""));
        return text.startsWith("\\\\?\\") ? text.substring(4) : text;
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String realPath(String path) {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException | InvalidPathException e) {
            return path;
        }
    }
}
