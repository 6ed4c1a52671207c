package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a rule of Windows Firewall as the registry holds it: {@code v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|Name=ssh|} (MS-GPFAS 2.2.2.19). A
 * key or value that is not understood is kept as such, for it may restrict the rule, or be what makes it apply.
 */
final class FirewallRuleParser {

    private static final Pattern VERSION = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})");
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** Shown, or about traffic that is not a first packet over an interface: of Teredo (edge traversal), answers (loose mapping), ICMP, and what goes out. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("Name", "Desc", "EmbedCtxt", "Edge", "Defer", "LSM", "ICMP4", "ICMP6", "PCross", "AuthByPassOut");

    private static final Set<String> REPEATABLE = Set.of(
            "Profile",
            "LPort",
            "LPort2_10",
            "LPort2_20",
            "LPort2_24",
            "RPort",
            "RPort2_10",
            "LA4",
            "LA6",
            "RA4",
            "RA6",
            "RA42",
            "RA62",
            "IF",
            "IFType",
            "ICMP4",
            "ICMP6",
            "Platform",
            "TTK",
            "TTK2_22",
            "TTK2_27",
            "TTK2_28",
            "NNm");

    private static final int ANY_PROTOCOL = 256;

    private final String text;
    private final Set<String> seen = new HashSet<>();
    private final Set<FirewallProfile> profiles = EnumSet.noneOf(FirewallProfile.class);
    private final List<int[]> ports = new ArrayList<>();
    private final List<String> portKeywords = new ArrayList<>();
    private final List<AddressSet.Range> local4 = new ArrayList<>();
    private final List<AddressSet.Range> local6 = new ArrayList<>();
    private final List<AddressSet.Range> remote4 = new ArrayList<>();
    private final List<AddressSet.Range> remote6 = new ArrayList<>();
    private final List<String> localKeywords4 = new ArrayList<>();
    private final List<String> localKeywords6 = new ArrayList<>();
    private final List<String> remoteKeywords4 = new ArrayList<>();
    private final List<String> remoteKeywords6 = new ArrayList<>();
    private final List<String> limits = new ArrayList<>();
    private final List<String> unknowns = new ArrayList<>();
    private String name;
    private FirewallRule.Action action = FirewallRule.Action.UNKNOWN;
    private Optional<Boolean> active = Optional.empty();
    private Optional<Boolean> inbound = Optional.empty();
    private OptionalInt protocol = OptionalInt.empty();
    private Optional<String> program = Optional.empty();
    private Optional<String> service = Optional.empty();
    private Optional<String> owner = Optional.empty();
    private Optional<String> platform = Optional.empty();
    private boolean orLater;
    private boolean packaged;

    private FirewallRuleParser(String id, String text) {
        this.text = text;
        name = id;
    }

    /**
     * The rule; empty if it is not active, or for what goes out.
     *
     * @param id the name of its registry value, which stands for its name where it has none
     */
    static Optional<FirewallRule> parse(String id, String text) {
        return new FirewallRuleParser(id, text).parse();
    }

    private Optional<FirewallRule> parse() {
        String[] fields = text.split("\\|", -1);
        Matcher version = VERSION.matcher(fields[0]);
        if (!version.matches() || !version.group(1).equals("2")) {
            unknowns.add("version \"" + fields[0] + "\"");
        }
        for (int i = 1; i < fields.length; i++) {
            if (!fields[i].isEmpty()) {
                int equals = fields[i].indexOf('=');
                field(
                        equals < 0 ? fields[i] : fields[i].substring(0, equals),
                        fields[i].substring(equals + 1),
                        fields[i]);
            }
        }
        // FW_RULE_FLAGS_ACTIVE (MS-FASP 2.2.34) is off unless it is set. What is not understood at all may be anything.
        boolean understood = unknowns.isEmpty();
        if ((understood && (!active.orElse(false) || !inbound.orElse(true))) || inactive() || outbound()) {
            return Optional.empty();
        }
        if (inbound.isEmpty()) {
            unknowns.add("no direction");
        }
        if (action == FirewallRule.Action.UNKNOWN) {
            unknowns.add("no action");
        }
        return Optional.of(rule());
    }

    private boolean inactive() {
        return active.isPresent() && !active.get() && isSure("Active");
    }

    private boolean outbound() {
        return inbound.isPresent() && !inbound.get() && isSure("Dir");
    }

    private FirewallRule rule() {
        checkPlatform();
        return new FirewallRule(
                name,
                isSure("Action") ? action : FirewallRule.Action.UNKNOWN,
                profiles.isEmpty() ? FirewallProfile.ALL : profiles,
                isSure("Protocol") ? protocol : OptionalInt.empty(),
                new FirewallRule.Ports(List.copyOf(ports), List.copyOf(portKeywords)),
                new FirewallRule.Addresses(
                        AddressSet.of(local4),
                        AddressSet.of(local6),
                        List.copyOf(localKeywords4),
                        List.copyOf(localKeywords6)),
                new FirewallRule.Addresses(
                        AddressSet.of(remote4),
                        AddressSet.of(remote6),
                        List.copyOf(remoteKeywords4),
                        List.copyOf(remoteKeywords6)),
                program.filter(any -> isSure("App")),
                service.filter(any -> isSure("Svc")),
                owner.filter(any -> isSure("LUOwn")),
                packaged && isSure("AppPkgId"),
                List.copyOf(limits),
                List.copyOf(unknowns));
    }

    /** What is there twice, or not understood, must not narrow the rule: which of both counts is not known. */
    private boolean isSure(String key) {
        return !unknowns.contains(key);
    }

    private void field(String key, String value, String whole) {
        if (!seen.add(key) && !REPEATABLE.contains(key)) {
            unknowns.add(key); // twice, where once is all that means something
            return;
        }
        switch (key) {
            case "Action" -> action(value);
            case "Active" -> active = truth(key, value);
            case "Dir" -> inbound = direction(value);
            case "Name" -> name = value.isBlank() ? name : value;
            case "Profile" -> profile(value);
            case "Protocol" -> protocol(value);
            case "LPort", "LPort2_10", "LPort2_20", "LPort2_24" -> port(value);
            case "LA4" -> address(AddressFamily.IPV4, value, local4, localKeywords4);
            case "LA6" -> address(AddressFamily.IPV6, value, local6, localKeywords6);
            case "RA4", "RA42" -> address(AddressFamily.IPV4, value, remote4, remoteKeywords4);
            case "RA6", "RA62" -> address(AddressFamily.IPV6, value, remote6, remoteKeywords6);
            case "App" -> program = Optional.of(value);
            case "Svc" -> service = Optional.of(value);
            case "LUOwn" -> owner = Optional.of(value);
            case "AppPkgId" -> packaged = true;
            // Programs outside of an AppContainer may be of a package too.
            case "PFN" -> unknowns.add(key);
            case "RPort", "RPort2_10" -> limits.add("the remote port (" + value + ")");
            case "IF", "IFType" -> limits.add("the interface (" + value + ")");
            // What is not such a connection or network, which most are not, it does not apply to.
            case "TTK", "TTK2_22", "TTK2_27", "TTK2_28" -> limits.add("the kind of connection (" + value + ")");
            case "NNm" -> limits.add("the network (" + value + ")");
            case "Security", "Security2", "Security2_9", "RMAuth", "RUAuth" ->
                limits.add("authentication (" + key + ")");
            case "Platform" -> platform = platform.isPresent() ? Optional.of("") : Optional.of(value);
            case "Platform2" -> orLater = value.equals("GTEQ");
            case "LOM" -> {
                if (!value.equals("FALSE")) {
                    unknowns.add(key);
                }
            }
            default -> {
                if (!WITHOUT_EFFECT.contains(key)) {
                    unknowns.add(key.isEmpty() ? whole : key);
                    widen(key, value);
                }
            }
        }
    }

    /** New versions add keys for more of the same, as LPort2_24 was: they may make the rule apply to what it names not otherwise. */
    private void widen(String key, String value) {
        if (key.startsWith("LPort")) {
            portKeywords.add(value);
        } else if (key.startsWith("LA")) {
            localKeywords4.add(value);
            localKeywords6.add(value);
        } else if (key.startsWith("RA")) {
            remoteKeywords4.add(value);
            remoteKeywords6.add(value);
        } else if (key.startsWith("Profile")) {
            profiles.addAll(FirewallProfile.ALL);
        }
    }

    private void action(String value) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "allow" -> action = FirewallRule.Action.ALLOW;
            case "block" -> action = FirewallRule.Action.BLOCK;
            case "bypass" -> {
                action = FirewallRule.Action.BYPASS;
                limits.add("authentication (Action=ByPass)");
            }
            default -> unknowns.add("Action");
        }
    }

    private Optional<Boolean> truth(String key, String value) {
        if (value.equalsIgnoreCase("TRUE") || value.equalsIgnoreCase("FALSE")) {
            return Optional.of(value.equalsIgnoreCase("TRUE"));
        }
        unknowns.add(key);
        return Optional.empty();
    }

    private Optional<Boolean> direction(String value) {
        if (value.equalsIgnoreCase("In") || value.equalsIgnoreCase("Out")) {
            return Optional.of(value.equalsIgnoreCase("In"));
        }
        unknowns.add("Dir");
        return Optional.empty();
    }

    private void profile(String value) {
        for (FirewallProfile each : FirewallProfile.values()) {
            if (each.name().equalsIgnoreCase(value)) {
                profiles.add(each);
                return;
            }
        }
        // It may stand for any.
        profiles.addAll(FirewallProfile.ALL);
        unknowns.add("Profile");
    }

    private void protocol(String value) {
        int number = value.matches("\\d{1,3}") ? Integer.parseInt(value) : -1;
        if (number < 0 || number > ANY_PROTOCOL) {
            unknowns.add("Protocol");
        } else if (number != ANY_PROTOCOL) {
            protocol = OptionalInt.of(number);
        }
    }

    /** A port, a range, or a keyword, such as RPC; some list several with commas. */
    private void port(String values) {
        for (String value : values.split(",", -1)) {
            Matcher matcher = PORTS.matcher(value);
            int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
            int last = first < 0 || matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first >= 0 && first <= last && last <= 0xFFFF) {
                ports.add(new int[] {first, last});
            } else {
                portKeywords.add(value);
            }
        }
    }

    private static void address(
            AddressFamily family, String values, List<AddressSet.Range> ranges, List<String> keywords) {
        for (String value : values.split(",", -1)) {
            AddressParser.parse(family, value).ifPresentOrElse(ranges::add, () -> keywords.add(value));
        }
    }

    /** Windows 8 or an earlier one "or later" is every Windows that runs this; any other condition is not examined. */
    private void checkPlatform() {
        if (platform.isEmpty()) {
            return;
        }
        Matcher version = Pattern.compile("2:(\\d{1,2}):(\\d{1,2})").matcher(platform.get());
        boolean met = orLater
                && version.matches()
                && 10 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2)) <= 62;
        if (!met) {
            unknowns.add("Platform");
        }
    }
}
