package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.firewall.nft.NftTexts;
import io.github.listeningports.linux.firewall.nft.NftTexts.Told;
import io.github.listeningports.linux.firewall.xt.XtTexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Where the text of a rule is told, nft or iptables-save prints the same: for every rule of all rulesets, reached or not. */
class RuleTextTest {

    /** For trying some only: a part of the ruleset's name. */
    private static final String ONLY = System.getProperty("listeningports.test.ruleset", "");

    private static final Path FORMS = Path.of("src/test/resources/rule-texts");
    private static final int GENERATED = Integer.getInteger("listeningports.test.rulesets", 30);

    private static final Pattern TABLE = Pattern.compile("table (\\w+) (\\S+) \\{.*");
    private static final Pattern RULE = Pattern.compile("\t\t(.*) # handle (\\d+)");
    private static final Map<Integer, String> FAMILIES =
            Map.of(1, "inet", 2, "ip", 5, "netdev", 7, "bridge", 10, "ip6");

    private final List<String> wrong = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();
    private int told;
    private int named;
    private int namedAndTold;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
        Machine.needs("iptables-nft-save");
        Machine.needs("ipset");
    }

    @TestFactory
    Stream<DynamicTest> aTextIsWhatTheToolPrints() throws IOException {
        Map<String, Consumer<PacketLab>> rulesets = new LinkedHashMap<>();
        Ruleset.all().forEach(each -> rulesets.put(each.name(), each::load));
        rulesets.put(
                "forms of nft", lab -> lab.run("sh", FORMS.resolve("nft.sh").toString()));
        for (String style : List.of("nft", "legacy")) {
            rulesets.put("forms of iptables " + style, lab -> forms(lab, style));
        }
        IntStream.range(0, GENERATED).forEach(seed -> rulesets.put("seed " + seed, lab -> generated(lab, seed)));
        Stream<DynamicTest> tests = rulesets.entrySet().stream()
                .filter(each -> each.getKey().contains(ONLY))
                .map(each -> dynamicTest(each.getKey(), () -> check(each.getKey(), each.getValue())));
        return Stream.concat(tests, Stream.of(dynamicTest("most rules have a text", this::conclude)));
    }

    private static void forms(PacketLab lab, String style) {
        lab.run("env", "style=" + style, "sh", FORMS.resolve("iptables.sh").toString());
    }

    /** What nft refuses is not there. */
    private static void generated(PacketLab lab, int seed) {
        RulesetGenerator generator = new RulesetGenerator(seed);
        boolean nft = seed % 3 == 0;
        String script = nft
                ? "nft -f - <<'END'\n" + generator.nft() + "\nEND"
                : generator.iptables(seed % 3 == 1 ? "nft" : "legacy");
        lab.succeeds("sh", "-c", script);
    }

    private void conclude() {
        String share = told + " of " + (told + untold.size()) + " rules have a text, " + namedAndTold + " of " + named
                + " that an answer names, " + wrong.size() + " texts differ";
        System.out.println(share);
        if (Boolean.getBoolean("listeningports.test.verbose")) {
            untold.forEach(each -> System.out.println("no text: " + each));
        }
        assertTrue(!ONLY.isEmpty() || namedAndTold * 10 >= named * 8, share);
    }

    private void check(String ruleset, Consumer<PacketLab> load) {
        List<String> differing = new ArrayList<>();
        try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
            load.accept(lab);
            compareNft(ruleset, lab, differing);
            compareLegacy(ruleset, lab, differing);
            countNamed(lab);
        }
        wrong.addAll(differing);
        assertEquals("", String.join("\n", differing), ruleset);
    }

    private void compareNft(String ruleset, PacketLab lab, List<String> differing) {
        Map<String, String> listed = nft(lab.run("nft", "-s", "-a", "list", "ruleset"));
        Map<String, String> saved = new HashMap<>();
        saved.putAll(saved("ip", lab.run("iptables-nft-save")));
        saved.putAll(saved("ip6", lab.run("ip6tables-nft-save")));
        Map<String, Integer> numbers = new HashMap<>();
        for (Told rule : lab.onHost(NftTexts::all)) {
            String family = FAMILIES.getOrDefault(rule.family(), "");
            String chain = family + " " + rule.table() + " " + rule.chain();
            int number = numbers.merge(chain, 1, Integer::sum);
            String nft = listed.getOrDefault(family + " " + rule.table() + " " + rule.handle(), "");
            String expected = rule.text().filter(text -> text.startsWith("-A ")).isPresent()
                    ? saved.getOrDefault(chain + " " + number, "")
                    : nft;
            compare(ruleset + ": " + chain + " handle " + rule.handle() + " " + nft, rule.text(), expected, differing);
        }
    }

    private void compareLegacy(String ruleset, PacketLab lab, List<String> differing) {
        Map<String, String> saved = new HashMap<>();
        saved.putAll(saved("ip", lab.run("iptables-legacy-save")));
        saved.putAll(saved("ip6", lab.run("ip6tables-legacy-save")));
        for (XtTexts.Told rule : lab.onHost(XtTexts::all)) {
            String chain = (rule.ipv6() ? "ip6 " : "ip ") + rule.table() + " " + rule.chain();
            String expected = saved.getOrDefault(chain + " " + rule.number(), "");
            compare(ruleset + ": " + chain + " " + rule.number() + " " + expected, rule.text(), expected, differing);
        }
    }

    private void compare(String rule, Optional<String> text, String expected, List<String> differing) {
        if (text.isEmpty() && expected.isEmpty()) {
            return; // no rule, but the end of a chain
        }
        if (text.isEmpty()) {
            untold.add(rule);
            return;
        }
        told++;
        if (!text.get().equals(expected)) {
            differing.add(rule + "\n  told: " + text.get() + "\n  is:   " + expected);
        }
    }

    /** Lines of rules, by family, table and handle. */
    private static Map<String, String> nft(String listing) {
        Map<String, String> rules = new HashMap<>();
        String table = "";
        for (String line : listing.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (header.matches()) {
                table = header.group(1) + " " + header.group(2);
            } else if (rule.matches()) {
                rules.put(table + " " + rule.group(2), rule.group(1));
            }
        }
        return rules;
    }

    /** Lines of rules, by family, table, chain and number. */
    private static Map<String, String> saved(String family, String listing) {
        Map<String, String> rules = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        String table = "";
        for (String line : listing.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith("-A ")) {
                String chain = family + " " + table + " " + line.split(" ", 3)[1];
                rules.put(chain + " " + numbers.merge(chain, 1, Integer::sum), line);
            }
        }
        return rules;
    }

    private void countNamed(PacketLab lab) {
        Set<String> seen = new HashSet<>();
        FirewallTruth.statuses(FirewallTruth.look(lab)).stream()
                .flatMap(status -> status.outcomes().stream())
                .filter(outcome ->
                        outcome.rule().filter(RuleTextTest::isOneRule).isPresent())
                .filter(outcome -> seen.add(outcome.rule().orElse("")))
                .map(FirewallOutcome::ruleText)
                .forEach(text -> {
                    named++;
                    namedAndTold += text.isPresent() ? 1 : 0;
                });
    }

    private static boolean isOneRule(String name) {
        return name.matches("(table|ip6?tables-legacy) .*, rule (handle )?\\d+( \\(.*\\))?");
    }
}
