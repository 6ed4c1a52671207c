package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.StepEffects;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the rules before the input hook may send packets that were addressed elsewhere. Most such rules lead to other hosts and containers: then nobody reaches a listener
 * of this machine by them, and no packet has to be followed. Where a rule's effect is not known, it may lead anywhere.
 */
final class Detours {

    private final List<Step.Dnat> translations = new ArrayList<>();
    private final List<IntervalSet> proxied = new ArrayList<>();
    private final Map<IntervalSet, Boolean> leading = new HashMap<>();
    private boolean anywhere;
    private boolean diverting;
    private boolean unexamined;

    /** Takes a step that such packets can reach. */
    void add(Step step) {
        if (step instanceof Step.Dnat translation) {
            translations.add(translation);
        } else if (step instanceof Step.TransparentProxy proxy) {
            anywhere = true;
            diverting = true;
            proxy.port().ifPresent(port -> proxied.add(IntervalSet.of(port)));
        } else if (step instanceof Step.Snat
                || step instanceof Step.Unsupported
                || step instanceof Step.ConntrackTemplate) {
            anywhere = true;
            unexamined |= step instanceof Step.Unsupported unsupported && unsupported.moves();
        } else {
            anywhere |= StepEffects.targets(step).anyMatch(Detours::isUnknown);
        }
    }

    private static boolean isUnknown(Verdict verdict) {
        boolean jumps = verdict.kind() == Verdict.Kind.JUMP || verdict.kind() == Verdict.Kind.GOTO;
        return jumps && verdict.chain() == null;
    }

    /** Whether a transparent proxy rule may take packets. */
    boolean divert() {
        return diverting;
    }

    /** Whether rules do what is not examined, such as to write another port into the header. */
    boolean areUnexamined() {
        return unexamined;
    }

    /** Whether packets may come to one of these addresses that were sent to others, or to other ports. */
    boolean mayLeadTo(IntervalSet addresses) {
        return anywhere
                || leading.computeIfAbsent(
                        addresses, key -> translations.stream().anyMatch(each -> leadsTo(each, key)));
    }

    /** The ports to which packets may be sent that come to these addresses. */
    IntervalSet ports(IntervalSet addresses) {
        List<IntervalSet> ports = new ArrayList<>(proxied);
        translations.stream()
                .filter(each -> each.port().isPresent() && leadsTo(each, addresses))
                .forEach(each -> ports.add(IntervalSet.of(each.port().getAsInt())));
        return IntervalSets.union(ports);
    }

    private static boolean leadsTo(Step.Dnat translation, IntervalSet addresses) {
        return translation.unknown()
                || translation.address().isEmpty()
                || translation.address().get().meets(addresses);
    }
}
