package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Generates rules for {@link FirewallOracle}: each condition as text, and as a test for a packet. */
final class FirewallRuleMaker {

    /** The last host of the local subnet. */
    static final int SUBNET_ENDS = 20;

    private static final int PORT = 443;

    /** A packet. */
    record Packet(AddressFamily family, int host, int remotePort, String interfaceType, FirewallProfile profile) {}

    /** The truth, whether the evaluator knows it or not. */
    record World(String program, String service, boolean container, boolean keywordIsPort, boolean moon) {}

    /** One condition of a rule: its text and its test. */
    record Condition(String text, Test test) {}

    interface Test {
        boolean passes(Packet packet, World world);
    }

    /** A rule applies if all conditions hold. */
    record Rule(String action, boolean active, List<Condition> conditions) {

        boolean isFor(Packet packet, World world) {
            return active && conditions.stream().allMatch(each -> each.test().passes(packet, world));
        }

        String text(int number) {
            return "v2.31|Action=" + action + "|Active=" + (active ? "TRUE" : "FALSE") + "|Dir=In|"
                    + conditions.stream().map(each -> each.text() + "|").collect(Collectors.joining()) + "Name=rule "
                    + number + "|";
        }
    }

    private final Random random;
    private final boolean tcp;
    private final int port;
    private final int address;

    FirewallRuleMaker(Random random, boolean wildcard) {
        this.random = random;
        tcp = random.nextInt(4) != 0;
        port = PORT - 1 + random.nextInt(3);
        address = wildcard ? 0 : random.nextInt(3);
    }

    boolean isTcp() {
        return tcp;
    }

    int port() {
        return port;
    }

    /** The last part of the listener's address; 0 for all addresses. */
    int address() {
        return address;
    }

    Rule rule() {
        List<Condition> conditions = new ArrayList<>();
        List<Condition> possible = new ArrayList<>(List.of(
                protocol(),
                ports(),
                remote(),
                local(),
                program(),
                service(),
                profiles(),
                remotePort(),
                interfaceType(),
                moon()));
        for (int i = 0; i < possible.size(); i++) {
            // Conditions that make the outcome uncertain are rare, or nothing would be certain.
            int seldom = i < 3 ? 2 : i < 7 ? 3 : 10;
            if (random.nextInt(seldom) == 0) {
                if (i == 1 && conditions.isEmpty()) {
                    conditions.add(possible.get(0)); // ports are those of a protocol
                }
                conditions.add(possible.get(i));
            }
        }
        return new Rule(random.nextInt(3) == 0 ? "Block" : "Allow", random.nextInt(10) != 0, conditions);
    }

    private Condition protocol() {
        boolean wanted = random.nextInt(4) == 0 ? !tcp : tcp;
        return new Condition("Protocol=" + (wanted ? 6 : 17), (packet, world) -> wanted == tcp);
    }

    private Condition ports() {
        int first = PORT - 3 + random.nextInt(5);
        int last = first + random.nextInt(3);
        boolean keyword = random.nextInt(8) == 0;
        return new Condition(
                keyword ? "LPort2_20=mDNS|LPort=" + first : "LPort2_10=" + first + "-" + last,
                keyword
                        ? (packet, world) -> port == first || world.keywordIsPort()
                        : (packet, world) -> first <= port && port <= last);
    }

    /** A range, a single address, all addresses or the local subnet, of either family or both. */
    private Condition remote() {
        int first = pick(0, 1, 10, 21, 200);
        int last = pick(10, 20, 199, 255);
        boolean range = first <= last;
        Set<AddressFamily> named = pick(
                EnumSet.of(AddressFamily.IPV4), EnumSet.of(AddressFamily.IPV6), EnumSet.allOf(AddressFamily.class));
        boolean all = random.nextInt(3) == 0;
        boolean subnet = random.nextInt(4) == 0;
        Set<String> texts = new TreeSet<>();
        for (AddressFamily each : named) {
            boolean four = each == AddressFamily.IPV4;
            String key = four ? "RA4=" : "RA6=";
            if (subnet) {
                texts.add(key + "LocalSubnet");
            } else if (all) {
                texts.add(key + (four ? "1.0.0.0-255.255.255.255" : "::2-ffff::"));
            } else if (range) {
                texts.add(key + prefix(four) + hex(four, first) + "-" + prefix(four) + hex(four, last));
            } else {
                texts.add(key + prefix(four) + hex(four, first));
            }
        }
        return new Condition(String.join("|", texts), (packet, world) -> {
            int host = packet.host();
            boolean in = subnet ? host <= SUBNET_ENDS : all || (range ? first <= host && host <= last : host == first);
            return named.contains(packet.family()) && in;
        });
    }

    private static String prefix(boolean four) {
        return four ? "203.0.113." : "2001:db8:1::";
    }

    private static String hex(boolean four, int host) {
        return four ? Integer.toString(host) : Integer.toHexString(host);
    }

    /** The listener has one address of each family, or the wildcard. */
    private Condition local() {
        int one = 1 + random.nextInt(2);
        Set<AddressFamily> named = pick(
                EnumSet.of(AddressFamily.IPV4), EnumSet.of(AddressFamily.IPV6), EnumSet.allOf(AddressFamily.class));
        List<String> texts = new ArrayList<>();
        for (AddressFamily each : named) {
            texts.add(each == AddressFamily.IPV4 ? "LA4=192.0.2." + one : "LA6=2001:db8::" + one);
        }
        // A packet for a wildcard listener goes to address 1 or 2, depending on its remote port.
        return new Condition(String.join("|", texts), (packet, world) -> {
            int target = address == 0 ? (packet.remotePort() == 68 ? 1 : 2) : address;
            return named.contains(packet.family()) && target == one;
        });
    }

    private Condition program() {
        String wanted =
                pick("C:\\a\\one.exe", "c:\\A\\ONE.exe", "C:\\a\\two.exe", "C:\\b\\one.exe", "C:\\c\\three.exe");
        return new Condition("App=" + wanted, (packet, world) -> wanted.equalsIgnoreCase(world.program()));
    }

    private Condition service() {
        String wanted = pick("Web", "web", "Other");
        return new Condition("Svc=" + wanted, (packet, world) -> wanted.equalsIgnoreCase(world.service()));
    }

    private Condition profiles() {
        List<FirewallProfile> named = Arrays.stream(FirewallProfile.values())
                .filter(each -> random.nextBoolean())
                .toList();
        String text = named.stream().map(each -> "Profile=" + each).collect(Collectors.joining("|"));
        return new Condition(
                text.isEmpty() ? "EmbedCtxt=all" : text,
                (packet, world) -> named.isEmpty() || named.contains(packet.profile()));
    }

    private Condition remotePort() {
        return new Condition("RPort=68", (packet, world) -> packet.remotePort() == 68);
    }

    private Condition interfaceType() {
        return new Condition(
                "IFType=Lan", (packet, world) -> packet.interfaceType().equals("Lan"));
    }

    private Condition moon() {
        return new Condition("Moon=Full", (packet, world) -> world.moon());
    }

    @SafeVarargs
    final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
