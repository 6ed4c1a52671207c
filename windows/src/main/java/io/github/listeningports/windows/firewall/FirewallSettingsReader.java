package io.github.listeningports.windows.firewall;

import io.github.listeningports.windows.api.RegistryApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the settings of each profile from the stores of this machine, group policy and device management (MS-GPFAS 2.2.3, MS-FASP 2.2.38). */
final class FirewallSettingsReader {

    /** The stores. */
    static final String LOCAL = "SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";

    static final String MANAGED = LOCAL + "\\Mdm";
    static final String GROUP = "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";

    /** From the administrative templates of Windows XP, for all networks outside of a domain. */
    private static final String OLD_PROFILE = GROUP + "\\StandardProfile";

    /** Whether device management uses this key is not documented. */
    private static final String MANAGED_PRIVATE = MANAGED + "\\PrivateProfile";

    /** Keys of these templates: exceptions that are not rules. */
    private static final List<String> OLD_EXCEPTIONS =
            List.of("AuthorizedApplications", "GloballyOpenPorts", "RemoteAdminSettings", "Services");

    /** Keys that may also exist in the local store, with a value that turns off local rules for programs or ports. */
    private static final List<String> OLD_MERGES = List.of("AuthorizedApplications", "GloballyOpenPorts");

    private static final String OLD_MERGE = "AllowUserPrefMerge";

    private final RegistryApi registry;

    FirewallSettingsReader(RegistryApi registry) {
        this.registry = registry;
    }

    /** All keys that may hold settings. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String store : List.of(GROUP, MANAGED, LOCAL)) {
            for (FirewallProfile profile : FirewallProfile.values()) {
                keys.add(key(store, profile));
            }
        }
        for (FirewallProfile profile : FirewallProfile.values()) {
            OLD_MERGES.forEach(name -> keys.add(key(LOCAL, profile) + "\\" + name));
        }
        keys.add(OLD_PROFILE);
        keys.add(MANAGED_PRIVATE);
        return keys;
    }

    /** Group policy overrides device management, which overrides this machine; but if any of them blocks everything, everything is blocked. */
    FirewallPolicy.Settings read(FirewallProfile profile) throws IOException {
        Store group = store(group(profile));
        Store managed = store(key(MANAGED, profile));
        Store local = store(key(LOCAL, profile));
        List<Store> all = List.of(group, managed, local);
        int enabled = first(all, Store::enabled, 1);
        int inbound = first(all, Store::inboundAction, 1);
        int merge = first(List.of(group, managed), Store::localMerge, 1);
        boolean shielded = all.stream().anyMatch(store -> store.shielded().orElse(0) != 0);
        List<String> unexamined = new ArrayList<>();
        if (inbound != 0 && inbound != 1) {
            unexamined.add("DefaultInboundAction=" + inbound);
        }
        if (group.path().equals(OLD_PROFILE) && group.localMerge().isPresent()) {
            unexamined.add("HKLM\\" + OLD_PROFILE + "\\AllowLocalPolicyMerge, which should not exist there");
        }
        all.forEach(store -> unexamined.addAll(store.exceptions()));
        // The precedence of device management and group policy is not documented.
        for (Store other :
                profile == FirewallProfile.PRIVATE ? List.of(managed, store(MANAGED_PRIVATE)) : List.of(managed)) {
            if (other.enabled().orElse(enabled) != enabled
                    || other.inboundAction().orElse(inbound) != inbound
                    || other.localMerge().orElse(merge) != merge
                    || (other.shielded().orElse(0) != 0 && !shielded)) {
                unexamined.add("HKLM\\" + other.path() + ", which contradicts the other settings");
            }
            unexamined.addAll(other.exceptions());
        }
        return new FirewallPolicy.Settings(
                enabled != 0,
                shielded,
                inbound == 0,
                merge != 0,
                all.stream().anyMatch(Store::exemptInterfaces),
                unexamined.stream().distinct().toList());
    }

    /** The old templates apply only if neither of the newer keys exists (MS-GPFAS 2.2.3). */
    private String group(FirewallProfile profile) throws IOException {
        boolean old = profile != FirewallProfile.DOMAIN
                && !exists(key(GROUP, FirewallProfile.PRIVATE))
                && !exists(key(GROUP, FirewallProfile.PUBLIC));
        return old ? OLD_PROFILE : key(GROUP, profile);
    }

    /**
     * The settings of one profile in one store.
     *
     * @param exceptions the keys of exceptions that are not rules
     */
    private record Store(
            String path,
            OptionalInt enabled,
            OptionalInt shielded,
            OptionalInt inboundAction,
            OptionalInt localMerge,
            boolean exemptInterfaces,
            List<String> exceptions) {}

    private Store store(String path) throws IOException {
        List<String> exceptions = exceptions(path);
        Optional<RegistryApi.Key> opened = registry.open(path);
        if (opened.isEmpty()) {
            OptionalInt none = OptionalInt.empty();
            return new Store(path, none, none, none, none, false, exceptions);
        }
        try (RegistryApi.Key key = opened.get()) {
            return new Store(
                    path,
                    key.number("EnableFirewall"),
                    key.number("DoNotAllowExceptions"),
                    key.number("DefaultInboundAction"),
                    key.number("AllowLocalPolicyMerge"),
                    key.isSet("DisabledInterfaces"),
                    exceptions);
        }
    }

    /** Windows ignores these exceptions in the local store, except one value. */
    private List<String> exceptions(String path) throws IOException {
        boolean central = path.startsWith(GROUP) || path.startsWith(MANAGED);
        List<String> exceptions = new ArrayList<>();
        for (String name : central ? OLD_EXCEPTIONS : OLD_MERGES) {
            Optional<RegistryApi.Key> opened = registry.open(path + "\\" + name);
            if (opened.isPresent()) {
                try (RegistryApi.Key key = opened.get()) {
                    if (central || key.number(OLD_MERGE).orElse(1) == 0) {
                        exceptions.add("HKLM\\" + path + "\\" + name);
                    }
                }
            }
        }
        return exceptions;
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
