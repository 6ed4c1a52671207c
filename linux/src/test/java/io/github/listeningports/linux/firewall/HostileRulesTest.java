package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.lab.HostileTexts;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comments of rules and names of interfaces that somebody chose to forge a line: the verdict is right, and no sentence does harm. */
class HostileRulesTest {

    private static final int FIRST_PORT = 7_000;

    /** Longer comments are refused by nft, and longer names of interfaces by the kernel. */
    private static final int MAX_COMMENT = 127;

    private static final int MAX_INTERFACE = 15;

    private static final String CHAIN = "table inet t { chain c { type filter hook input priority 0;\n";

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
    }

    /** A line of nft ends a comment. */
    @Test
    void commentsOfNft() throws IOException {
        List<String> comments =
                comments().stream().map(each -> each.replaceAll("[\"\n]", "'")).toList();
        StringBuilder rules = new StringBuilder(CHAIN);
        for (int i = 0; i < comments.size(); i++) {
            rules.append("tcp dport " + (FIRST_PORT + i) + " drop comment \"" + comments.get(i) + "\"\n");
        }
        try (PacketLab lab = open(comments)) {
            lab.run("nft", "-f", file(rules + "}\n}\n"));
            assertBlocked(lab, comments);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void commentsOfIptables(String style) {
        Machine.needs("iptables-" + style);
        List<String> comments = comments();
        try (PacketLab lab = open(comments)) {
            for (int i = 0; i < comments.size(); i++) {
                lab.run(
                        "iptables-" + style,
                        "-A",
                        "INPUT",
                        "-p",
                        "tcp",
                        "--dport",
                        Integer.toString(FIRST_PORT + i),
                        "-m",
                        "comment",
                        "--comment",
                        comments.get(i),
                        "-j",
                        "DROP");
            }
            assertBlocked(lab, comments);
        }
    }

    @Test
    void namesOfInterfaces() throws IOException {
        List<String> names = HostileTexts.inUtf8().stream()
                .map(each -> each.replaceAll("[\\s/:\"*\\\\]", ""))
                .filter(HostileRulesTest::mayNameAnInterface)
                .distinct()
                .toList();
        try (PacketLab lab = open(names)) {
            StringBuilder rules = new StringBuilder(CHAIN);
            for (int i = 0; i < names.size(); i++) {
                lab.run("ip", "link", "add", "name", names.get(i), "type", "veth", "peer", "name", "peer" + i);
                lab.run("ip", "link", "set", "dev", names.get(i), "up");
                rules.append("iifname \"" + names.get(i) + "\" tcp dport " + (FIRST_PORT + i) + " drop\n");
            }
            lab.run("nft", "-f", file(rules + "}\n}\n"));

            PortSnapshot snapshot = FirewallTruth.look(lab);
            for (int i = 0; i < names.size(); i++) {
                List<String> name = List.of(names.get(i));
                FirewallStatus status = status(snapshot, i);
                assertHarmless(status);
                assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
                assertTrue(
                        status.outcomes().stream()
                                .anyMatch(each -> each.interfaces().equals(name)),
                        () -> name + ": " + status.outcomes());
            }
        }
    }

    private static PacketLab open(List<String> each) {
        assertTrue(each.size() > 10, each::toString);
        List<String> listeners = new ArrayList<>();
        IntStream.range(FIRST_PORT, FIRST_PORT + each.size()).forEach(port -> listeners.add("tcp,0.0.0.0," + port));
        return PacketLab.open(listeners);
    }

    private static void assertBlocked(PacketLab lab, List<String> comments) {
        PortSnapshot snapshot = FirewallTruth.look(lab);
        for (int i = 0; i < comments.size(); i++) {
            FirewallStatus status = status(snapshot, i);
            assertEquals(FirewallVerdict.BLOCKED, status.verdict(), status::toString);
            assertHarmless(status);
        }
    }

    private static FirewallStatus status(PortSnapshot snapshot, int listener) {
        return snapshot.onPort(FIRST_PORT + listener).get(0).firewall();
    }

    private static void assertHarmless(FirewallStatus status) {
        for (FirewallOutcome outcome : status.outcomes()) {
            Stream.of(
                            status,
                            status.reason(),
                            outcome,
                            outcome.rule().orElse(""),
                            outcome.ruleText().orElse(""),
                            outcome.conditions())
                    .map(Object::toString)
                    .forEach(text -> assertTrue(HostileTexts.isHarmless(text), text));
        }
    }

    private static List<String> comments() {
        return HostileTexts.inUtf8().stream()
                .filter(each -> bytes(each) <= MAX_COMMENT)
                .toList();
    }

    /** Linux takes the byte 0xa0 for a space, in whatever character. */
    private static boolean mayNameAnInterface(String name) {
        String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return bytes(name) <= MAX_INTERFACE
                && bytes.indexOf(0xa0) < 0
                && !Set.of("", ".", "..", "-rf").contains(name);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("rules"), text).toString();
    }
}
