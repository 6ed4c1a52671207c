package io.github.listeningports.windows.firewall;

import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.RegistryApi;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policy of Windows Firewall from the registry: the stores of this machine, of group policy (MS-GPFAS 2.2), and of device management. They are read again only
 * if a key was written since.
 */
final class FirewallPolicyReader {

    private static final String LOCAL_RULES = FirewallSettingsReader.LOCAL + "\\FirewallRules";
    private static final List<String> CENTRAL_RULES = List.of(
            FirewallSettingsReader.GROUP + "\\FirewallRules", FirewallSettingsReader.MANAGED + "\\FirewallRules");

    private static final String RESTRICTED = FirewallSettingsReader.LOCAL + "\\RestrictedServices";
    private static final List<String> HARDENING_RULES =
            List.of(RESTRICTED + "\\Static\\System", RESTRICTED + "\\Configurable\\System");

    /** Created by Windows for packaged apps (Get-NetFirewallRule, "PolicyStore"). */
    private static final String PACKAGE_RULES = RESTRICTED + "\\AppIso\\FirewallRules";

    /** IPsec rules (MS-GPFAS 2.2.6), in nearly the same format. */
    private static final List<String> CONNECTION_RULES = List.of(
            FirewallSettingsReader.GROUP + "\\ConSecRules",
            FirewallSettingsReader.MANAGED + "\\ConSecRules",
            FirewallSettingsReader.LOCAL + "\\ConSecRules");

    private static final Pattern INACTIVE = Pattern.compile("(?i).*\\|Active=FALSE\\|.*", Pattern.DOTALL);

    /** IPsec policies of Windows XP ("netsh ipsec static"), which can block too: keys, and the value that makes one active. */
    private static final Map<String, String> OLD_IPSEC = Map.of(
            "SOFTWARE\\Policies\\Microsoft\\Windows\\IPSec\\Policy\\Local", "ActivePolicy",
            "SOFTWARE\\Policies\\Microsoft\\Windows\\IPSec\\GPTIPSECPolicy", "DSIPSECPolicyPath");

    /**
     * What configures IP-HTTPS: group policy ("IP-HTTPS State", tcpip.admx), and iphlpsvc, which writes netsh's and New-NetIPHttpsConfiguration's persistent store here. The
     * latter key is not documented; it is taken for a configuration whatever it holds.
     */
    private static final List<String> IP_HTTPS = List.of(
            "SOFTWARE\\Policies\\Microsoft\\Windows\\TCPIP\\v6Transition\\IPHTTPS",
            "SYSTEM\\CurrentControlSet\\Services\\iphlpsvc\\Parameters\\IPHTTPS");

    private static final int MAX_TRIES = 3;

    private final RegistryApi registry;
    private final FirewallSettingsReader settings;
    private List<RegistryApi.Stamp> stamps = List.of();
    private @Nullable FirewallPolicy policy;

    FirewallPolicyReader(RegistryApi registry) {
        this.registry = registry;
        settings = new FirewallSettingsReader(registry);
    }

    /** @throws IOException if it cannot be read */
    FirewallPolicy read() throws IOException {
        List<RegistryApi.Stamp> now = stamps();
        FirewallPolicy known = policy;
        if (known != null && now.equals(stamps)) {
            return known;
        }
        for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
            FirewallPolicy read = readAll(now);
            List<RegistryApi.Stamp> after = stamps();
            if (after.equals(now)) {
                // A second write within the same clock tick would go unnoticed.
                policy = isSettled(after) ? read : null;
                stamps = after;
                return read;
            }
            now = after;
        }
        throw new IOException("the rules changed during each of " + MAX_TRIES + " reads");
    }

    private static boolean isSettled(List<RegistryApi.Stamp> stamps) {
        Instant recent = Instant.now().minusSeconds(1);
        return stamps.stream()
                .allMatch(stamp -> FileTime.toInstant(stamp.written()).isBefore(recent));
    }

    /** The stamp of every key that exists. */
    private List<RegistryApi.Stamp> stamps() throws IOException {
        List<String> paths = new ArrayList<>(CENTRAL_RULES);
        paths.add(LOCAL_RULES);
        paths.addAll(HARDENING_RULES);
        paths.add(PACKAGE_RULES);
        paths.addAll(CONNECTION_RULES);
        paths.addAll(OLD_IPSEC.keySet());
        paths.addAll(IP_HTTPS);
        paths.addAll(FirewallSettingsReader.keys());
        List<RegistryApi.Stamp> found = new ArrayList<>();
        for (String path : paths) {
            Optional<RegistryApi.Key> opened = registry.open(path);
            if (opened.isPresent()) {
                try (RegistryApi.Key key = opened.get()) {
                    found.add(key.stamp());
                }
            }
        }
        return found;
    }

    private FirewallPolicy readAll(List<RegistryApi.Stamp> now) throws IOException {
        Map<FirewallProfile, FirewallPolicy.Settings> ofProfiles = new EnumMap<>(FirewallProfile.class);
        for (FirewallProfile profile : FirewallProfile.values()) {
            ofProfiles.put(profile, settings.read(profile));
        }
        List<FirewallRule> central = new ArrayList<>();
        for (String path : CENTRAL_RULES) {
            central.addAll(rules(path, FirewallRuleParser::parse).orElse(List.of()));
        }
        rules(PACKAGE_RULES, FirewallRuleParser::parse).orElse(List.of()).stream()
                .filter(rule -> rule.audience() != FirewallRule.Audience.ANY)
                .forEach(central::add);
        List<FirewallRule> local = rules(LOCAL_RULES, FirewallRuleParser::parse)
                .orElseThrow(() -> new IOException("HKLM\\" + LOCAL_RULES + " with the rules does not exist"));
        List<FirewallRule> hardening = new ArrayList<>();
        for (String path : HARDENING_RULES) {
            hardening.addAll(rules(path, FirewallRuleParser::parseHardening).orElse(List.of()));
        }
        return new FirewallPolicy(ofProfiles, central, local, hardening, hasConnectionRules(), hasIpHttps(now));
    }

    private static boolean hasIpHttps(List<RegistryApi.Stamp> stamps) {
        return stamps.stream().anyMatch(stamp -> IP_HTTPS.contains(stamp.path()) && !stamp.isEmpty());
    }

    private boolean hasConnectionRules() throws IOException {
        for (String path : CONNECTION_RULES) {
            Optional<RegistryApi.Key> opened = registry.open(path);
            if (opened.isPresent()) {
                try (RegistryApi.Key key = opened.get()) {
                    if (key.texts().values().stream()
                            .anyMatch(text -> !INACTIVE.matcher(text).matches())) {
                        return true;
                    }
                }
            }
        }
        for (Map.Entry<String, String> old : OLD_IPSEC.entrySet()) {
            Optional<RegistryApi.Key> opened = registry.open(old.getKey());
            if (opened.isPresent()) {
                try (RegistryApi.Key key = opened.get()) {
                    if (key.isSet(old.getValue())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Optional<List<FirewallRule>> rules(String path, BiFunction<String, String, Optional<FirewallRule>> parser)
            throws IOException {
        Optional<RegistryApi.Key> opened = registry.open(path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (RegistryApi.Key key = opened.get()) {
            List<FirewallRule> rules = new ArrayList<>();
            key.texts().forEach((id, text) -> parser.apply(id, text).ifPresent(rules::add));
            return Optional.of(rules);
        }
    }
}
