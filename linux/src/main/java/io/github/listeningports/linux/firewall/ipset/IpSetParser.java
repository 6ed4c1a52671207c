package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.firewall.ipset.IpSet.Member;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses the messages that list one set: its header in the first, and its members in all. What is no part of the key, such as counters and comments, is left out. */
final class IpSetParser {

    private final List<Member> members = new ArrayList<>();
    private String name = "";
    private String type = "";
    private int family;
    private boolean timeouts;
    private int netmask = IpSet.NO_PREFIX;
    private boolean masked;
    private boolean whole = true;

    /** Takes one message. */
    void take(int messageType, byte[] familyHeader, NetlinkAttributes message) {
        if (message.has(IpSetNumber.ATTR_TYPENAME)) {
            name = message.text(IpSetNumber.ATTR_SETNAME).orElse("");
            type = message.text(IpSetNumber.ATTR_TYPENAME).orElse("");
            family = message.unsigned(IpSetNumber.ATTR_FAMILY, 0);
            takeHeader(message.nested(IpSetNumber.ATTR_DATA));
        }
        NetlinkAttributes list = message.nested(IpSetNumber.ATTR_ADT);
        whole &= list.isWhole();
        list.each(IpSetNumber.ATTR_DATA).forEach(this::takeMember);
    }

    private void takeHeader(NetlinkAttributes header) {
        whole &= header.isWhole();
        timeouts = header.has(IpSetNumber.ATTR_TIMEOUT);
        netmask = header.unsigned(IpSetNumber.ATTR_NETMASK, IpSet.NO_PREFIX);
        masked = header.has(IpSetNumber.ATTR_BITMASK);
    }

    private void takeMember(NetlinkAttributes member) {
        whole &= member.isWhole();
        byte[] address = address(member, IpSetNumber.ATTR_IP);
        byte[] other = address(member, IpSetNumber.ATTR_IP2);
        int text = member.has(IpSetNumber.ATTR_IFACE) ? IpSetNumber.ATTR_IFACE : IpSetNumber.ATTR_NAME;
        members.add(new Member(
                address.length == 16,
                IntervalSet.word(address, 0),
                IntervalSet.word(address, 1),
                member.unsigned(IpSetNumber.ATTR_CIDR, IpSet.NO_PREFIX),
                IntervalSet.word(other, 0),
                IntervalSet.word(other, 1),
                member.unsigned(IpSetNumber.ATTR_CIDR2, IpSet.NO_PREFIX),
                member.unsigned(IpSetNumber.ATTR_PORT, 0),
                member.unsigned(IpSetNumber.ATTR_PROTO, 0),
                member.text(text).orElse(""),
                member.unsigned(IpSetNumber.ATTR_CADT_FLAGS, 0)));
    }

    private static byte[] address(NetlinkAttributes member, int attribute) {
        NetlinkAttributes address = member.nested(attribute);
        return address.value(IpSetNumber.ATTR_IPADDR_IPV4)
                .or(() -> address.value(IpSetNumber.ATTR_IPADDR_IPV6))
                .orElse(new byte[0]);
    }

    /** The set; empty if there was no header, or anything was cut. */
    Optional<IpSet> set() {
        return whole && !type.isEmpty()
                ? Optional.of(new IpSet(name, type, family, timeouts, netmask, masked, members))
                : Optional.empty();
    }
}
