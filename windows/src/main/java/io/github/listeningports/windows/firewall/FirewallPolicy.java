package io.github.listeningports.windows.firewall;

import java.util.List;
import java.util.Map;

/**
 * The stores of Windows Firewall, merged as MS-FASP 2.2.38 prescribes.
 *
 * @param settings the settings of each profile
 * @param central the rules of group policy and device management, and those that Windows creates for packaged apps
 * @param local the rules of this machine
 * @param hardening the rules that restrict services ("service hardening"): where one blocks a service, no rule outside of hardening allows it
 * @param connectionSecurity whether there are IPsec rules, which may require the other host to authenticate, or block it
 * @param ipHttps whether IP-HTTPS, IPv6 in HTTPS for DirectAccess, is configured; the port of its server can be any
 */
record FirewallPolicy(
        Map<FirewallProfile, Settings> settings,
        List<FirewallRule> central,
        List<FirewallRule> local,
        List<FirewallRule> hardening,
        boolean connectionSecurity,
        boolean ipHttps) {

    FirewallPolicy {
        settings = Map.copyOf(settings);
        central = List.copyOf(central);
        local = List.copyOf(local);
        hardening = List.copyOf(hardening);
    }

    /**
     * The settings of one profile.
     *
     * @param enabled whether the firewall is on
     * @param shielded whether it blocks everything, regardless of rules
     * @param allowsByDefault whether it allows what no rule blocks
     * @param mergesLocal whether local rules apply
     * @param exemptInterfaces whether it is off on some interfaces
     * @param unexamined settings that are not understood, and kinds of rules that are not examined
     */
    record Settings(
            boolean enabled,
            boolean shielded,
            boolean allowsByDefault,
            boolean mergesLocal,
            boolean exemptInterfaces,
            List<String> unexamined) {

        /** For a profile without settings in the registry. */
        static final Settings DEFAULT = new Settings(true, false, false, true, false, List.of());

        Settings {
            unexamined = List.copyOf(unexamined);
        }
    }
}
