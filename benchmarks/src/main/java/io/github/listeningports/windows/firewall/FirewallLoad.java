package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ProcessToken;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Rules in the form and the mixture of a Windows machine's, and listeners that some of them are for; seeded. */
final class FirewallLoad {

    private static final String[] SCOPES = {
        "", "", "RA4=LocalSubnet|RA6=LocalSubnet|", "RA4=10.0.0.0/255.0.0.0|", "RPort=67|"
    };

    private static final ProgramPaths PATHS =
            new ProgramPaths(Map.of("SystemRoot", "C:\\Windows", "ProgramFiles", "C:\\Program Files"), new NoLinks());

    private final List<String> texts = new ArrayList<>();
    private final List<FirewallListener> listeners = new ArrayList<>();

    FirewallLoad(int rules, int listening, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < rules; i++) {
            texts.add(rule(i, random));
        }
        for (int i = 0; i < listening; i++) {
            listeners.add(listener(random));
        }
    }

    /** From text, as they are in the registry. */
    List<FirewallRule> parse() {
        List<FirewallRule> parsed = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            FirewallRuleParser.parse("{" + i + "}", texts.get(i)).ifPresent(parsed::add);
        }
        return parsed;
    }

    /** Of every listener, on a machine that is on two networks. */
    List<FirewallStatus> evaluate(List<FirewallRule> rules) {
        FirewallEvaluator evaluator = new FirewallEvaluator(
                new FirewallPolicy(Map.of(), List.of(), rules, List.of(), false, false),
                Set.of(FirewallProfile.PRIVATE, FirewallProfile.PUBLIC),
                Optional.empty(),
                PATHS,
                () -> LocalSubnets.UNKNOWN);
        return listeners.stream().map(evaluator::evaluate).toList();
    }

    private static String rule(int number, Random random) {
        boolean forProgram = random.nextInt(4) != 0;
        boolean forPort = !forProgram || random.nextBoolean();
        return "v2.31|Action=" + (random.nextInt(20) == 0 ? "Block" : "Allow") + "|Active="
                + (random.nextInt(4) == 0 ? "FALSE" : "TRUE") + "|Dir=" + (random.nextInt(3) == 0 ? "Out" : "In")
                + "|Protocol=" + (random.nextBoolean() ? 6 : 17) + "|"
                + (random.nextBoolean() ? "Profile=Private|Profile=Domain|" : "")
                + (forPort ? "LPort=" + port(random) + "|" : "")
                + SCOPES[random.nextInt(SCOPES.length)]
                + (forProgram ? "App=" + program(random, "%ProgramFiles%") + "|" : "")
                + "Name=@FirewallAPI.dll,-" + number + "|Desc=@FirewallAPI.dll,-" + number + "|EmbedCtxt=group|";
    }

    private static FirewallListener listener(Random random) {
        String program = program(random, "C:\\Program Files");
        return new FirewallListener(
                random.nextBoolean() ? Protocol.TCP : Protocol.UDP,
                EnumSet.allOf(AddressFamily.class),
                wildcard(),
                port(random),
                Optional.of(program),
                Optional.of(ProgramPaths.name(program)),
                Optional.of(List.of()),
                List.of(),
                new ProcessToken(Optional.of(false), Optional.of(false), Optional.of(Set.of())));
    }

    /** What the file system answers is remembered for seconds: a warm snapshot asks nothing. */
    private static final class NoLinks implements PathLinks {

        @Override
        public boolean isLink(String path) {
            return false;
        }

        @Override
        public boolean passesLink(String path) {
            return false;
        }

        @Override
        public Optional<String> realPath(String path) {
            return Optional.of(path);
        }
    }

    private static int port(Random random) {
        return 1 + random.nextInt(2_000);
    }

    private static String program(Random random, String directory) {
        return directory + "\\Maker" + random.nextInt(30) + "\\program" + random.nextInt(30) + ".exe";
    }

    private static InetAddress wildcard() {
        try {
            return InetAddress.getByAddress(new byte[16]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
