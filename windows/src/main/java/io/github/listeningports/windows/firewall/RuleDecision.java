package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The joint decision of the rules that apply to a listener, or may, in one profile and over one family. Each rule has the hosts for which it surely applies, and those
 * for which it may; a verdict that holds for both is firm, and any other is RESTRICTED or UNKNOWN, with what it depends on.
 */
final class RuleDecision {

    static final int MAX_NAMED = 3;

    private final FirewallProfile profile;
    private final FirewallPolicy.Settings settings;
    private final AddressSet hosts;
    private final List<RuleMatch> allowing = new ArrayList<>();
    private final List<RuleMatch> blocking = new ArrayList<>();
    private final List<RuleMatch> bypassing = new ArrayList<>();

    RuleDecision(
            FirewallProfile profile, FirewallPolicy.Settings settings, AddressFamily family, List<RuleMatch> rules) {
        this.profile = profile;
        this.settings = settings;
        hosts = AddressSet.hosts(family);
        for (RuleMatch each : rules) {
            switch (each.rule().action()) {
                case ALLOW -> allowing.add(each);
                case BLOCK -> blocking.add(each);
                case BYPASS -> bypassing.add(each);
                case UNKNOWN -> {
                    allowing.add(each);
                    blocking.add(each);
                }
            }
        }
    }

    FirewallStatus status() {
        boolean byDefault = settings.allowsByDefault();
        AddressSet surelyAllowed = byDefault ? hosts : surely(allowing);
        AddressSet maybeAllowed = byDefault ? hosts : maybe(allowing);
        AddressSet surely = surelyAllowed.minus(maybe(blocking));
        AddressSet maybe = maybeAllowed.minus(surely(blocking)).plus(maybe(bypassing));
        if (maybe.isEmpty()) {
            return blocked(maybeAllowed);
        }
        if (surely.contains(hosts)) {
            return new FirewallStatus(FirewallVerdict.ALLOWED, allowedBy());
        }
        boolean someSurely = !surely.isEmpty() && !maybe.contains(hosts);
        Optional<String> missing = someSurely ? Optional.empty() : missing();
        return missing.map(reason -> new FirewallStatus(FirewallVerdict.UNKNOWN, reason))
                .orElseGet(() -> new FirewallStatus(FirewallVerdict.RESTRICTED, restrictedBy()));
    }

    private FirewallStatus blocked(AddressSet maybeAllowed) {
        if (maybeAllowed.isEmpty() && surely(blocking).isEmpty()) {
            return new FirewallStatus(
                    FirewallVerdict.BLOCKED, "no rule allows it, and the " + profile + " profile blocks by default");
        }
        return new FirewallStatus(
                FirewallVerdict.BLOCKED,
                names(blocking.stream().filter(each -> !each.surely().isEmpty()).toList()) + " blocks it");
    }

    private String allowedBy() {
        if (settings.allowsByDefault() && allowing.isEmpty()) {
            return "no rule blocks it, and the " + profile + " profile allows by default";
        }
        List<RuleMatch> whole =
                allowing.stream().filter(each -> each.surely().contains(hosts)).toList();
        return names(whole.isEmpty() ? allowing : whole) + " allows it";
    }

    /** What would have to be known; empty if nothing is missing. */
    private Optional<String> missing() {
        List<RuleMatch> unknown = new ArrayList<>();
        for (List<RuleMatch> each : List.of(allowing, blocking, bypassing)) {
            each.stream()
                    .filter(match -> !match.isKnown() && !unknown.contains(match))
                    .forEach(unknown::add);
        }
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of(unknown.stream()
                        .limit(MAX_NAMED)
                        .map(match -> name(match) + " may " + verb(match) + " it; unknown: "
                                + String.join(", ", match.unknowns()))
                        .collect(Collectors.joining("; ")));
    }

    private String restrictedBy() {
        List<String> parts = new ArrayList<>();
        for (List<RuleMatch> each : List.of(allowing, blocking, bypassing)) {
            each.stream()
                    .filter(match -> !parts.contains(text(match)))
                    .limit(MAX_NAMED)
                    .forEach(match -> parts.add(text(match)));
        }
        return String.join("; ", parts);
    }

    private static String text(RuleMatch match) {
        return name(match) + " " + verb(match) + "s it"
                + (match.limits().isEmpty() ? "" : " depending on " + String.join(", ", match.limits()));
    }

    private static String verb(RuleMatch match) {
        return switch (match.rule().action()) {
            case ALLOW, BYPASS -> "allow";
            case BLOCK -> "block";
            case UNKNOWN -> "decide";
        };
    }

    private static AddressSet surely(List<RuleMatch> matches) {
        return union(matches.stream().map(RuleMatch::surely).toList());
    }

    private static AddressSet maybe(List<RuleMatch> matches) {
        return union(matches.stream().map(RuleMatch::maybe).toList());
    }

    private static AddressSet union(List<AddressSet> sets) {
        AddressSet all = AddressSet.NONE;
        for (AddressSet each : sets) {
            all = all.plus(each);
        }
        return all;
    }

    private static String names(List<RuleMatch> matches) {
        List<String> names = matches.stream().map(RuleDecision::name).distinct().toList();
        return names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
                + (names.size() > MAX_NAMED ? ", ..." : "");
    }

    private static String name(RuleMatch match) {
        return "rule \"" + match.rule().name() + "\"";
    }
}
