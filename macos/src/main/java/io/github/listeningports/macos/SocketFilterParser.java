package io.github.listeningports.macos;

import io.github.listeningports.macos.ApplicationFirewall.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The output of socketfilterfw, as printed by macOS up to 14 and by 15 and later. Apple documents neither form, so an answer must match word for word, with
 * nothing beside it; anything else is no answer.
 */
final class SocketFilterParser {

    private static final String OFF = "Firewall is disabled. (State = 0)";
    private static final String ON = "Firewall is enabled. (State = 1)";

    private static final List<String> BLOCKS_ALL = List.of(
            "Firewall is enabled. (State = 2)",
            "Firewall is blocking all non-essential incoming connections. (State = 2)",
            "Firewall is set to block all non-essential incoming connections. (State = 2)");

    private static final List<String> BLOCK_ALL_IS_OFF =
            List.of("Block all DISABLED!", "Firewall has block all state set to disabled.");

    private static final List<String> BLOCK_ALL_IS_ON = List.of(
            "Firewall is set to block all non-essential incoming connections",
            "Firewall has block all state set to enabled.",
            "Firewall is blocking all non-essential incoming connections.");

    private static final String MANAGED =
            "Firewall settings cannot be modified from command line on managed Mac computers.";

    private static final Pattern HEADER = Pattern.compile("(?:ALF: )?[Tt]otal number of apps = (0|[1-9]\\d{0,5})");

    /** One space follows the path. With two, the path itself ends in a space; such a path is rejected. */
    private static final Pattern APPLICATION = Pattern.compile("([1-9]\\d{0,5}) : {1,2}(/.*\\S) ?");

    private static final List<String> ALLOW = List.of("( Allow incoming connections )", "(Allow incoming connections)");
    private static final List<String> BLOCK = List.of("( Block incoming connections )", "(Block incoming connections)");

    private SocketFilterParser() {}

    /** --getglobalstate: off, all blocked, or decided by application. */
    static Optional<State> globalState(String text) {
        String answer = text.strip();
        if (answer.equals(OFF)) {
            return Optional.of(State.OFF);
        }
        if (answer.equals(ON)) {
            return Optional.of(State.BY_APPLICATION);
        }
        return BLOCKS_ALL.contains(answer) ? Optional.of(State.BLOCKS_ALL) : Optional.empty();
    }

    /** --getblockall. */
    static Optional<Boolean> blocksAll(String text) {
        String answer = text.strip();
        if (BLOCK_ALL_IS_ON.contains(answer)) {
            return Optional.of(true);
        }
        return BLOCK_ALL_IS_OFF.contains(answer) ? Optional.of(false) : Optional.empty();
    }

    /**
     * --listapps: pairs of lines, numbered from 1, after a line with their count. A path may contain a line break and so forge an entry; then the numbers do
     * not add up, and the whole list is rejected.
     */
    static Optional<List<AppRule>> applications(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        Matcher header = HEADER.matcher(lines.isEmpty() ? "" : lines.get(0).strip());
        if (!header.matches() || lines.size() != 1 + 2 * Integer.parseInt(header.group(1))) {
            return Optional.empty();
        }
        List<AppRule> rules = new ArrayList<>();
        for (int i = 1; i < lines.size(); i += 2) {
            Matcher application = APPLICATION.matcher(lines.get(i));
            String decision = lines.get(i + 1).strip();
            boolean allows = ALLOW.contains(decision);
            if (!application.matches()
                    || Integer.parseInt(application.group(1)) != rules.size() + 1
                    || (!allows && !BLOCK.contains(decision))) {
                return Optional.empty();
            }
            rules.add(new AppRule(application.group(2), allows));
        }
        return Optional.of(rules);
    }

    /** Whether the Mac is managed, and the tool therefore reports nothing. */
    static boolean isManaged(String text) {
        return text.contains(MANAGED);
    }
}
