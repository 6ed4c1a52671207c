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

    /**
     * A rule's path, its variables expanded.
     *
     * @param named whether its last part is the program's name
     */
    private record RulePath(String path, String name, boolean named) {

        static RulePath of(String path) {
            String name = ProgramPaths.name(path);
            // "PROGRA~1": a short name, behind which is another.
            boolean vague = path.indexOf('~') >= 0 || path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
            return new RulePath(path, name, !vague && name.indexOf('%') < 0);
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("%([^%]*)%");

    private final Map<String, String> variables = new HashMap<>();
    private final UnaryOperator<String> realPath;
    private final Map<String, RulePath> expanded = new HashMap<>();
    private final Map<String, String> resolved = new HashMap<>();

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
        RulePath wanted = expanded.computeIfAbsent(rule, written -> RulePath.of(expand(written)));
        if (wanted.named()
                && listener.programName().isPresent()
                && !listener.programName().get().equalsIgnoreCase(wanted.name())) {
            return Answer.OTHER; // most are
        }
        String path = wanted.path();
        if (listener.program().isEmpty() || !wanted.named() || !isAbsolute(path)) {
            return Answer.UNKNOWN;
        }
        String program = plain(listener.program().get());
        if (program.equals(path)) {
            return Answer.SAME;
        }
        if (!isAbsolute(program) || program.charAt(0) != path.charAt(0)) {
            return Answer.UNKNOWN; // another drive may be a link too, and asking one of a network can take long
        }
        // A program of the same name elsewhere is mostly another one, but a directory may be a link.
        String real = resolved.computeIfAbsent(path, link -> plain(realPath.apply(link)));
        return program.equals(real) ? Answer.SAME : Answer.OTHER;
    }

    /** Forgets where links lead. */
    void forgetLinks() {
        resolved.clear();
    }

    private static boolean isAbsolute(String path) {
        return path.length() > 3 && path.charAt(1) == ':' && path.charAt(2) == '\\' && path.indexOf('%') < 0;
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
