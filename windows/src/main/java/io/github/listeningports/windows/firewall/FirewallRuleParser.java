package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a rule of Windows Firewall in its registry format: {@code v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|Name=ssh|} (MS-GPFAS 2.2.2.19). A key
 * or value that is not understood is recorded, because it may narrow the rule or widen it. Windows ignores a rule that violates the grammar or the checks of
 * MS-FASP 2.2.37: such a rule may apply or not.
 */
final class FirewallRuleParser {

    private static final Pattern PLATFORM = Pattern.compile("2:(\\d{1,2}):(\\d{1,2})");

    /** MS-FASP 2.2.37, and a mistake in a rule that Windows ships: {@code Svc==DisplayEnhancementService}. */
    private static final Pattern ODD_SERVICE = Pattern.compile("[/\\\\=]");

    /** The name of a registry value is shorter (MS-FASP 2.2.37). */
    private static final int MAX_ID = 512;

    /** The prefix of package SIDs; the SID for "no package", S-1-0-0, does not have it. */
    private static final String PACKAGE = "S-1-15-2-";

    private static final int TCP = 6;
    private static final int UDP = 17;

    private static final int MAX_SHOWN = 80;

    private final String id;
    private final Set<FirewallProfile> profiles = EnumSet.noneOf(FirewallProfile.class);
    private final FirewallPortsParser ports = new FirewallPortsParser();
    private final FirewallAddressesParser local = FirewallAddressesParser.local();
    private final FirewallAddressesParser remote = FirewallAddressesParser.remote();
    private final Set<FirewallCondition> limits = new LinkedHashSet<>();
    private final Set<String> unknowns = new LinkedHashSet<>();

    /** Keys whose value is undetermined: they must not narrow the rule. */
    private final Set<String> undetermined = new HashSet<>();

    private Optional<String> name = Optional.empty();
    private FirewallRule.Action action = FirewallRule.Action.UNKNOWN;
    private Optional<Boolean> active = Optional.empty();
    private Optional<Boolean> inbound = Optional.empty();
    private OptionalInt protocol = OptionalInt.empty();
    private Optional<String> program = Optional.empty();
    private Optional<String> service = Optional.empty();
    private Optional<String> platform = Optional.empty();
    private boolean orLater;
    private boolean container;
    private boolean packageFamily;
    private boolean owned;

    private FirewallRuleParser(String id) {
        this.id = id;
    }

    /**
     * The rule; empty if it is inactive or outbound.
     *
     * @param id the name of its registry value, used if the rule has no name
     */
    static Optional<FirewallRule> parse(String id, String text) {
        return new FirewallRuleParser(id).parse(text, false);
    }

    /** A service hardening rule, which is active even without {@code Active=}, as most are: {@code v2.0|Action=Block|Dir=In|Svc=...|Name=...|}. */
    static Optional<FirewallRule> parseHardening(String id, String text) {
        return new FirewallRuleParser(id).parse(text, true);
    }

    /** @param activeByDefault whether a rule without Active= is active; all but hardening rules are not (FW_RULE_FLAGS_ACTIVE, MS-FASP 2.2.35) */
    private Optional<FirewallRule> parse(String text, boolean activeByDefault) {
        FirewallRuleText parts = FirewallRuleText.of(text);
        parts.broken().forEach(this::leaveUndetermined);
        parts.faults().forEach(fault -> check(false, fault));
        parts.fields().forEach(this::field);
        // A rule that is not understood may be active.
        boolean maybeActive = activeByDefault || !unknowns.isEmpty();
        boolean inactive = !active.orElse(maybeActive) && isSure("active");
        boolean outbound = !inbound.orElse(true) && isSure("dir");
        return inactive || outbound ? Optional.empty() : Optional.of(rule());
    }

    private FirewallRule rule() {
        check(!id.isEmpty() && id.length() < MAX_ID, "this name of its registry value");
        check(name.isPresent(), "no name");
        check(inbound.isPresent() || !isSure("dir"), "no direction");
        check(action != FirewallRule.Action.UNKNOWN || !isSure("action"), "no action");
        checkPlatform();
        if (owned && audience() == FirewallRule.Audience.ANY) {
            // In a rule for a package it names the user; whether it limits other rules is not documented.
            unknowns.add("LUOwn, which this version does not examine");
        }
        return new FirewallRule(
                name.orElse(id),
                isSure("action") ? action : FirewallRule.Action.UNKNOWN,
                profiles.isEmpty() ? FirewallProfile.ALL : profiles,
                isSure("protocol") ? protocol : OptionalInt.empty(),
                ports.ports(),
                local.addresses(),
                remote.addresses(),
                program.filter(any -> isSure("app")),
                service.filter(any -> isSure("svc")),
                audience(),
                List.copyOf(limits),
                unknowns.stream()
                        .map(what -> new FirewallCondition(Kind.OTHER, what))
                        .toList());
    }

    private FirewallRule.Audience audience() {
        if (container && isSure("apppkgid")) {
            return FirewallRule.Audience.CONTAINER;
        }
        return packageFamily && isSure("pfn") ? FirewallRule.Audience.PACKAGE : FirewallRule.Audience.ANY;
    }

    private void field(FirewallRuleText.Field field) {
        String value = field.value();
        switch (field.key()) {
            case "action" -> action(field);
            case "active" -> active = isFirst(field, "TRUE", "FALSE");
            case "dir" -> inbound = isFirst(field, "In", "Out");
            case "name" -> {
                name = Optional.of(value).filter(text -> !text.isBlank());
                check(!value.equalsIgnoreCase("ALL"), field.text());
            }
            case "profile" -> profile(field);
            case "protocol" -> protocol(field);
            case "lport", "lport2_10", "lport2_20", "lport2_24", "lport2_29" -> port(field);
            case "la4" -> check(local.add(AddressFamily.IPV4, value), field.text());
            case "la6" -> check(local.add(AddressFamily.IPV6, value), field.text());
            case "ra4", "ra42" -> check(remote.add(AddressFamily.IPV4, value), field.text());
            case "ra6", "ra62" -> check(remote.add(AddressFamily.IPV6, value), field.text());
            case "app" -> program = Optional.of(value);
            case "svc" -> service(field);
            case "luown" -> owned = true;
            case "apppkgid" -> container(field);
            case "pfn" -> packageFamily = true;
            case "rport", "rport2_10" ->
                limits.add(new FirewallCondition(Kind.SOURCE_PORT, "the remote port (" + value + ")"));
            case "if", "iftype" -> limit("the interface (" + value + ")");
            // The rule applies to such connections or networks only, which are rare.
            case "ttk", "ttk2_22", "ttk2_27", "ttk2_28" -> limit("the kind of connection (" + value + ")");
            case "nnm" -> limit("the network (" + value + ")");
            case "security", "security2", "security2_9", "rmauth", "ruauth" ->
                limit("authentication (" + field.name() + ")");
            case "platform" -> platform = platform.isPresent() ? Optional.of("") : Optional.of(value);
            case "platform2" -> orLater = value.equalsIgnoreCase("GTEQ");
            // For display, or about packets that are not the first over an interface: Teredo (edge traversal), and
            // answers.
            case "desc", "embedctxt" -> {}
            case "edge", "pcross" -> isFirst(field, "TRUE", "FALSE");
            case "defer" -> isFirst(field, "App", "User");
            // The first two are invalid in inbound rules; with LOM, remote ports and addresses do not count.
            case "lsm", "authbypassout", "lom" -> {
                if (!value.equalsIgnoreCase("FALSE")) {
                    invalid(field);
                }
            }
            default -> {
                leaveUndetermined(field);
                unknowns.add(shorten(field.name()) + ", which this version does not examine");
            }
        }
    }

    private void limit(String what) {
        limits.add(new FirewallCondition(Kind.OTHER, what));
    }

    private void check(boolean valid, String what) {
        if (!valid) {
            unknowns.add("whether Windows accepts the rule with " + shorten(what));
        }
    }

    private boolean isSure(String key) {
        return !undetermined.contains(key);
    }

    /** New versions add keys for more of the same, like LPort2_24: they may make the rule apply to more than it otherwise names. */
    private void leaveUndetermined(FirewallRuleText.Field field) {
        undetermined.add(field.key());
        if (field.key().startsWith("lport")) {
            ports.addUnknown(field.value());
        } else if (field.key().startsWith("la")) {
            local.addUnknown(field.value());
        } else if (field.key().startsWith("ra") || field.key().equals("lom")) {
            remote.addUnknown(field.value());
        } else if (field.key().startsWith("profile")) {
            profiles.addAll(FirewallProfile.ALL);
        }
    }

    /** A value that its key does not allow. */
    private void invalid(FirewallRuleText.Field field) {
        leaveUndetermined(field);
        check(false, field.text());
    }

    private void action(FirewallRuleText.Field field) {
        switch (field.value().toLowerCase(Locale.ROOT)) {
            case "allow" -> action = FirewallRule.Action.ALLOW;
            case "block" -> action = FirewallRule.Action.BLOCK;
            case "bypass" -> {
                action = FirewallRule.Action.BYPASS;
                limit("authentication (Action=ByPass)");
            }
            default -> invalid(field);
        }
    }

    /** Empty if the value is neither. */
    private Optional<Boolean> isFirst(FirewallRuleText.Field field, String first, String second) {
        boolean isFirst = field.value().equalsIgnoreCase(first);
        if (isFirst || field.value().equalsIgnoreCase(second)) {
            return Optional.of(isFirst);
        }
        invalid(field);
        return Optional.empty();
    }

    private void profile(FirewallRuleText.Field field) {
        for (FirewallProfile each : FirewallProfile.values()) {
            if (each.name().equalsIgnoreCase(field.value())) {
                profiles.add(each);
                return;
            }
        }
        invalid(field);
    }

    private void protocol(FirewallRuleText.Field field) {
        int number = field.value().matches("\\d{1,3}") ? Integer.parseInt(field.value()) : -1;
        if (number < 0 || number > 0xFF) {
            invalid(field);
        } else {
            protocol = OptionalInt.of(number);
        }
    }

    /** Ports are valid only after a protocol that has ports. */
    private void port(FirewallRuleText.Field field) {
        int before = protocol.orElse(-1);
        check(before == TCP || before == UDP, field.text() + " without a protocol before it");
        check(ports.add(field.value(), field.key().equals("lport2_10")), field.text());
    }

    private void container(FirewallRuleText.Field field) {
        if (field.value().startsWith(PACKAGE)) {
            container = true;
        } else {
            invalid(field);
        }
    }

    private void service(FirewallRuleText.Field field) {
        service = Optional.of(field.value());
        if (!field.value().equals(field.value().strip())
                || ODD_SERVICE.matcher(field.value()).find()) {
            invalid(field);
        }
    }

    /** Every Windows that runs this is "Windows 8 or an earlier version, or later"; other conditions are not examined. */
    private void checkPlatform() {
        Matcher version = PLATFORM.matcher(platform.orElse("2:0:0"));
        boolean met = version.matches()
                && (orLater || platform.isEmpty())
                && 10 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2)) <= 62;
        if (!met) {
            unknowns.add("Platform, which this version does not examine");
        }
    }

    private static String shorten(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }
}
