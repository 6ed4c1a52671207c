package io.github.listeningports.macos;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of pfctl(8), as on OpenBSD, after two lines saying that macOS has no ALTQ. */
final class PfParser {

    private static final String STATUS = "Status:";
    private static final Pattern VALUE = Pattern.compile(" (Enabled|Disabled)\\b");
    private static final Pattern NO_RULE =
            Pattern.compile("No ALTQ support in kernel|ALTQ related functions disabled|");

    private PfParser() {}

    /** {@code -s info}: whether pf is enabled; empty unless exactly one line says so. */
    static Optional<Boolean> isEnabled(String info) {
        List<String> lines =
                info.lines().filter(line -> line.startsWith(STATUS)).toList();
        Matcher status = VALUE.matcher(lines.size() == 1 ? lines.get(0).substring(STATUS.length()) : "");
        return status.lookingAt() ? Optional.of(status.group(1).equals("Enabled")) : Optional.empty();
    }

    /** {@code -s rules}: the lines that are rules. */
    static List<String> rules(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !NO_RULE.matcher(line).matches())
                .toList();
    }
}
