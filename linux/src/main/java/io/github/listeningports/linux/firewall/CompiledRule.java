package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.List;

/**
 * A compiled rule.
 *
 * @param ports the only destination ports for which the rule can have an effect; for others it need not be evaluated
 */
record CompiledRule(Rule rule, List<Step> steps, IntervalSet ports) {

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
