package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Sets of ipset(8) from the messages that list them, with the indexes by which rules refer to them (IPSET_ATTR_INDEX, since Linux 4.20). */
public final class IpSetRecording {

    private static final int ATTR_INDEX = 11;

    private final Map<String, IpSetParser> parsers = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    /** Takes one message. */
    public void take(int type, byte[] header, NetlinkAttributes message) {
        String name = message.text(IpSetNumber.ATTR_SETNAME).orElseThrow();
        parsers.computeIfAbsent(name, key -> new IpSetParser()).take(type, header, message);
        int index = message.unsigned(ATTR_INDEX, -1);
        if (index >= 0) {
            names.put(index, name);
        }
    }

    /**
     * The sets that were recorded.
     *
     * @param changed the indexes of those that packets change
     */
    public IpSets sets(Set<Integer> changed) {
        Map<String, IpSet> sets = new HashMap<>();
        parsers.forEach((name, parser) -> sets.put(name, parser.set().orElseThrow()));
        return new IpSets(names, sets, changed);
    }
}
