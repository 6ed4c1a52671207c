package io.github.listeningports.windows.firewall;

import java.util.List;
import java.util.Map;

/**
 * What the stores of Windows Firewall hold, merged as MS-FASP 2.2.38 says.
 *
 * @param settings of every profile
 * @param central the rules that an administrator gives from elsewhere, group policy and device management, and those that Windows makes for packaged programs
 * @param local the rules of this machine
 * @param hardening the rules that bind Windows's own services ("service hardening"): what blocks a service there, no other rule lets through
 * @param connectionSecurity whether there are rules of IPsec, which may demand that the other host proves who it is, or block it
 */
record FirewallPolicy(
        Map<FirewallProfile, Settings> settings,
        List<FirewallRule> central,
        List<FirewallRule> local,
        List<FirewallRule> hardening,
        boolean connectionSecurity) {

    FirewallPolicy {
        settings = Map.copyOf(settings);
        central = List.copyOf(central);
        local = List.copyOf(local);
        hardening = List.copyOf(hardening);
    }

    /**
     * Those of one profile.
     *
     * @param enabled whether the firewall is on
     * @param shielded whether it blocks all, whatever rules say
     * @param allowsByDefault whether it lets through what no rule blocks
     * @param mergesLocal whether local rules apply
     * @param exemptInterfaces whether it is off for some interfaces
     * @param unexamined names a setting that is not understood, and a form of rules that is not examined
     */
    record Settings(
            boolean enabled,
            boolean shielded,
            boolean allowsByDefault,
            boolean mergesLocal,
            boolean exemptInterfaces,
            List<String> unexamined) {

        /** Where the registry says nothing. */
        static final Settings DEFAULT = new Settings(true, false, false, true, false, List.of());

        Settings {
            unexamined = List.copyOf(unexamined);
        }
    }
}
