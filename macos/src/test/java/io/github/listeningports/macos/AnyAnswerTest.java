package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.macos.ApplicationFirewall.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random mutations of the tools' output: never an exception, and never a verdict from output that is not known word for word. */
class AnyAnswerTest {

    private static final int MUTATIONS = 30_000;

    private static final Map<String, State> STATES = Map.of(
            "Firewall is disabled. (State = 0)",
            State.OFF,
            "Firewall is enabled. (State = 1)",
            State.BY_APPLICATION,
            "Firewall is enabled. (State = 2)",
            State.BLOCKS_ALL,
            "Firewall is blocking all non-essential incoming connections. (State = 2)",
            State.BLOCKS_ALL,
            "Firewall is set to block all non-essential incoming connections. (State = 2)",
            State.BLOCKS_ALL);

    private static final Map<String, Boolean> BLOCK_ALL = Map.of(
            "Block all DISABLED!",
            false,
            "Firewall has block all state set to disabled.",
            false,
            "Firewall is set to block all non-essential incoming connections",
            true,
            "Firewall has block all state set to enabled.",
            true,
            "Firewall is blocking all non-essential incoming connections.",
            true);

    private static final List<String> LISTS =
            List.of(SocketFilterParserTest.OLD_APPS, SocketFilterParserTest.NEW_APPS, "Total number of apps = 0\n");

    /** How many mutations were still understood (a space, a letter of a path): without any, nothing would be tested. */
    private int understood;

    /** The order of a map differs from JVM to JVM. */
    private static List<String> sorted(Map<String, ?> texts) {
        return texts.keySet().stream().sorted().toList();
    }

    private static void mutate(List<String> originals, Consumer<String> check) {
        Random random = new Random(20261123);
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder text = new StringBuilder(originals.get(random.nextInt(originals.size())));
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                change(text, originals, random);
            }
            check.accept(text.toString());
        }
    }

    private static void change(StringBuilder text, List<String> originals, Random random) {
        int at = random.nextInt(text.length() + 1);
        int to = at + random.nextInt(text.length() - at + 1);
        String alphabet = " \t\n\r()/:.=0123456789abAB\u0000\u00e4\u2003\ud800";
        switch (random.nextInt(7)) {
            case 0 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
            case 1 -> text.delete(at, Math.min(at + 1 + random.nextInt(2), text.length()));
            case 2 -> text.setLength(at);
            case 3 -> text.insert(at, text.substring(at, to));
            case 4 -> text.insert(at, originals.get(random.nextInt(originals.size())));
            case 5 -> text.delete(at, to);
            default -> {
                if (at < text.length()) {
                    text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
        }
    }

    @Test
    void states() {
        mutate(
                sorted(STATES),
                text -> assertEquals(
                        Optional.ofNullable(STATES.get(text.strip())), SocketFilterParser.globalState(text), text));
    }

    @Test
    void blockAll() {
        mutate(
                sorted(BLOCK_ALL),
                text -> assertEquals(
                        Optional.ofNullable(BLOCK_ALL.get(text.strip())), SocketFilterParser.blocksAll(text), text));
    }

    /** A list that was understood, printed again in either form, is the original; and a verdict is in the list, word for word. */
    @Test
    void lists() {
        mutate(
                LISTS,
                text -> SocketFilterParser.applications(text).ifPresent(rules -> {
                    understood++;
                    assertEquals(canonical(list(rules)), canonical(text));
                    for (String executable :
                            List.of("/usr/local/bin/web", "/usr/bin/python3", "/Applications/Foo.app/Foo")) {
                        checkVerdict(text, rules, executable);
                    }
                }));
        assertTrue(understood > 1000, "only " + understood);
    }

    private static void checkVerdict(String text, List<AppRule> rules, String executable) {
        Firewall firewall = new Firewall(ApplicationFirewall.byApplication(rules), PacketFilter.isOff());
        FirewallVerdict verdict = FirewallEvaluator.evaluate(
                        firewall,
                        List.of(ProcessInfo.builder(9).executable(executable).build()),
                        false,
                        Set.of(AddressFamily.IPV4))
                .verdict();
        if (verdict != FirewallVerdict.UNKNOWN) {
            String path = executable.replaceFirst("(\\.app)/.*", "$1");
            String decision = verdict == FirewallVerdict.ALLOWED ? "Allow" : "Block";
            assertTrue(
                    text.lines()
                            .map(line ->
                                    line.strip().replaceFirst(" :  ", " : ").replaceFirst("/$", ""))
                            .anyMatch(line -> line.endsWith(" : " + path) || line.endsWith(" : " + executable)),
                    text);
            assertTrue(text.contains(decision + " incoming connections"), text);
        }
    }

    private static String list(List<AppRule> rules) {
        StringBuilder text = new StringBuilder("Total number of apps = " + rules.size());
        for (int i = 0; i < rules.size(); i++) {
            text.append("\n" + (i + 1) + " : " + rules.get(i).path() + "\n")
                    .append(rules.get(i).allows() ? "(Allow" : "(Block")
                    .append(" incoming connections)");
        }
        return text.toString();
    }

    /** The two forms differ in their first word and in whitespace. */
    private static String canonical(String text) {
        return text.strip()
                .replaceFirst("^(ALF: )?[Tt]otal", "Total")
                .codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void pf() {
        mutate(
                List.of(
                        SocketFilterParserTest.PF_OFF,
                        SocketFilterParserTest.PF_ON,
                        SocketFilterParserTest.PF_DEFAULT_RULES),
                text -> {
                    PfParser.rules(text);
                    if (PfParser.isEnabled(text).equals(Optional.of(false))) {
                        understood++;
                        assertEquals(1, text.split("(?m)^Status: ", -1).length - 1, text);
                        assertTrue(text.contains("Status: Disabled"), text);
                    }
                });
        assertTrue(understood > 1000, "only " + understood);
    }

    /** End to end, through a tool that prints it. */
    @Test
    void throughTheTool(@TempDir Path directory) throws IOException {
        FakeTools tools = new FakeTools(directory)
                .prints(FakeTools.BLOCK_ALL, "Block all DISABLED! \n")
                .prints(FakeTools.APPS, SocketFilterParserTest.OLD_APPS)
                .prints(FakeTools.PF_INFO, SocketFilterParserTest.PF_OFF);
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder(sorted(STATES).get(random.nextInt(STATES.size())));
            change(text, List.of("Firewall is disabled. (State = 0)\n", FakeTools.MANAGED), random);
            tools.prints(FakeTools.STATE, text.toString());
            Firewall firewall = new FirewallReader(tools.tools(), Duration.ofMinutes(5), System::nanoTime).read(true);

            // A lone surrogate is written as a question mark. The other command contradicts that all is blocked.
            State state = STATES.getOrDefault(text.toString().strip(), State.UNKNOWN);
            assertEquals(
                    state == State.BLOCKS_ALL ? State.UNKNOWN : state,
                    firewall.application().state(),
                    text::toString);
        }
    }
}
