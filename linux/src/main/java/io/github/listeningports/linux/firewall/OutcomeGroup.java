package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Trail;
import java.util.List;
import java.util.Optional;

/**
 * Packets with one fate by one rule: all combinations of these values.
 *
 * @param weight their share of all packets, as far as sources, interfaces and the likelihood of their conditions tell
 */
record OutcomeGroup(Decision decision, IntervalSet sources, Box box, double weight) {

    /** What decided. */
    record Decision(
            Fate fate,
            String by,
            Optional<FirewallDestination> to,
            List<FirewallCondition> notes,
            Optional<Trail.Destination> sentTo) {

        Decision with(String otherBy) {
            return new Decision(fate, otherBy, to, notes, sentTo);
        }

        Decision withNotes(List<FirewallCondition> others) {
            return new Decision(fate, by, to, others, sentTo);
        }
    }

    /** The values apart from the sources. */
    record Box(IntervalSet sourcePorts, IntervalSet destinations, IntervalSet interfaces) {

        boolean meets(Box other) {
            return sourcePorts.meets(other.sourcePorts)
                    && destinations.meets(other.destinations)
                    && interfaces.meets(other.interfaces);
        }

        boolean contains(Box other) {
            return other.sourcePorts.without(sourcePorts).isEmpty()
                    && other.destinations.without(destinations).isEmpty()
                    && other.interfaces.without(interfaces).isEmpty();
        }
    }

    boolean meets(OutcomeGroup other) {
        return box.meets(other.box) && sources.meets(other.sources);
    }

    /** Whether all packets of another group are among its own. */
    boolean contains(OutcomeGroup other) {
        return box.contains(other.box) && other.sources.without(sources).isEmpty();
    }
}
