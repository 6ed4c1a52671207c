package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.packet.Condition;

/** The conditions of matches that are not compared with the packet: what a reason says of them. */
final class XtUnknownMatch {

    private XtUnknownMatch() {}

    static Condition condition(String name) {
        return switch (name) {
            case "set" -> Condition.unknown(Kind.UNKNOWN_SET, "an ipset");
            case "limit", "hashlimit" -> Condition.unknown(Kind.RATE_LIMIT, "a rate limit");
            case "rateest" -> Condition.unknown(Kind.RATE_LIMIT, "an estimated rate");
            case "connlimit" -> Condition.unknown(Kind.RATE_LIMIT, "the number of connections");
            case "quota", "quota2", "nfacct" -> Condition.unknown(Kind.RATE_LIMIT, "a quota");
            case "bpf" -> Condition.unknown(Kind.PROGRAM, "the BPF program of a match");
            case "policy" -> Condition.unknown("IPsec");
            default -> Condition.unknown(text(name));
        };
    }

    /** With the name of the match, by which the rule is found. */
    private static String text(String name) {
        return switch (name) {
            case "cluster" -> "which node of the cluster the source belongs to";
            case "connlabel" -> "the label of the connection";
            case "cpu" -> "the processor that gets the packet";
            case "dscp" -> "ip dscp";
            case "ecn" -> "ip ecn and tcp flags";
            case "helper" -> "the conntrack helper of the connection";
            case "hl" -> "ip6 hoplimit";
            case "mac" -> "the hardware address of the sender";
            case "osf" -> "the operating system of the sender (osf)";
            case "owner" -> "the owner of the socket";
            case "physdev" -> "the port of the bridge (physdev)";
            case "pkttype" -> "the link-layer type of the packet";
            case "realm" -> "the realm of the route";
            case "socket" -> "whether there is a socket for the packet (socket)";
            case "statistic" -> "chance (statistic)";
            case "string" -> "a text in the packet (string)";
            case "tcpmss" -> "tcp option maxseg";
            case "time" -> "the time of day";
            case "tos" -> "ip tos";
            case "ttl" -> "ip ttl";
            case "u32" -> "bytes of the packet (u32)";
            default -> "the match " + name;
        };
    }
}
