package io.github.listeningports.linux.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Rulesets that nobody thought of: the same for the same seed. Those for nft are a file; those for iptables are a script. */
final class RulesetGenerator {

    private final Random random;

    RulesetGenerator(long seed) {
        random = new Random(seed);
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private int port() {
        return oneOf(22, 53, 80, 443, 1194, 3306, 5353, 7000, 7001, 7100, 8080, 9000);
    }

    private String ports(String dash) {
        int first = port();
        return chance(0.6) ? Integer.toString(first) : first + dash + (first + random.nextInt(9000));
    }

    private String host4() {
        return "10.77." + oneOf(1, 2) + "." + oneOf(2, 3);
    }

    private String net4() {
        return oneOf(
                host4(), "10.77.1.0/24", "10.77.2.0/24", "10.77.0.0/16", "10.0.0.0/8", "192.168.0.0/16", "0.0.0.0/1");
    }

    private String net6() {
        return oneOf(
                "fd00:77:" + oneOf(1, 2) + "::" + oneOf(2, 3),
                "fd00:77:1::/64",
                "fd00:77:2::/64",
                "fd00::/8",
                "2001:db8::/32");
    }

    /** For nft. */
    String nft() {
        StringBuilder text = new StringBuilder();
        String family = oneOf("inet", "inet", "inet", "ip", "ip6");
        text.append("table ").append(family).append(" filter {\n");
        List<String> chains = new ArrayList<>();
        int subs = random.nextInt(4);
        for (int i = 0; i < subs; i++) {
            text.append("  chain c").append(i).append(" {\n");
            rules(text, family, chains, 1 + random.nextInt(4), false);
            text.append("  }\n");
            chains.add("c" + i);
        }
        if (chance(0.4)) {
            text.append("  chain pre {\n    type filter hook prerouting priority ")
                    .append(oneOf("raw", "mangle", "-300", "-120", "-50", "filter"))
                    .append("; policy ")
                    .append(oneOf("accept", "accept", "accept", "drop"))
                    .append(";\n");
            rules(text, family, chains, 1 + random.nextInt(5), true);
            text.append("  }\n");
        }
        int bases = 1 + random.nextInt(2);
        for (int i = 0; i < bases; i++) {
            text.append("  chain input")
                    .append(i)
                    .append(" {\n    type filter hook input priority ")
                    .append(10 * i - 5);
            text.append("; policy ").append(oneOf("accept", "drop")).append(";\n");
            rules(text, family, chains, 1 + random.nextInt(8), false);
            text.append("  }\n");
        }
        text.append("}\n");
        if (chance(0.3) && !family.equals("ip6")) {
            text.append("table ip nat {\n  chain pre {\n    type nat hook prerouting priority dstnat;\n    ")
                    .append(chance(0.5) ? "iifname \"" + oneOf("a0", "b0") + "\" " : "")
                    .append(oneOf("tcp dport ", "udp dport "))
                    .append(port())
                    .append(oneOf(" redirect to :" + port(), " dnat to 10.77.2.2", " dnat to 10.77.1.1:" + port()))
                    .append("\n  }\n");
            if (chance(0.3)) {
                text.append("  chain source {\n    type nat hook input priority 100;\n    ")
                        .append(chance(0.5) ? "tcp dport " + port() + " " : "")
                        .append("snat to 10.77.1.")
                        .append(oneOf(1, 3, 9))
                        .append("\n  }\n");
            }
            text.append("}\n");
        }
        if (chance(0.2)) {
            ingress(text, "first");
            ingress(text, "second");
        }
        return text.toString();
    }

    /** Before all else; the order of chains of one priority is not reported. */
    private void ingress(StringBuilder text, String name) {
        text.append("table netdev ")
                .append(name)
                .append(" {\n  chain c {\n    type filter hook ingress devices = ")
                .append(oneOf("{ a0 }", "{ b0 }", "{ a0, b0 }"))
                .append(" priority ")
                .append(oneOf("0", "0", "-5"))
                .append(";\n");
        for (int i = 0; i < 2; i++) {
            text.append("    ")
                    .append(oneOf("tcp dport ", "udp dport ", "th dport != "))
                    .append(port())
                    .append(oneOf(" meta mark 0x1 ", " meta mark 0x0 ", " "))
                    .append(oneOf("meta mark set 0x1", "meta mark set 0x2", "drop", "accept"))
                    .append('\n');
        }
        text.append("  }\n}\n");
    }

    private void rules(StringBuilder text, String family, List<String> chains, int count, boolean early) {
        for (int i = 0; i < count; i++) {
            text.append("    ").append(nftRule(family, chains, early)).append('\n');
        }
    }

    private String nftRule(String family, List<String> chains, boolean early) {
        String protocol = oneOf("tcp", "tcp", "udp", "");
        boolean ipv6 = family.equals("ip6") || (family.equals("inet") && chance(0.5));
        StringBuilder rule = new StringBuilder();
        int matches = random.nextInt(4);
        for (int i = 0; i < matches; i++) {
            rule.append(nftMatch(protocol, ipv6)).append(' ');
        }
        if (chance(0.15)) {
            rule.append(oneOf("counter ", "log ", "limit rate 400/second burst 4000 packets "));
        }
        if (chance(early ? 0.4 : 0.1)) {
            return rule
                    + oneOf(
                            "meta mark set 0x1",
                            "meta mark set 0x2",
                            "meta mark set mark or 0x4",
                            "meta mark set mark xor 0x3",
                            "meta mark set mark and 0xfe",
                            "meta mark set ct mark",
                            "ct mark set 0x1",
                            "ct mark set mark",
                            "notrack",
                            "ct zone set 0x1");
        }
        if (chance(0.1)) {
            return rule + vmap(chains);
        }
        if (chance(0.15) && !chains.isEmpty() && !protocol.isEmpty()) {
            return rule + protocol + " dport vmap { " + port() + " : accept, 1-21 : drop, 10000-20000 : jump "
                    + oneOf(chains.toArray(String[]::new)) + " }";
        }
        if (!chains.isEmpty() && chance(0.3)) {
            return rule + oneOf("jump ", "goto ") + oneOf(chains.toArray(String[]::new));
        }
        return rule + oneOf("accept", "accept", "drop", "drop", early ? "accept" : "reject", "return", "continue");
    }

    private String vmap(List<String> chains) {
        Supplier<String> verdict = () -> chains.isEmpty() || chance(0.6)
                ? oneOf("accept", "drop", "return", "continue")
                : oneOf("jump ", "goto ") + oneOf(chains.toArray(String[]::new));
        return oneOf(
                        "ct state vmap { new : %s, untracked : %s, established : accept }",
                        "meta mark vmap { 0x0 : %s, 0x1-0x3 : %s }",
                        "ct mark vmap { 0x0 : %s, 0x1 : %s }",
                        "iifname vmap { \"a0\" : %s, \"b*\" : %s }",
                        "iifname . meta l4proto . th dport vmap { \"a0\" . tcp . 1-100 : %s, \"b*\" . udp . 50-9000 : %s }",
                        "ct status vmap { dnat : %s, * : %s }",
                        "@ih,0,32 vmap { 0x1 : %s, * : %s }")
                .formatted(verdict.get(), verdict.get());
    }

    private String nftMatch(String protocol, boolean ipv6) {
        List<Supplier<String>> all = new ArrayList<>(List.of(
                () -> "iifname " + oneOf("", "!= ") + oneOf("\"a0\"", "\"b0\"", "\"a*\"", "\"eth0\"", "\"lo\""),
                () -> "iif " + oneOf("a0", "b0", "lo"),
                () -> "ct state " + oneOf("new", "established,related", "invalid", "new,untracked", "!= new"),
                () -> "meta mark " + oneOf("", "!= ") + oneOf("0x1", "0x2", "0x0"),
                () -> "meta mark and 0x3 == " + oneOf("0x1", "0x0"),
                () -> "ct mark " + oneOf("0x0", "0x1"),
                () -> "meta mark " + oneOf("> 0x1", "0x1-0x4", "{ 0x0, 0x3-0x7 }", "xor 0x1 == 0x0"),
                () -> "ct mark . meta mark { 0x0 . 0x0, 0x1 . 0x1 }",
                () -> "ct status " + oneOf("dnat", "!= dnat", "snat"),
                () -> "fib saddr . iif oif " + oneOf("exists", "missing"),
                () -> "fib daddr type " + oneOf("local", "multicast", "!= local"),
                () -> "meta pkttype " + oneOf("host", "broadcast"),
                () -> "meta l4proto " + oneOf("tcp", "udp", "{ tcp, udp }")));
        if (!protocol.isEmpty()) {
            for (int i = 0; i < 3; i++) {
                all.add(() -> protocol + " dport " + oneOf("", "!= ") + ports("-"));
                all.add(() -> protocol + " dport { " + port() + ", 1-10, " + (10_000 + random.nextInt(99)) + " }");
            }
            all.add(() -> protocol + " dport != { " + port() + ", 7000-7100 }");
            all.add(() -> protocol + " dport " + oneOf("and 0xff00 == 0x0", "xor 0x1 == 23", "or 0x1 == 81"));
            all.add(() -> "@th,24,8 " + oneOf("0x16", "0x50", "!= 0x35"));
            all.add(() -> protocol + " sport " + oneOf("1024-65535", "< 1024", "53"));
            all.add(() -> "iifname . " + protocol + " dport { \"a0\" . " + port() + ", \"b0\" . " + port() + " }");
        }
        if (protocol.equals("tcp")) {
            all.add(() -> "tcp flags & (fin|syn|rst|ack) == syn");
        }
        if (ipv6) {
            all.add(() -> "ip6 saddr " + oneOf("", "!= ") + net6());
            all.add(() -> "ip6 saddr { fd00:77:1::2, fd00:77:2::/64 }");
            all.add(() -> "ip6 daddr " + oneOf("fd00:77:1::1", "fd00:77::/32"));
        } else {
            all.add(() -> "ip saddr " + oneOf("", "!= ") + net4());
            all.add(() -> "ip saddr { " + host4() + ", 10.77.2.0/24 }");
            all.add(() -> "ip daddr " + oneOf("", "!= ") + oneOf("10.77.1.1", "10.77.2.1", "10.77.0.0/16"));
            all.add(() -> "ip saddr & 0.0.0.1 == 0.0.0." + random.nextInt(2));
            if (!protocol.isEmpty()) {
                all.add(() ->
                        "ip saddr . " + protocol + " dport { " + host4() + " . " + port() + ", 10.77.1.0/24 . 20-90 }");
            }
        }
        return all.get(random.nextInt(all.size())).get();
    }

    /** For iptables: the tool is what it is called, into which a 6 is put for IPv6. */
    String iptables(String tool) {
        StringBuilder text = new StringBuilder();
        for (String six : List.of("", "6")) {
            String command = tool.replace("ip", "ip" + six);
            boolean ipv6 = !six.isEmpty();
            text.append(command).append(" -N SUB\n").append(command).append(" -N OTHER\n");
            for (int i = 0; i < 3; i++) {
                text.append(command)
                        .append(" -A SUB ")
                        .append(xtRule(ipv6, List.of("OTHER")))
                        .append('\n');
                text.append(command)
                        .append(" -A OTHER ")
                        .append(xtRule(ipv6, List.of()))
                        .append('\n');
            }
            if (chance(0.5)) {
                text.append(command)
                        .append(" -t mangle -A PREROUTING ")
                        .append(xtMatch(ipv6))
                        .append(oneOf(
                                " -j MARK --set-mark 0x1",
                                " -j MARK --set-xmark 0x4/0x4",
                                " -j CONNMARK --set-mark 0x1",
                                " -j DROP"))
                        .append('\n');
                text.append(command)
                        .append(" -t mangle -A INPUT ")
                        .append(xtMatch(ipv6))
                        .append(oneOf(" -j CONNMARK --restore-mark", " -j CONNMARK --save-mark", " -j ACCEPT"))
                        .append('\n');
            }
            if (chance(0.3)) {
                text.append(command)
                        .append(" -t raw -A PREROUTING ")
                        .append(xtMatch(ipv6))
                        .append(oneOf(" -j NOTRACK", " -j DROP", " -j CT --notrack", " -j CT --zone 1"))
                        .append('\n');
            }
            if (chance(0.3)) {
                text.append(command)
                        .append(" -t nat -A PREROUTING -p ")
                        .append(oneOf("tcp", "udp"))
                        .append(" --dport ")
                        .append(port())
                        .append(" -j REDIRECT --to-ports ")
                        .append(port())
                        .append('\n');
            }
            int rules = 1 + random.nextInt(8);
            for (int i = 0; i < rules; i++) {
                text.append(command)
                        .append(" -A INPUT ")
                        .append(xtRule(ipv6, List.of("SUB", "OTHER")))
                        .append('\n');
            }
            text.append(command)
                    .append(" -P INPUT ")
                    .append(oneOf("ACCEPT", "DROP"))
                    .append('\n');
        }
        return text.toString();
    }

    private String xtRule(boolean ipv6, List<String> chains) {
        StringBuilder rule = new StringBuilder(xtMatch(ipv6));
        if (chance(0.1)) {
            rule.append(" -m limit --limit 400/second --limit-burst 4000");
        }
        if (!chains.isEmpty() && chance(0.35)) {
            return rule + oneOf(" -j ", " -g ") + oneOf(chains.toArray(String[]::new));
        }
        return rule + " -j " + oneOf("ACCEPT", "ACCEPT", "DROP", "REJECT", "RETURN", "LOG");
    }

    private String xtMatch(boolean ipv6) {
        StringBuilder match = new StringBuilder();
        if (chance(0.4)) {
            match.append(oneOf("", "! ")).append("-s ").append(ipv6 ? net6() : net4());
        }
        if (chance(0.3)) {
            match.append(oneOf(" ", " ! ")).append("-i ").append(oneOf("a0", "b0", "a+", "lo", "eth+"));
        }
        if (chance(0.15)) {
            match.append(" -d ").append(ipv6 ? "fd00:77:1::1" : "10.77.1.1");
        }
        if (chance(0.7)) {
            match.append(" -p ")
                    .append(oneOf("tcp", "tcp", "udp"))
                    .append(oneOf(
                            " --dport " + ports(":"),
                            " ! --dport " + ports(":"),
                            " -m multiport --dports " + port() + "," + port() + ",1:10",
                            " -m multiport ! --dports " + port() + "," + port(),
                            " --sport 1024:65535",
                            ""));
        } else if (chance(0.3)) {
            match.append(" -p all");
        }
        if (chance(0.3)) {
            match.append(oneOf(
                    " -m conntrack --ctstate NEW",
                    " -m conntrack ! --ctstate NEW",
                    " -m conntrack --ctstate ESTABLISHED,RELATED",
                    " -m state --state NEW,INVALID",
                    " -m conntrack --ctstate UNTRACKED",
                    " -m conntrack --ctstate UNTRACKED,NEW --ctproto tcp",
                    " -m conntrack ! --ctdir REPLY",
                    " -m connmark --mark 0x1",
                    " -m mark --mark 0x1",
                    " -m mark ! --mark 0x4/0x4",
                    " -m addrtype --dst-type LOCAL",
                    " -m pkttype --pkt-type unicast",
                    " -m comment --comment x"));
        }
        return match.toString();
    }
}
