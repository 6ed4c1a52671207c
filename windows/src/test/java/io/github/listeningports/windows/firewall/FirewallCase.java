package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.ServiceId;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One case of {@code firewall/cases.txt}: the policy and the listener, line by line, and the expected verdict. */
public final class FirewallCase {

    static final ProgramPaths PATHS = new ProgramPaths(
            Map.of(
                    "SystemRoot", "C:\\Windows",
                    "SystemDrive", "C:",
                    "ProgramFiles", "C:\\Program Files",
                    "LOCALAPPDATA", "C:\\Users\\a\\AppData\\Local"),
            new FakeLinks());

    /** Linked and unreadable directories and linked files, by their names. */
    private static final class FakeLinks implements PathLinks {

        @Override
        public boolean isLink(String path) {
            return path.startsWith("C:\\links\\");
        }

        @Override
        public boolean passesLink(String path) {
            return path.startsWith("C:\\link\\") || path.startsWith("C:\\mounted\\");
        }

        @Override
        public Optional<String> realPath(String path) {
            return path.startsWith("C:\\secret\\")
                    ? Optional.empty()
                    : Optional.of(path.replace("C:\\link\\", "C:\\real\\")
                            .replace("C:\\links\\", "C:\\tools\\my-")
                            .replace("C:\\x\\..\\", "C:\\"));
        }
    }

    private static final String CASE = "case ";

    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<FirewallRule> local = new ArrayList<>();
    private final List<FirewallRule> central = new ArrayList<>();
    private final List<FirewallRule> hardening = new ArrayList<>();
    private final Map<FirewallProfile, FirewallPolicy.Settings> settings = new EnumMap<>(FirewallProfile.class);
    private Set<FirewallProfile> profiles = EnumSet.of(FirewallProfile.PRIVATE);
    private Optional<String> profileFailure = Optional.empty();
    private Optional<FirewallListener> listener = Optional.empty();
    private LocalSubnets subnets = LocalSubnets.UNKNOWN;
    private boolean connectionSecurity;
    private boolean ipHttps;
    private String expected = "";
    private final List<String> outcomes = new ArrayList<>();
    private final Map<InetAddress, FirewallVerdict> from = new LinkedHashMap<>();
    private Optional<InternetExposure> exposure = Optional.empty();

    private FirewallCase(String name) {
        this.name = name;
    }

    /** All cases, not read yet. */
    static List<FirewallCase> all() {
        List<FirewallCase> cases = new ArrayList<>();
        for (String line : lines("cases.txt")) {
            if (line.startsWith(CASE)) {
                cases.add(new FirewallCase(line.substring(CASE.length())));
            } else {
                cases.get(cases.size() - 1).lines.add(line);
            }
        }
        return cases;
    }

    /** The same case, whose lines are understood now: in the test of this one, which fails if one cannot be. */
    FirewallCase read() {
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            add(words[0], words.length > 1 ? words[1] : "");
        }
        return this;
    }

    /** The rules of a file, by the names of their registry values. */
    public static Map<String, String> rules(String file) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int end = line.indexOf("=v");
            rules.put(line.substring(0, end), line.substring(end + 1));
        }
        return rules;
    }

    static FirewallListener listener(String text) {
        String[] words = text.split(" ", 4);
        InetAddress address = address(words[1]);
        Map<String, String> facts = new LinkedHashMap<>();
        for (String fact : words[3].split("; ", -1)) {
            String[] parts = fact.split("=", 2);
            facts.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        Optional<String> program = Optional.ofNullable(facts.get("program")).filter(path -> !path.equals("?"));
        String services = facts.getOrDefault("services", "");
        return new FirewallListener(
                Protocol.valueOf(words[0].toUpperCase(Locale.ROOT)),
                address instanceof Inet4Address
                        ? EnumSet.of(AddressFamily.IPV4)
                        : address.isAnyLocalAddress()
                                ? EnumSet.allOf(AddressFamily.class)
                                : EnumSet.of(AddressFamily.IPV6),
                address,
                Integer.parseInt(words[2]),
                program,
                program.map(ProgramPaths::name).or(() -> Optional.ofNullable(facts.get("name"))),
                services.equals("?") ? Optional.empty() : Optional.of(list(services)),
                list(facts.getOrDefault("unnamed", "")),
                token(facts, program.isEmpty()));
    }

    /** Unknown for an unknown program, unless stated otherwise. */
    private static ProcessToken token(Map<String, String> facts, boolean programUnknown) {
        boolean container = facts.containsKey("packaged");
        boolean known = container || facts.containsKey("plain") || !(programUnknown || facts.containsKey("hidden"));
        boolean servicesKnown = !facts.containsKey("hidden")
                && !facts.getOrDefault("services", "").equals("?");
        return new ProcessToken(
                known ? Optional.of(container) : Optional.empty(),
                known ? Optional.of(container || facts.containsKey("msix")) : Optional.empty(),
                known && servicesKnown
                        ? Optional.of(list(facts.getOrDefault("carries", "")).stream()
                                .map(service -> service.equals("*") ? ServiceId.ALL : ServiceId.of(service))
                                .collect(Collectors.toSet()))
                        : Optional.empty());
    }

    String name() {
        return name;
    }

    String expectedVerdict() {
        return expected.substring(0, expected.indexOf(' '));
    }

    String expectedReason() {
        return expected.substring(expected.indexOf(' ') + 1);
    }

    /** None if the case expects no certain ones. */
    List<String> expectedOutcomes() {
        return outcomes;
    }

    Map<InetAddress, FirewallVerdict> expectedFrom() {
        return from;
    }

    Optional<InternetExposure> expectedExposure() {
        return exposure;
    }

    FirewallListener listener() {
        return listener.orElseThrow();
    }

    FirewallStatus status() {
        return new FirewallEvaluator(
                        new FirewallPolicy(settings, central, local, hardening, connectionSecurity, ipHttps),
                        profiles,
                        profileFailure,
                        PATHS,
                        () -> subnets)
                .evaluate(listener.orElseThrow());
    }

    private void add(String key, String value) {
        switch (key) {
            case "rules" -> {
                String file = value.equals("default") ? "default-windows.rules" : "products.rules";
                rules(file)
                        .forEach(
                                (id, rule) -> FirewallRuleParser.parse(id, rule).ifPresent(local::add));
            }
            case "rule" -> {
                String[] parts = value.split(" ", 2);
                FirewallRuleParser.parse(parts[0], parts[1]).ifPresent(local::add);
            }
            case "central" -> FirewallRuleParser.parse("central", value).ifPresent(central::add);
            case "hardening" ->
                FirewallRuleParser.parseHardening("hardening", value).ifPresent(hardening::add);
            case "set" -> set(value);
            case "profiles" -> {
                profileFailure = value.equals("?") ? Optional.of("no answer") : Optional.empty();
                profiles = value.equals("?")
                        ? FirewallProfile.ALL
                        : Arrays.stream(value.split(" ", -1))
                                .map(FirewallCase::profile)
                                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FirewallProfile.class)));
            }
            case "ip-https" -> ipHttps = true;
            case "subnets" -> {
                String[] words = value.split(" ", -1);
                subnets = new LocalSubnets(subnet(AddressFamily.IPV4, words[0]), subnet(AddressFamily.IPV6, words[1]));
            }
            case "ipsec" -> connectionSecurity = true;
            case "listener" -> listener = Optional.of(listener(value));
            case "outcome" -> outcomes.add(value);
            case "from" -> {
                String[] words = value.split(" ", -1);
                from.put(address(words[0]), FirewallVerdict.valueOf(words[1]));
            }
            case "internet" -> exposure = Optional.of(InternetExposure.valueOf(value));
            case "expect" -> expected = value;
            default -> throw new AssertionError(key);
        }
    }

    private void set(String value) {
        String[] words = value.split(" ", -1);
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split("=", 2);
            facts.put(parts[0], parts[1]);
        }
        settings.put(
                profile(words[0]),
                new FirewallPolicy.Settings(
                        !"false".equals(facts.get("enabled")),
                        "true".equals(facts.get("shielded")),
                        "true".equals(facts.get("allow")),
                        !"false".equals(facts.get("merge")),
                        "true".equals(facts.get("exempt")),
                        Optional.ofNullable(facts.get("unexamined"))
                                .map(List::of)
                                .orElse(List.of())));
    }

    static Optional<AddressSet> subnet(AddressFamily family, String text) {
        return AddressParser.parse(family, text).map(range -> AddressSet.of(List.of(range)));
    }

    private static FirewallProfile profile(String name) {
        return FirewallProfile.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(String file) {
        try (InputStream in =
                Objects.requireNonNull(FirewallCase.class.getResourceAsStream("/firewall/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
