package io.github.listeningports.linux;

import java.util.Random;

/** Rules of all kinds, seeded. */
final class MixedRules {

    private MixedRules() {}

    /** As people have them: ports, networks, interfaces, sets, and a log here and there; and loopback, over which JMH talks to its forks. */
    static String nft(int rules, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(
                "table inet f {\n set s { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.0/24 } }\n");
        text.append(
                " chain input { type filter hook input priority 0; policy drop;\n  iifname \"lo\" accept\n  ct state established,related accept\n");
        for (int i = 2; i < rules; i++) {
            int port = 1 + random.nextInt(20_000);
            text.append("  ")
                    .append(
                            switch (i % 8) {
                                case 0 ->
                                    "ip saddr 10." + random.nextInt(256) + ".0.0/16 tcp dport " + port + " accept";
                                case 1 -> "udp dport " + port + "-" + (port + 20) + " accept";
                                case 2 -> "iifname \"e" + (1 + random.nextInt(3)) + "\" tcp dport " + port + " accept";
                                case 3 -> "ip6 saddr fd00:" + random.nextInt(4) + "::/64 udp dport " + port + " drop";
                                case 4 -> "ip saddr @s tcp dport " + port + " counter drop";
                                case 5 -> "tcp dport " + port + " log prefix \"x\" accept";
                                case 6 -> "tcp dport { " + port + ", " + (port + 1) + " } accept";
                                default -> "ip daddr 10.0.1.1 tcp dport " + port + " ct state new accept";
                            })
                    .append('\n');
        }
        return text + " }\n}\n";
    }
}
