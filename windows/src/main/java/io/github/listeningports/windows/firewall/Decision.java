package io.github.listeningports.windows.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happens to some packets, and why.
 *
 * @param cause the rule or the setting that decides
 * @param conditions what else has to hold
 * @param unknowns what would have to be known, if the fate is UNKNOWN
 */
record Decision(Fate fate, Cause cause, List<FirewallCondition> conditions, List<FirewallCondition> unknowns) {

    /**
     * The words for what decides: {@code rule "ssh" allows}, then the packets, and what follows them.
     *
     * @param packets whether a word for the packets stands between both
     * @param rule the rule or the setting; empty if there is none
     */
    record Cause(String before, boolean packets, String after, Optional<String> rule) {

        static Cause of(String text) {
            return new Cause(text, false, "", Optional.empty());
        }
    }

    Decision {
        conditions = List.copyOf(conditions);
        unknowns = List.copyOf(unknowns);
    }

    static Decision of(Fate fate, Cause cause) {
        return new Decision(fate, cause, List.of(), List.of());
    }

    Decision with(FirewallCondition condition) {
        List<FirewallCondition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new Decision(fate, cause, more, unknowns);
    }

    /** The same packets, of which something that is not examined decides. */
    Decision unexamined(FirewallCondition what) {
        return new Decision(Fate.UNKNOWN, Cause.of(what.detail()), conditions, List.of(what));
    }

    /** Whether packets with these sources may meet another fate, because they do not meet the conditions. */
    boolean isConditional() {
        return isConditional(conditions);
    }

    /** Members of a list are known by their addresses: to be one is no further condition. */
    static boolean isConditional(List<FirewallCondition> conditions) {
        return conditions.stream().anyMatch(each -> each.kind() != FirewallCondition.Kind.CHANGING_SET);
    }

    /**
     * {@code rule "ssh" allows it from 10.0.0.0/8 depending on the remote port (22)}.
     *
     * @param packets the word for the packets: {@code it}, {@code all others}
     * @param where from where they come, with a space before it; or empty
     */
    String text(String packets, String where) {
        List<String> lists = details(conditions, true);
        return cause.before()
                + (cause.packets() ? " " + packets : "")
                + where
                + (lists.isEmpty() ? "" : " (" + String.join(", ", lists) + ")")
                + cause.after()
                + dependingOn();
    }

    /** What is not known says more than what it depends on besides; the words of what is not examined say it themselves. */
    private String dependingOn() {
        if (!unknowns.isEmpty()) {
            return cause.packets() ? "; unknown: " + String.join(", ", details(unknowns, false)) : "";
        }
        List<String> others = details(conditions, false);
        return others.isEmpty() ? "" : " depending on " + String.join(", ", others);
    }

    private static List<String> details(List<FirewallCondition> some, boolean lists) {
        return some.stream()
                .filter(each -> (each.kind() == FirewallCondition.Kind.CHANGING_SET) == lists)
                .map(FirewallCondition::detail)
                .toList();
    }
}
