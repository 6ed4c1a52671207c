package io.github.listeningports.windows.firewall;

import io.github.listeningports.windows.api.UpperCase;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the program paths of rules with those of listeners, with environment variables expanded.
 *
 * <p>Windows compares text: a rule's path is converted to a device path ({@code \\device\\harddiskvolume3\\...}, FwpmGetAppIdFromFileName), and a packet carries the path
 * by which the program's file was opened, with links in directories resolved (FWPS_FIELD_ALE_AUTH_RECV_ACCEPT_V4_ALE_APP_ID). So a hard link of another name is
 * another program, and a program started through a junction is known by the target: seen in clowd/Clowd.Squirrel#166 and henrypp/simplewall#59.
 * QueryFullProcessImageName returns that same path with a drive letter. Whether Windows resolves links or expands short names in the rule's path is not documented, and
 * reports differ (nvm-windows#1134): paths that differ in that alone are UNKNOWN.
 */
public final class ProgramPaths {

    /** The result of a comparison. */
    enum Answer {
        SAME,
        OTHER,
        UNKNOWN
    }

    /**
     * A rule's path with its variables expanded.
     *
     * @param named whether its last part is a plain file name
     * @param exact whether it is in canonical form; Windows may refuse other forms
     */
    private record RulePath(String path, String name, boolean named, boolean exact) {

        static RulePath of(String written) {
            String path = plain(written);
            String name = ProgramPaths.name(path);
            // Windows drops trailing dots and spaces from names.
            boolean vague = isShort(path)
                    || path.indexOf('*') >= 0
                    || path.indexOf('?') >= 0
                    || name.indexOf('%') >= 0
                    || name.indexOf(':') >= 0
                    || name.endsWith(".")
                    || name.endsWith(" ");
            return new RulePath(
                    path, name, !vague && !name.isEmpty(), path.equals(written) && written.length() < MAX_LENGTH);
        }
    }

    private static final List<String> STARTUP = List.of("wininit.exe", "services.exe", "lsass.exe");

    private static final Pattern VARIABLE = Pattern.compile("%([^%]*)%");

    /** MS-FASP 2.2.37 on wszLocalApplication, which may contain none of {@code / * ? " < >}. */
    private static final int MAX_LENGTH = 260;

    /** "PROGRA~1": a short name, which stands for another name. */
    private static final Pattern SHORT = Pattern.compile("~\\d");

    private final Map<String, String> variables = new HashMap<>();
    private final PathLinks links;
    private final Map<String, RulePath> expanded = new HashMap<>();
    private final Map<String, Optional<String>> real = new HashMap<>();
    private final Map<String, Boolean> linked = new HashMap<>();
    private final Map<String, Boolean> passing = new HashMap<>();

    /** @param environment of which only the variables that are the same for every user are used */
    ProgramPaths(Map<String, String> environment, PathLinks links) {
        this.links = links;
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
        // In a 32-bit program these name the directory of 32-bit programs.
        put("programfiles", folded.getOrDefault("programw6432", folded.get("programfiles")));
        put("commonprogramfiles", folded.getOrDefault("commonprogramw6432", folded.get("commonprogramfiles")));
    }

    public static ProgramPaths ofThisMachine() {
        return new ProgramPaths(System.getenv(), PathLinks.ofThisMachine());
    }

    /** Whether a rule's path is the path of the listener's program. */
    Answer compare(String rule, FirewallListener listener) {
        if (UpperCase.isSame(rule, FirewallListener.SYSTEM)) {
            return listener.isKernel() ? Answer.SAME : listener.programName().isEmpty() ? Answer.UNKNOWN : Answer.OTHER;
        }
        if (listener.isKernel()) {
            return Answer.OTHER;
        }
        RulePath wanted = expanded.computeIfAbsent(rule, written -> RulePath.of(fill(written)));
        Optional<String> program = listener.program().map(ProgramPaths::plain);
        if (isOtherName(wanted, listener.programName()) && !isLink(wanted.path(), program)) {
            return Answer.OTHER; // most are
        }
        if (program.isEmpty() || !wanted.named() || !isAbsolute(wanted.path()) || isShort(program.get())) {
            return Answer.UNKNOWN;
        }
        Answer answer = compare(wanted.path(), program.get());
        return answer == Answer.SAME && !wanted.exact() ? Answer.UNKNOWN : answer;
    }

    private Answer compare(String rule, String program) {
        if (isSame(rule, program)) {
            return isReal(rule) ? Answer.SAME : Answer.UNKNOWN;
        }
        if (rule.equalsIgnoreCase(program) || !isAbsolute(program) || !isSameDrive(rule, program)) {
            return Answer.UNKNOWN; // another drive may be a link too, and network drives can be slow
        }
        Optional<String> target = real(rule);
        boolean other = target.isPresent() && !target.get().equalsIgnoreCase(program) && !passesLink(target.get());
        return other ? Answer.OTHER : Answer.UNKNOWN;
    }

    /**
     * Whether nothing suggests that Windows knows the path by another name; a volume can be mounted in a directory of another one.
     *
     * @param path an absolute one
     */
    public boolean isReal(String path) {
        return real(path).filter(target -> !isSame(target, path)).isEmpty() && !passesLink(path);
    }

    /**
     * Whether a program is a part of Windows, outside of the directory of its packaged apps: not if a link leads there.
     *
     * @param path an absolute one
     */
    public boolean isOfWindows(String path) {
        String root = variables.get("systemroot");
        return root != null && isBelow(path, root) && !isBelow(path, root + "\\SystemApps") && isReal(path);
    }

    /** Whether it is one of the programs that Windows starts itself, before any user logs on: "wininit", "services" and "lsass" of Windows' own system directory. */
    public boolean isOfStartup(String path) {
        String root = variables.get("systemroot");
        return root != null
                && STARTUP.stream().anyMatch(name -> isSame(path, root + "\\System32\\" + name))
                && isReal(path);
    }

    private static boolean isBelow(String path, String directory) {
        int end = directory.length();
        return path.length() > end && path.charAt(end) == '\\' && isSame(path.substring(0, end), directory);
    }

    private static boolean isOtherName(RulePath wanted, Optional<String> name) {
        return wanted.named()
                && name.filter(text -> !isShort(text) && !text.equalsIgnoreCase(wanted.name()))
                        .isPresent();
    }

    /** Whether the rule's file is a link, perhaps to a program of another name. Only drives that are in use anyway are accessed. */
    private boolean isLink(String path, Optional<String> program) {
        boolean near = isAbsolute(path)
                && (program.filter(text -> isSameDrive(text, path)).isPresent()
                        || isSameDrive(variables.getOrDefault("systemdrive", "?"), path));
        return near && linked.computeIfAbsent(path, links::isLink);
    }

    private Optional<String> real(String path) {
        return real.computeIfAbsent(path, link -> links.realPath(link).map(ProgramPaths::plain));
    }

    private boolean passesLink(String path) {
        return passing.computeIfAbsent(path, links::passesLink);
    }

    /** Forgets link targets. */
    void forgetLinks() {
        real.clear();
        linked.clear();
        passing.clear();
    }

    private static boolean isAbsolute(String path) {
        return path.length() > 3 && path.charAt(1) == ':' && path.charAt(2) == '\\' && path.indexOf('%') < 0;
    }

    private static boolean isSameDrive(String path, String other) {
        return !path.isEmpty()
                && !other.isEmpty()
                && Character.toLowerCase(path.charAt(0)) == Character.toLowerCase(other.charAt(0));
    }

    private static boolean isShort(String path) {
        return path.indexOf('~') >= 0 && SHORT.matcher(path).find();
    }

    /** Ignores case. Windows pairs fewer letters than Java: U+212A, the Kelvin sign, is not a k. */
    private static boolean isSame(String text, String other) {
        if (text.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            char two = other.charAt(i);
            boolean same = one == two
                    || (Character.toUpperCase(one) == Character.toUpperCase(two)
                            && Character.toLowerCase(one) == Character.toLowerCase(two));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Expands the variables that are the same for every user, keeps the others, and drops quotes. */
    public String expand(String path) {
        return plain(fill(path));
    }

    private String fill(String path) {
        Matcher matcher = VARIABLE.matcher(path);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String value = variables.getOrDefault(fold(matcher.group(1)), matcher.group());
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
    }

    /** The last part of a path. */
    public static String name(String path) {
        return path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    }

    /** The path of the program in a service's ImagePath, which may have quotes and arguments. */
    public static Optional<String> ofCommand(String command) {
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
        String text = path.strip().replace('/', '\\').replace("\"", "");
        return text.startsWith("\\\\?\\") ? text.substring(4) : text;
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
