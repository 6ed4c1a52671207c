package io.github.listeningports.linux;

import java.util.Random;
import java.util.function.IntFunction;

/**
 * A ruleset as programs write it that add a rule or an element for each service, customer or banned host; seeded. Its text is the input of the tool that loads it, and
 * another tool lists what was loaded: a measure for what the rules cost anyone who reads them.
 */
// The functions hold no state; and text that is built piece by piece reads better without text blocks in between.
@SuppressWarnings({"ImmutableEnumChecker", "StringConcatToTextBlock"})
enum FirewallSet {

    /** kube-proxy in the mode nftables (pkg/proxy/nftables of Kubernetes): each service has an element in a verdict map, a chain, and a chain for each endpoint. */
    KUBE_NFT(3_000, "nft -f -", "nft list ruleset", services -> kubeNft(services)),

    /** The same, and three other programs with a nat chain each, such as Docker, Podman and libvirt. */
    KUBE_NFT_AND_NAT(3_000, "nft -f -", "nft list ruleset", services -> kubeNft(services) + otherNat()),

    /** kube-proxy in the mode iptables (pkg/proxy/iptables): the chain KUBE-SERVICES is walked rule by rule. */
    KUBE_LEGACY(3_000, "iptables-legacy-restore", "iptables-legacy-save", FirewallSet::kubeLegacy),

    /** A mark for each customer's address, for traffic control. */
    MARKS(10_000, "iptables-legacy-restore", "iptables-legacy-save", FirewallSet::marks),

    /** A jump for each banned host to a chain that logs and drops. */
    LOG_DROP(10_000, "iptables-legacy-restore", "iptables-legacy-save", FirewallSet::logDrop),

    /** A set of networks and hosts, as scripts that fetch blocklists make it. */
    BLOCKLIST(20_000, "nft -f -", "nft list ruleset", FirewallSet::blocklist),

    /** Rules of all kinds in one chain. */
    MIXED(5_000, "nft -f -", "nft list ruleset", rules -> MixedRules.nft(rules, FirewallSet.SEED));

    private static final long SEED = 20_261_127;

    private final int size;
    private final String loader;
    private final String lister;
    private final IntFunction<String> text;

    FirewallSet(int size, String loader, String lister, IntFunction<String> text) {
        this.size = size;
        this.loader = loader;
        this.lister = lister;
        this.text = text;
    }

    /** The number of its services, rules or elements. */
    int size() {
        return size;
    }

    /** The command of sh(1) that loads so many into a namespace without rules. */
    String script(int services) {
        return loader + " <<'END'\n" + text.apply(services) + "END\n";
    }

    /** The command that lists it. */
    String lister() {
        return lister;
    }

    private static String kubeNft(int services) {
        StringBuilder map = new StringBuilder(
                " map service-ips {\n  type ipv4_addr . inet_proto . inet_service : verdict\n" + "  elements = {\n");
        StringBuilder chains = new StringBuilder();
        for (int i = 0; i < services; i++) {
            String protocol = i % 10 == 9 ? "udp" : "tcp";
            String address = "172." + (30 + i / 65_536) + "." + (i / 256 % 256) + "." + i % 256;
            int port = i % 3 == 0 ? 443 : 80;
            String name = String.format("%08X-app%d/web/%s/http", i * 0x9e3779b1L & 0xffff_ffffL, i % 40, protocol);
            map.append("   ")
                    .append(address)
                    .append(" . ")
                    .append(protocol)
                    .append(" . ")
                    .append(port)
                    .append(" : goto service-")
                    .append(name)
                    .append(",\n");
            StringBuilder endpoints = new StringBuilder();
            for (int each = 0; each < 2; each++) {
                String host = "10.244." + (i / 100 % 256) + "." + (2 + i % 100 * 2 + each);
                chains.append(" chain endpoint-")
                        .append(each)
                        .append(name)
                        .append(" {\n  ip saddr ")
                        .append(host)
                        .append(" jump mark-for-masquerade\n  meta l4proto ")
                        .append(protocol)
                        .append(" dnat to ")
                        .append(host)
                        .append(":8080\n }\n");
                endpoints
                        .append(each == 0 ? "" : ", ")
                        .append(each)
                        .append(" : goto endpoint-")
                        .append(each)
                        .append(name);
            }
            chains.append(" chain service-")
                    .append(name)
                    .append(" {\n  ip daddr ")
                    .append(address)
                    .append(' ')
                    .append(protocol)
                    .append(" dport ")
                    .append(port)
                    .append(" ip saddr != 10.244.0.0/16 jump mark-for-masquerade\n  numgen random mod 2 vmap { ")
                    .append(endpoints)
                    .append(" }\n }\n");
        }
        return "table ip kube-proxy {\n chain mark-for-masquerade {\n  meta mark set meta mark or 0x4000\n }\n"
                + " chain reject-chain {\n  reject\n }\n"
                + chains
                + map.append("  }\n }\n")
                + " set nodeport-ips {\n  type ipv4_addr\n  elements = { 10.0.1.1, 10.0.2.1, 10.0.3.1 }\n }\n"
                + " map service-nodeports {\n  type inet_proto . inet_service : verdict\n"
                + "  elements = { tcp . 30080 : goto service-00000000-app0/web/tcp/http }\n }\n"
                + " chain services {\n  ip daddr . meta l4proto . th dport vmap @service-ips\n"
                + "  ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports\n }\n"
                + " chain nat-prerouting {\n  type nat hook prerouting priority dstnat; policy accept;\n  jump services\n }\n"
                + " chain nat-output {\n  type nat hook output priority -100; policy accept;\n  jump services\n }\n"
                + " chain masquerading {\n  meta mark & 0x4000 == 0 return\n  meta mark set meta mark xor 0x4000\n"
                + "  masquerade fully-random\n }\n"
                + " chain nat-postrouting {\n  type nat hook postrouting priority srcnat; policy accept;\n  jump masquerading\n }\n"
                + "}\n" + host();
    }

    /** What the administrator adds: blocked ports are those for which packets to other addresses and ports are examined too. */
    private static String host() {
        return "table inet host {\n chain input {\n  type filter hook input priority filter; policy drop;\n"
                + "  iifname \"lo\" accept\n  ct state established,related accept\n  tcp dport { 22, 80, 443 } accept\n"
                + "  ip saddr 10.0.0.0/8 tcp dport { 6443, 10250 } accept\n }\n}\n";
    }

    private static String otherNat() {
        StringBuilder tables = new StringBuilder();
        for (String program : new String[] {"docker", "netavark", "libvirt"}) {
            tables.append("table ip ")
                    .append(program)
                    .append(" {\n chain PREROUTING {\n  type nat hook prerouting priority dstnat; policy accept;\n")
                    .append("  iifname \"e1\" tcp dport ")
                    .append(8_000 + program.length())
                    .append(" dnat to 172.17.0.2:80\n }\n}\n");
        }
        return tables.toString();
    }

    private static String kubeLegacy(int services) {
        StringBuilder chains =
                new StringBuilder("*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n");
        StringBuilder rules =
                new StringBuilder("-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n"
                        + "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n");
        for (int i = 0; i < services; i++) {
            String address = "172." + (30 + i / 65_536) + "." + (i / 256 % 256) + "." + i % 256;
            int port = i % 3 == 0 ? 443 : 80;
            String name = String.format("%016X", i * 0x9e3779b97f4a7c15L);
            String service = "KUBE-SVC-" + name;
            chains.append(':').append(service).append(" - [0:0]\n");
            rules.append("-A KUBE-SERVICES -d ")
                    .append(address)
                    .append("/32 -p tcp -m comment --comment \"app")
                    .append(i % 40)
                    .append("/web:http cluster IP\" -m tcp --dport ")
                    .append(port)
                    .append(" -j ")
                    .append(service)
                    .append('\n');
            rules.append("-A ")
                    .append(service)
                    .append(" ! -s 10.244.0.0/16 -d ")
                    .append(address)
                    .append("/32 -p tcp -m tcp --dport ")
                    .append(port)
                    .append(" -j KUBE-MARK-MASQ\n");
            for (int each = 0; each < 2; each++) {
                String endpoint = "KUBE-SEP" + each + name;
                String host = "10.244." + (i / 100 % 256) + "." + (2 + i % 100 * 2 + each);
                chains.append(':').append(endpoint).append(" - [0:0]\n");
                rules.append("-A ")
                        .append(service)
                        .append(each == 0 ? " -m statistic --mode random --probability 0.5" : "")
                        .append(" -j ")
                        .append(endpoint)
                        .append('\n');
                rules.append("-A ").append(endpoint).append(" -s ").append(host).append("/32 -j KUBE-MARK-MASQ\n");
                rules.append("-A ")
                        .append(endpoint)
                        .append(" -p tcp -m tcp -j DNAT --to-destination ")
                        .append(host)
                        .append(":8080\n");
            }
        }
        return chains.append(rules).append("COMMIT\n") + filter("");
    }

    /** A table filter with these rules before those that let some ports in. */
    private static String filter(String rules) {
        return "*filter\n:INPUT DROP [0:0]\n:LOGDROP - [0:0]\n-A LOGDROP -j LOG\n-A LOGDROP -j DROP\n"
                + rules
                + "-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
                + "-A INPUT -p tcp -m multiport --dports 22,80,443 -j ACCEPT\n"
                + "-A INPUT -s 10.0.0.0/8 -p tcp --dport 6443 -j ACCEPT\nCOMMIT\n";
    }

    private static String marks(int rules) {
        StringBuilder text = new StringBuilder("*mangle\n:PREROUTING ACCEPT [0:0]\n");
        for (int i = 0; i < rules; i++) {
            text.append("-A PREROUTING -s 10.")
                    .append(64 + i / 65_536)
                    .append('.')
                    .append(i / 256 % 256)
                    .append('.')
                    .append(i % 256)
                    .append("/32 -j MARK --set-mark ")
                    .append(i + 1)
                    .append('\n');
        }
        return text.append("COMMIT\n") + filter("");
    }

    private static String logDrop(int rules) {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rules; i++) {
            text.append("-A INPUT -s ").append(host(random)).append(" -j LOGDROP\n");
        }
        return filter(text.toString());
    }

    private static String host(Random random) {
        return (11 + random.nextInt(100)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
    }

    private static String blocklist(int addresses) {
        Random random = new Random(SEED);
        StringBuilder text =
                new StringBuilder("table inet blocklist {\n set banned {\n  type ipv4_addr\n  flags interval\n"
                        + "  auto-merge\n  elements = {\n");
        for (int i = 0; i < addresses; i++) {
            text.append("   ")
                    .append(host(random))
                    .append(i % 5 == 0 ? "/28" : "")
                    .append(",\n");
        }
        return text + "  }\n }\n chain input {\n  type filter hook input priority filter - 10; policy accept;\n"
                + "  ip saddr @banned counter drop\n }\n}\n" + host();
    }
}
