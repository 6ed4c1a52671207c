package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Programs that ban hosts and pardon them all the time: what they add rules or elements to is known by its name. */
public final class BanPrograms {

    /** fail2ban's actions iptables, ipset and nftables; CrowdSec's firewall bouncer; sshguard. */
    private static final List<String> NAMES = List.of("f2b-", "fail2ban", "addr-set-", "crowdsec", "sshguard");

    private BanPrograms() {}

    /** Whether a table, chain or set has such a name. */
    public static boolean own(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(lower::startsWith);
    }

    /** The list of hosts that such a chain drops the packets of. */
    static Optional<FirewallCondition> list(String chainLabel) {
        for (String word : chainLabel.split("[ ,]+", -1)) {
            if (own(word)) {
                return Optional.of(new FirewallCondition(FirewallCondition.Kind.CHANGING_SET, "the ban list " + word));
            }
        }
        return Optional.empty();
    }
}
