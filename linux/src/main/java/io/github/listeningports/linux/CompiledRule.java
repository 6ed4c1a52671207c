package io.github.listeningports.linux;

import java.util.List;

/**
 * A compiled rule.
 *
 * @param ports the only destination ports for which the rule can have an effect; for others it need not be evaluated
 */
record CompiledRule(FilterRule rule, List<Step> steps, ValueSet ports) {

    boolean concerns(PacketSet packets) {
        return packets.values(Dimension.DESTINATION_PORT).meets(ports);
    }

    /** Called for every rule and every listener, so without a stream. */
    boolean concernsAny(List<PacketSet> packets) {
        for (PacketSet each : packets) {
            if (concerns(each)) {
                return true;
            }
        }
        return false;
    }
}
