package io.github.listeningports.windows;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policy of Windows Firewall from the registry: what this machine has, what group policy gives (MS-GPFAS 2.2), and what device management does. It is read
 * again only if a key was written since.
 */
final class FirewallPolicyReader {

    private static final String LOCAL = "SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
    private static final String MANAGED = LOCAL + "\\Mdm";
    private static final String GROUP = "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
    private static final String LOCAL_RULES = LOCAL + "\\FirewallRules";
    private static final List<String> CENTRAL_RULES = List.of(GROUP + "\\FirewallRules", MANAGED + "\\FirewallRules");
    private static final List<String> HARDENING_RULES = List.of(
            LOCAL + "\\RestrictedServices\\Static\\System", LOCAL + "\\RestrictedServices\\Configurable\\System");

    /** Made by Windows for packaged programs (Get-NetFirewallRule, "PolicyStore"). */
    private static final String PACKAGE_RULES = LOCAL + "\\RestrictedServices\\AppIso\\FirewallRules";

    /** Of IPsec (MS-GPFAS 2.2.6), whose form is about that of the others. */
    private static final List<String> CONNECTION_RULES =
            List.of(GROUP + "\\ConSecRules", MANAGED + "\\ConSecRules", LOCAL + "\\ConSecRules");

    private static final Pattern INACTIVE = Pattern.compile("(?i).*\\|Active=FALSE\\|.*", Pattern.DOTALL);

    /** The administrative templates of Windows XP, whose exceptions are no rules. */
    private static final List<String> OLD_EXCEPTIONS =
            List.of("AuthorizedApplications", "GloballyOpenPorts", "RemoteAdminSettings", "Services");

    private static final String OLD_PROFILE = GROUP + "\\StandardProfile";

    private static final String MANAGED_PRIVATE = MANAGED + "\\PrivateProfile";

    private static final int MAX_TRIES = 3;

    private final RegistryApi registry;
    private List<RegistryApi.Stamp> stamps = List.of();
    private @Nullable FirewallPolicy policy;

    FirewallPolicyReader(RegistryApi registry) {
        this.registry = registry;
    }

    /** @throws IOException if it cannot be read, saying why */
    FirewallPolicy read() throws IOException {
        List<RegistryApi.Stamp> now = stamps();
        FirewallPolicy known = policy;
        if (known != null && now.equals(stamps)) {
            return known;
        }
        for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
            FirewallPolicy read = readAll();
            List<RegistryApi.Stamp> after = stamps();
            if (after.equals(now)) {
                // What is written within the same tick of the clock would not be seen.
                policy = isSettled(after) ? read : null;
                stamps = after;
                return read;
            }
            now = after;
        }
        throw new IOException("the rules changed while they were read, " + MAX_TRIES + " times");
    }

    private static boolean isSettled(List<RegistryApi.Stamp> stamps) {
        Instant recent = Instant.now().minusSeconds(1);
        return stamps.stream()
                .allMatch(stamp -> FileTime.toInstant(stamp.written()).isBefore(recent));
    }

    /** Of every key that is there. */
    private List<RegistryApi.Stamp> stamps() throws IOException {
        List<String> paths = new ArrayList<>(CENTRAL_RULES);
        paths.add(LOCAL_RULES);
        paths.addAll(HARDENING_RULES);
        paths.add(PACKAGE_RULES);
        paths.addAll(CONNECTION_RULES);
        for (String store : List.of(GROUP, MANAGED, LOCAL)) {
            for (FirewallProfile profile : FirewallProfile.values()) {
                paths.add(key(store, profile));
            }
        }
        paths.add(OLD_PROFILE);
        paths.add(MANAGED_PRIVATE);
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

    private FirewallPolicy readAll() throws IOException {
        Map<FirewallProfile, FirewallPolicy.Settings> settings = new EnumMap<>(FirewallProfile.class);
        for (FirewallProfile profile : FirewallProfile.values()) {
            settings.put(profile, settings(profile));
        }
        List<FirewallRule> central = new ArrayList<>();
        for (String path : CENTRAL_RULES) {
            central.addAll(rules(path).orElse(List.of()));
        }
        rules(PACKAGE_RULES).orElse(List.of()).stream()
                .filter(FirewallRule::packaged)
                .forEach(central::add);
        List<FirewallRule> local = rules(LOCAL_RULES)
                .orElseThrow(() -> new IOException("there is no HKLM\\" + LOCAL_RULES + ", where its rules should be"));
        List<FirewallRule> hardening = new ArrayList<>();
        for (String path : HARDENING_RULES) {
            hardening.addAll(rules(path).orElse(List.of()));
        }
        return new FirewallPolicy(settings, central, local, hardening, hasConnectionRules());
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
        return false;
    }

    private Optional<List<FirewallRule>> rules(String path) throws IOException {
        Optional<RegistryApi.Key> opened = registry.open(path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (RegistryApi.Key key = opened.get()) {
            List<FirewallRule> rules = new ArrayList<>();
            key.texts().forEach((id, text) -> FirewallRuleParser.parse(id, text).ifPresent(rules::add));
            return Optional.of(rules);
        }
    }

    /** Group policy decides, then device management, then this machine; but what any of them blocks as a whole is blocked (MS-FASP 2.2.38). */
    private FirewallPolicy.Settings settings(FirewallProfile profile) throws IOException {
        List<String> unexamined = new ArrayList<>();
        Store group = store(key(GROUP, profile));
        Store managed = store(key(MANAGED, profile));
        Store local = store(key(LOCAL, profile));
        List<Store> all = List.of(group, managed, local);
        int enabled = first(all, Store::enabled, 1);
        int inbound = first(all, Store::inboundAction, 1);
        int merge = first(List.of(group, managed), Store::localMerge, 1);
        boolean shielded = all.stream().anyMatch(store -> store.shielded().orElse(0) != 0);
        if (inbound != 0 && inbound != 1) {
            unexamined.add("DefaultInboundAction=" + inbound);
        }
        for (String path : alsoPossible(profile)) {
            Store other = store(path);
            boolean differs = other.enabled().orElse(enabled) != enabled
                    || other.inboundAction().orElse(inbound) != inbound
                    || other.localMerge().orElse(merge) != merge
                    || (other.shielded().orElse(0) != 0 && !shielded);
            if (differs) {
                unexamined.add("HKLM\\" + path + ", which says otherwise");
            }
            unexamined.addAll(other.exceptions());
        }
        unexamined.addAll(group.exceptions());
        return new FirewallPolicy.Settings(
                enabled != 0,
                shielded,
                inbound == 0,
                merge != 0,
                all.stream().anyMatch(Store::exemptInterfaces),
                unexamined.stream().distinct().toList());
    }

    /** Where there may be settings too: templates of Windows XP, and device management, of which neither the rank beside group policy nor a key's name is documented. */
    private static List<String> alsoPossible(FirewallProfile profile) {
        return switch (profile) {
            case DOMAIN -> List.of(key(MANAGED, profile));
            case PRIVATE -> List.of(OLD_PROFILE, key(MANAGED, profile), MANAGED_PRIVATE);
            case PUBLIC -> List.of(OLD_PROFILE, key(MANAGED, profile));
        };
    }

    /**
     * What one store says of one profile.
     *
     * @param exceptions the keys of those that are no rules
     */
    private record Store(
            OptionalInt enabled,
            OptionalInt shielded,
            OptionalInt inboundAction,
            OptionalInt localMerge,
            boolean exemptInterfaces,
            List<String> exceptions) {

        static final Store NONE = new Store(
                OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), false, List.of());
    }

    private Store store(String path) throws IOException {
        Optional<RegistryApi.Key> opened = registry.open(path);
        if (opened.isEmpty()) {
            return Store.NONE;
        }
        List<String> exceptions = new ArrayList<>();
        if (path.startsWith(GROUP)) {
            for (String name : OLD_EXCEPTIONS) {
                if (exists(path + "\\" + name)) {
                    exceptions.add("HKLM\\" + path + "\\" + name);
                }
            }
        }
        try (RegistryApi.Key key = opened.get()) {
            return new Store(
                    key.number("EnableFirewall"),
                    key.number("DoNotAllowExceptions"),
                    key.number("DefaultInboundAction"),
                    key.number("AllowLocalPolicyMerge"),
                    key.says("DisabledInterfaces"),
                    exceptions);
        }
    }

    private boolean exists(String path) throws IOException {
        Optional<RegistryApi.Key> opened = registry.open(path);
        opened.ifPresent(RegistryApi.Key::close);
        return opened.isPresent();
    }

    private static int first(List<Store> stores, Function<Store, OptionalInt> value, int otherwise) {
        return stores.stream()
                .map(value)
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .findFirst()
                .orElse(otherwise);
    }

    /** The private profile is called StandardProfile on a machine, and PrivateProfile in group policy. */
    private static String key(String store, FirewallProfile profile) {
        return store
                + switch (profile) {
                    case DOMAIN -> "\\DomainProfile";
                    case PRIVATE -> store.equals(GROUP) ? "\\PrivateProfile" : "\\StandardProfile";
                    case PUBLIC -> "\\PublicProfile";
                };
    }
}
