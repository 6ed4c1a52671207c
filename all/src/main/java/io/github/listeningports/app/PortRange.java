package io.github.listeningports.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Port numbers as users write them: {@code 8080}, or {@code 8000-8100}. */
record PortRange(int first, int last) {

    // parseInt alone accepts "+80" and the digits of every script.
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

    private static final int MAX_PORT = 65535;

    /** Empty if it is none, or the numbers are not in 1 to 65535 in ascending order. */
    static Optional<PortRange> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first >= 1 && first <= last && last <= MAX_PORT
                ? Optional.of(new PortRange(first, last))
                : Optional.empty();
    }

    /** The ranges in a list such as {@code 22,443,8000-8100}; empty if one of them is none. */
    static Optional<List<PortRange>> parseList(String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Optional<PortRange> range = parse(part);
            if (range.isEmpty()) {
                return Optional.empty();
            }
            ranges.add(range.get());
        }
        return Optional.of(ranges);
    }

    boolean contains(int port) {
        return first <= port && port <= last;
    }

    IntStream ports() {
        return IntStream.rangeClosed(first, last);
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
