package io.github.listeningports.linux.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the rule that an answer names first for a fate is the one that decided most packets of which it is said, by the kernel's own trace. */
final class NamedRules {

    private static final Pattern RULE = Pattern.compile("(.*, rule (?:handle )?)(\\d+)");
    private static final Pattern RUN =
            Pattern.compile("(.*, rule (?:handle )?)(\\d+).*, or one of the (\\d+) similar ones after it");

    private int right;
    private int unsent;
    private int untraced;
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param first the number of the first try to this listener
     * @param traced what the kernel said of each try
     */
    void check(
            String name,
            String listener,
            FirewallStatus status,
            List<Boolean> arrived,
            int first,
            Map<Integer, PacketTrace.Fate> traced) {
        for (AddressFamily family : AddressFamily.values()) {
            for (FirewallOutcome.Fate fate : EnumSet.of(FirewallOutcome.Fate.ARRIVES, FirewallOutcome.Fate.DROPPED)) {
                // Those of most packets come first.
                Optional<FirewallOutcome> named = status.outcomes().stream()
                        .filter(each -> each.family() == family && each.fate() == fate)
                        .filter(each -> each.sentTo().isEmpty() && each.rule().isPresent())
                        .findFirst();
                named.ifPresent(
                        outcome -> check(name + ": " + listener, status, outcome, listener, arrived, first, traced));
            }
        }
    }

    private void check(
            String name,
            FirewallStatus status,
            FirewallOutcome outcome,
            String listener,
            List<Boolean> arrived,
            int first,
            Map<Integer, PacketTrace.Fate> traced) {
        List<PacketTrace.Fate> fates = new ArrayList<>();
        boolean sent = false;
        List<PacketTry> tries = PacketTry.to(listener);
        for (int i = 0; i < tries.size(); i++) {
            PacketTry packet = tries.get(i);
            boolean arrives = outcome.fate() == FirewallOutcome.Fate.ARRIVES;
            boolean six = packet.source() instanceof Inet6Address;
            if (six != (outcome.family() == AddressFamily.IPV6)
                    || arrived.get(i) != arrives
                    || !outcome.sources().contains(packet.source())
                    || !outcome.concerns(packet.interfaceName())) {
                continue;
            }
            sent = true;
            PacketTrace.Fate fate = traced.get(first + i);
            if (fate != null) {
                fates.add(fate);
            }
        }
        String rule = outcome.rule().orElseThrow();
        Map<String, Integer> decided = decided(fates, rule, outcome.fate() == FirewallOutcome.Fate.ARRIVES);
        if (!sent) {
            unsent++;
        } else if (decided.isEmpty()) {
            untraced++; // no rule decides
        } else {
            int most =
                    decided.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            int mine = decided.entrySet().stream()
                    .filter(each -> isNamed(each.getKey(), rule))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            boolean named = mine >= most;
            if (named) {
                right++;
            } else {
                wrong.add(name + " " + status + " names first " + rule + ", but the trace " + decided);
            }
        }
    }

    /** How many packets each rule decided about: one drops a packet, but one of each chain of a hook accepts it, and only the rules of that of the named rule compare. */
    private static Map<String, Integer> decided(List<PacketTrace.Fate> fates, String named, boolean arrives) {
        Set<String> bases = new HashSet<>();
        for (PacketTrace.Fate fate : fates) {
            fate.accepted().forEach((rule, base) -> {
                if (isNamed(rule, named)) {
                    bases.add(base);
                }
            });
        }
        Map<String, Integer> decided = new HashMap<>();
        for (PacketTrace.Fate fate : fates) {
            if (arrives) {
                fate.accepted().forEach((rule, base) -> {
                    if (bases.isEmpty() || bases.contains(base)) {
                        decided.merge(rule, 1, Integer::sum);
                    }
                });
            } else {
                fate.dropped().forEach(rule -> decided.merge(rule, 1, Integer::sum));
            }
        }
        return decided;
    }

    /** A comment may follow; or the rule is one of a run of rules that differ in a host only. */
    private static boolean isNamed(String traced, String named) {
        Matcher run = RUN.matcher(named);
        Matcher one = RULE.matcher(traced);
        if (run.matches() && one.matches() && run.group(1).equals(one.group(1))) {
            int after = Integer.parseInt(one.group(2)) - Integer.parseInt(run.group(2));
            return after >= 0 && after <= Integer.parseInt(run.group(3));
        }
        return named.equals(traced) || named.startsWith(traced + " (");
    }

    List<String> wrong() {
        return wrong;
    }

    boolean areRight() {
        return wrong.size() * 100 <= right;
    }

    @Override
    public String toString() {
        return "rules named first: " + right + " decided most packets, " + wrong.size() + " did not, of " + unsent
                + " no such packet was sent, of " + untraced + " nothing was traced";
    }
}
