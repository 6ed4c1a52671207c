package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.ServiceId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A generated policy and listener, and the fate of packets, computed the plain way: no sets and no "maybe", but one packet at a time in one world at a time. It
 * shares nothing with the evaluator: rules are generated as conditions, each with its text for the parser and its own test for a packet.
 */
final class FirewallOracle {

    /** Other hosts, by the last part of their addresses: inside and outside of the local subnet, at the edges of the ranges in rules, and one far away. */
    private static final List<Integer> HOSTS = List.of(1, 9, 10, 20, 21, 200, 254, 1_000);

    private final List<FirewallRuleMaker.Rule> rules = new ArrayList<>();
    private final Map<FirewallProfile, FirewallPolicy.Settings> settings = new HashMap<>();
    private final Set<FirewallProfile> active = EnumSet.noneOf(FirewallProfile.class);
    private final Set<AddressFamily> families;
    private final FirewallRuleMaker maker;
    private final FirewallRuleMaker.World truth;
    private final boolean programKnown;
    private final boolean nameKnown;
    private final boolean servicesKnown;
    private final boolean containerKnown;
    private final LocalSubnets subnets;

    FirewallOracle(Random random) {
        families = switch (random.nextInt(3)) {
            case 0 -> EnumSet.of(AddressFamily.IPV4);
            case 1 -> EnumSet.of(AddressFamily.IPV6);
            default -> EnumSet.allOf(AddressFamily.class);
        };
        maker = new FirewallRuleMaker(random, families.size() == 2);
        truth = new FirewallRuleMaker.World(
                maker.pick("C:\\a\\one.exe", "C:\\a\\two.exe", "C:\\b\\one.exe"),
                maker.pick("", "", "Web"),
                random.nextInt(8) == 0,
                random.nextBoolean(),
                random.nextBoolean());
        programKnown = random.nextInt(4) != 0;
        nameKnown = programKnown || random.nextBoolean();
        servicesKnown = random.nextInt(5) != 0;
        containerKnown = random.nextInt(8) != 0;
        subnets = random.nextBoolean()
                ? LocalSubnets.UNKNOWN
                : new LocalSubnets(
                        FirewallCase.subnet(
                                AddressFamily.IPV4, "203.0.113.0-203.0.113." + FirewallRuleMaker.SUBNET_ENDS),
                        FirewallCase.subnet(
                                AddressFamily.IPV6,
                                "2001:db8:1::-2001:db8:1::" + Integer.toHexString(FirewallRuleMaker.SUBNET_ENDS)));
        while (active.isEmpty()) {
            for (FirewallProfile each : FirewallProfile.values()) {
                if (random.nextInt(3) == 0) {
                    active.add(each);
                }
            }
        }
        for (FirewallProfile each : FirewallProfile.values()) {
            settings.put(
                    each,
                    new FirewallPolicy.Settings(
                            random.nextInt(12) != 0,
                            random.nextInt(20) == 0,
                            random.nextInt(4) == 0,
                            random.nextInt(12) != 0,
                            random.nextInt(20) == 0,
                            List.of()));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            rules.add(maker.rule());
        }
    }

    FirewallStatus evaluated() {
        List<FirewallRule> parsed = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            FirewallRuleParser.parse("{" + i + "}", rules.get(i).text(i)).ifPresent(parsed::add);
        }
        FirewallPolicy policy = new FirewallPolicy(settings, List.of(), parsed, List.of(), false, false);
        return new FirewallEvaluator(policy, active, Optional.empty(), FirewallCase.PATHS, () -> subnets)
                .evaluate(listener());
    }

    /** Where packets come from. */
    record Source(AddressFamily family, int host) {}

    /** Whether all, none or some packets from each source pass. */
    Map<Source, Set<Boolean>> fates() {
        Map<Source, Set<Boolean>> fates = new HashMap<>();
        for (FirewallRuleMaker.World world : worlds()) {
            for (FirewallRuleMaker.Packet packet : packets()) {
                fates.computeIfAbsent(new Source(packet.family(), packet.host()), key -> new HashSet<>())
                        .add(passes(packet, world));
            }
        }
        return fates;
    }

    /** The address of a host. */
    static InetAddress address(Source source) {
        int host = source.host();
        return address(
                source.family() == AddressFamily.IPV4
                        ? host > 255 ? "198.51.100.7" : "203.0.113." + host
                        : "2001:db8:1::" + Integer.toHexString(host));
    }

    private boolean passes(FirewallRuleMaker.Packet packet, FirewallRuleMaker.World world) {
        FirewallPolicy.Settings profile = Objects.requireNonNull(settings.get(packet.profile()));
        boolean filtered = profile.enabled()
                && !(profile.exemptInterfaces() && packet.interfaceType().equals("Wireless"));
        boolean passes = true;
        if (filtered) {
            List<FirewallRuleMaker.Rule> those = profile.mergesLocal()
                    ? rules.stream().filter(each -> each.isFor(packet, world)).toList()
                    : List.of();
            boolean blocked = those.stream().anyMatch(each -> each.action().equals("Block"));
            boolean allowed = those.stream().anyMatch(each -> each.action().equals("Allow"));
            passes = !profile.shielded() && !blocked && (allowed || profile.allowsByDefault());
        }
        // An AppContainer may block what rules allow: here it blocks hosts outside of the subnet.
        return passes && !(world.container() && packet.host() > FirewallRuleMaker.SUBNET_ENDS);
    }

    private List<FirewallRuleMaker.Packet> packets() {
        List<FirewallRuleMaker.Packet> packets = new ArrayList<>();
        for (AddressFamily family : families) {
            for (int host : HOSTS) {
                for (FirewallProfile profile : active) {
                    for (String type : List.of("Lan", "Wireless")) {
                        packets.add(new FirewallRuleMaker.Packet(family, host, 68, type, profile));
                        packets.add(new FirewallRuleMaker.Packet(family, host, 5_000, type, profile));
                    }
                }
            }
        }
        return packets;
    }

    /** All worlds that agree with what the evaluator knows. */
    private List<FirewallRuleMaker.World> worlds() {
        List<FirewallRuleMaker.World> worlds = new ArrayList<>();
        for (String program : List.of("C:\\a\\one.exe", "C:\\a\\two.exe", "C:\\b\\one.exe", "C:\\c\\three.exe")) {
            boolean sameProgram = programKnown
                    ? program.equals(truth.program())
                    : !nameKnown || ProgramPaths.name(program).equals(ProgramPaths.name(truth.program()));
            for (String service : List.of("", "Web", "Other")) {
                for (boolean container : new boolean[] {false, true}) {
                    boolean agrees = sameProgram
                            && (!servicesKnown || service.equals(truth.service()))
                            && (!containerKnown || container == truth.container());
                    for (int bits = 0; agrees && bits < 4; bits++) {
                        worlds.add(new FirewallRuleMaker.World(
                                program, service, container, (bits & 1) != 0, (bits & 2) != 0));
                    }
                }
            }
        }
        return worlds;
    }

    private FirewallListener listener() {
        boolean six = families.contains(AddressFamily.IPV6);
        int addressed = maker.address();
        boolean wildcard = addressed == 0;
        return new FirewallListener(
                maker.isTcp() ? Protocol.TCP : Protocol.UDP,
                families,
                address(
                        six
                                ? (wildcard ? "::" : "2001:db8::" + addressed)
                                : wildcard ? "0.0.0.0" : "192.0.2." + addressed),
                maker.port(),
                programKnown ? Optional.of(truth.program()) : Optional.empty(),
                nameKnown ? Optional.of(ProgramPaths.name(truth.program())) : Optional.empty(),
                servicesKnown
                        ? Optional.of(truth.service().isEmpty() ? List.of() : List.of(truth.service()))
                        : Optional.empty(),
                List.of(),
                new ProcessToken(
                        containerKnown ? Optional.of(truth.container()) : Optional.empty(),
                        containerKnown ? Optional.of(truth.container()) : Optional.empty(),
                        servicesKnown
                                ? Optional.of(
                                        truth.service().isEmpty() ? Set.of() : Set.of(ServiceId.of(truth.service())))
                                : Optional.empty()));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(listener() + "\n" + active + "\n" + settings + "\n");
        for (int i = 0; i < rules.size(); i++) {
            text.append(rules.get(i).text(i)).append('\n');
        }
        return text.toString();
    }
}
