package io.github.listeningports.macos;

import static io.github.listeningports.macos.FakeTools.APPS;
import static io.github.listeningports.macos.FakeTools.BLOCK_ALL;
import static io.github.listeningports.macos.FakeTools.PF_INFO;
import static io.github.listeningports.macos.FakeTools.PF_RULES;
import static io.github.listeningports.macos.FakeTools.STATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.macos.ApplicationFirewall.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands run, in which order and how often, and how unusable output is handled. */
class FirewallReaderTest {

    private static final Duration AMPLE = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final String OFF = "Firewall is disabled. (State = 0)\n";
    private static final String ON = "Firewall is enabled. (State = 1)\n";
    private static final String ALL = "Firewall has block all state set to enabled.\n";
    private static final String NOT_ALL = "Firewall has block all state set to disabled.\n";

    @TempDir
    Path directory;

    private final Leftovers leftovers = new Leftovers();
    private FakeTools tools;
    private long now;

    @BeforeEach
    void aMacWithItsFirewallOn() throws IOException {
        tools = new FakeTools(directory)
                .prints(STATE, ON)
                .prints(BLOCK_ALL, NOT_ALL)
                .prints(APPS, SocketFilterParserTest.NEW_APPS)
                .prints(PF_INFO, SocketFilterParserTest.PF_OFF)
                .prints(PF_RULES, SocketFilterParserTest.PF_DEFAULT_RULES);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        leftovers.assertNone();
    }

    private FirewallReader reader(Duration timeout) {
        return new FirewallReader(tools.tools(), timeout, () -> now);
    }

    private Firewall asRoot() {
        return reader(AMPLE).read(true);
    }

    private Firewall asUser() {
        return reader(AMPLE).read(false);
    }

    private String gapOfApplication() {
        Firewall firewall = asRoot();
        assertEquals(State.UNKNOWN, firewall.application().state());
        return firewall.application().gap().replace(directory + "/", "");
    }

    private String gapOfPf() {
        PacketFilter pf = asRoot().packetFilter();
        assertEquals(false, pf.off());
        return pf.gap().replace(directory + "/", "");
    }

    @Test
    void eachCommandRunsOnceAndInOrder() throws IOException {
        Firewall firewall = asRoot();

        assertEquals(
                ApplicationFirewall.byApplication(
                        List.of(new AppRule("/usr/bin/python3", true), new AppRule("/usr/local/bin/web", false))),
                firewall.application());
        assertEquals(PacketFilter.isOff(), firewall.packetFilter());
        assertEquals(List.of(STATE, BLOCK_ALL, APPS, PF_INFO), tools.calls());
    }

    @Test
    void aFirewallThatIsOffIsNotQueriedFurther() throws IOException {
        tools.prints(STATE, OFF);

        assertEquals(new Firewall(ApplicationFirewall.off(), PacketFilter.isOff()), asRoot());
        assertEquals(List.of(STATE, PF_INFO), tools.calls());
    }

    /** Nor is pf, which cannot let blocked packets through. */
    @ParameterizedTest
    @ValueSource(strings = {"Firewall is blocking all non-essential incoming connections. (State = 2)\n", ON})
    void aFirewallThatBlocksAllIsNotQueriedFurther(String state) throws IOException {
        tools.prints(STATE, state).prints(BLOCK_ALL, ALL);

        assertEquals(ApplicationFirewall.blocksAll(), asRoot().application());
        assertEquals(List.of(STATE, BLOCK_ALL), tools.calls());
    }

    /** Nobody says that state 2 means the same in every release. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Firewall is enabled. (State = 2)\n",
                "Firewall is blocking all non-essential incoming connections. (State = 2)\n",
                "Firewall is set to block all non-essential incoming connections. (State = 2)\n"
            })
    void contradictoryAnswersAreNone(String state) throws IOException {
        tools.prints(STATE, state);

        assertEquals(
                "socketfilterfw contradicts itself: by --getglobalstate all connections are blocked, by --getblockall they"
                        + " are not",
                gapOfApplication());
        assertEquals(List.of(STATE, BLOCK_ALL), tools.calls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Firewall is set to block all non-essential incoming connections\n",
                "Firewall has block all state set to enabled.\n"
            })
    void blockAllIsQueriedToo(String text) throws IOException {
        tools.prints(BLOCK_ALL, text);

        assertEquals(ApplicationFirewall.blocksAll(), asRoot().application());
        assertEquals(List.of(STATE, BLOCK_ALL), tools.calls());
    }

    @Test
    void withoutRootPfIsNotQueried() throws IOException {
        tools.prints(STATE, OFF);

        assertEquals(
                PacketFilter.unknown("only root can see whether the packet filter pf is on (pfctl -s info)"),
                asUser().packetFilter());
        assertEquals(List.of(STATE), tools.calls());
    }

    @Test
    void pfThatIsOnIsNotEvaluated() throws IOException {
        tools.prints(STATE, OFF).prints(PF_INFO, SocketFilterParserTest.PF_ON);
        String on = "the packet filter pf is on, and this version does not evaluate its rules: ";

        assertEquals(
                on
                        + "\"scrub-anchor \"com.apple/*\" all fragment reassemble\"; \"anchor \"com.apple/*\" all\", and those in"
                        + " anchors (pfctl -a '*' -s rules)",
                gapOfPf());
        assertEquals(List.of(STATE, PF_INFO, PF_RULES), tools.calls());

        tools.prints(PF_RULES, "block drop in all\npass in proto tcp from any to any port = 22\npass out all\n");
        assertTrue(gapOfPf().startsWith(on + "\"block drop in all\"; \"pass in proto tcp"), gapOfPf());
        assertTrue(gapOfPf().contains(" and 1 more, and those in anchors"), gapOfPf());

        tools.prints(PF_RULES, "");
        assertEquals(on + "none in the main ruleset, but perhaps redirections (pfctl -s nat)", gapOfPf());
    }

    @Test
    void unusableOutputOfPf() throws IOException {
        tools.prints(STATE, OFF).runs(PF_INFO, "echo 'pfctl: /dev/pf: Permission denied' >&2; exit 1");
        assertEquals("pfctl -s info failed with status 1 and printed \"pfctl: /dev/pf: Permission denied\"", gapOfPf());

        tools.prints(PF_INFO, "Statut : Disabled\n");
        assertEquals("pfctl -s info printed what this version does not understand: \"Statut : Disabled\"", gapOfPf());

        tools.prints(PF_INFO, SocketFilterParserTest.PF_ON).runs(PF_RULES, "exit 3");
        assertEquals("pfctl -s rules failed with status 3 and printed nothing", gapOfPf());
    }

    @ParameterizedTest
    @ValueSource(strings = {STATE, BLOCK_ALL, APPS})
    void aManagedMac(String command) throws IOException {
        tools.prints(command, FakeTools.MANAGED);
        assertEquals(command + " reports nothing on a managed Mac", gapOfApplication());

        tools.runs(command, "printf '" + FakeTools.MANAGED.strip() + "' >&2; exit 1");
        assertEquals(command + " reports nothing on a managed Mac", gapOfApplication());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Die Firewall ist deaktiviert. (Status = 0)|\"Die Firewall ist deaktiviert. (Status = 0)\"",
                "garbage \u0000\u0001\uffff!|\"garbage \u0000\u0001\uffff!\"",
                "''|nothing"
            })
    void unknownOutputIsNoAnswer(String text, String quoted) throws IOException {
        for (String command : List.of(STATE, BLOCK_ALL, APPS)) {
            aMacWithItsFirewallOn();
            tools.prints(command, text);

            assertEquals(command + " printed what this version does not understand: " + quoted, gapOfApplication());
        }
    }

    /** Even if the output is valid. */
    @ParameterizedTest
    @ValueSource(strings = {STATE, BLOCK_ALL, APPS})
    void aFailingToolIsNoAnswer(String command) throws IOException {
        tools.runs(command, "cat './" + command + ".text'; exit 4");

        String gap = gapOfApplication();
        assertTrue(gap.startsWith(command + " failed with status 4 and printed \""), gap);
    }

    @Test
    void longOutputIsQuotedInPart() throws IOException {
        tools.prints(STATE, "x".repeat(5000));

        assertEquals(
                STATE + " printed what this version does not understand: \"" + "x".repeat(120) + "...\"",
                gapOfApplication());
    }

    @Test
    void endlessOutputIsNoAnswer() throws IOException {
        tools.runs(APPS, "exec yes");

        assertEquals(APPS + " failed: its output exceeds 1048576 bytes", gapOfApplication());
    }

    @ParameterizedTest
    @ValueSource(strings = {STATE, BLOCK_ALL, APPS})
    void aHangingToolIsNotAwaited(String command) throws IOException {
        tools.runs(command, FakeTools.HANGS);

        ApplicationFirewall application = reader(SHORT).read(true).application();
        for (Duration limit = SHORT; !tools.calls().contains(command); limit = limit.multipliedBy(2)) {
            application = reader(limit).read(true).application(); // it was not reached: the machine is slow
        }
        assertEquals(State.UNKNOWN, application.state());
        assertEquals(
                command + " failed: it did not finish within the request's time limit (withFirewallTimeout)",
                application.gap().replace(directory + "/", ""));
    }

    /** All commands share the time limit. */
    @Test
    void afterAHangingToolNothingElseRuns() throws IOException {
        tools.runs(STATE, FakeTools.HANGS);
        reader(SHORT).read(true);

        assertTrue(List.of(STATE).containsAll(tools.calls()), tools.calls()::toString);
    }

    @Test
    void withoutTimeNothingRuns() throws IOException {
        Firewall firewall = reader(Duration.ZERO).read(true);

        assertTrue(firewall.application().gap().contains("the request allows no time for it"), firewall::toString);
        assertEquals(List.of(), tools.calls());
    }

    @Test
    void theLongestTimeoutWorks() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

        assertEquals(PacketFilter.isOff(), reader(forever).read(true).packetFilter());
    }

    @Test
    void aMissingTool() {
        FirewallTools none = new FirewallTools(directory.resolve("none"), directory.resolve("none"));
        String gap = new FirewallReader(none, AMPLE, () -> now)
                .read(true)
                .application()
                .gap();

        assertTrue(gap.startsWith(directory + "/none --getglobalstate failed: Cannot run program"), gap);
    }

    @Test
    void answersAreCachedForTenSeconds() throws IOException {
        tools.prints(STATE, OFF);
        FirewallReader reader = reader(AMPLE);
        Firewall first = reader.read(true);
        tools.prints(STATE, "Firewall is enabled. (State = 2)\n").prints(BLOCK_ALL, ALL);

        now += Duration.ofSeconds(10).toNanos() - 1;
        assertEquals(first, reader.read(true));
        assertEquals(List.of(STATE, PF_INFO), tools.calls());

        now++;
        assertEquals(ApplicationFirewall.blocksAll(), reader.read(true).application());
        assertEquals(List.of(STATE, PF_INFO, STATE, BLOCK_ALL), tools.calls());
    }

    @Test
    void failuresAreCachedAsLong() throws IOException {
        tools.runs(STATE, "exit 1");
        FirewallReader reader = reader(AMPLE);
        reader.read(true);
        reader.read(true);
        assertEquals(List.of(STATE), tools.calls());

        now += FirewallReader.MAX_AGE.toNanos();
        reader.read(true);
        assertEquals(List.of(STATE, STATE), tools.calls());
    }

    @Test
    void anInterruptIsNotCached() throws IOException {
        FirewallReader reader = reader(AMPLE);
        Thread.currentThread().interrupt();
        Firewall interrupted = reader.read(true);

        assertTrue(Thread.interrupted(), "the thread is still interrupted");
        assertTrue(interrupted.application().gap().endsWith("the thread was interrupted"), interrupted::toString);
        assertEquals(State.BY_APPLICATION, reader.read(true).application().state());
    }
}
