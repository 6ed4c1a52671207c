package io.github.listeningports.macos;

import static io.github.listeningports.macos.FakeTools.APPS;
import static io.github.listeningports.macos.FakeTools.BLOCK_ALL;
import static io.github.listeningports.macos.FakeTools.PF_INFO;
import static io.github.listeningports.macos.FakeTools.STATE;
import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.message;
import static io.github.listeningports.macos.Scene.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.HostileTexts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole snapshots of a simulated Mac with simulated firewall tools. */
class FirewallSnapshotTest {

    private static final SnapshotRequest STANDARD =
            SnapshotRequest.standard().withFirewallTimeout(Duration.ofMinutes(5));
    private static final int WEB = 8080;
    private static final int MDNS = 5353;
    private static final int LOCAL = 5432;

    /** A listener that the firewall does not filter. */
    private static final String[] ON_LOOPBACK = {
        "sock db lport=" + LOCAL + " uid=501 last=100 handle=0xa9 gen=19 " + Scene.LOOPBACK, "fd 100 9 sock=db"
    };

    @TempDir
    Path directory;

    private Leftovers leftovers;
    private FakeTools tools;
    private long now;

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
        FakeMac.library();
    }

    @BeforeEach
    void aMacWithItsFirewallOff() throws IOException {
        tools = new FakeTools(directory)
                .prints(STATE, "Firewall is disabled. (State = 0)\n")
                .prints(BLOCK_ALL, "Block all DISABLED! \n")
                .prints(APPS, SocketFilterParserTest.OLD_APPS)
                .prints(PF_INFO, SocketFilterParserTest.PF_OFF);
        leftovers = new Leftovers();
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        leftovers.assertNone();
    }

    private PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(FakeMac.provider(tools.tools()), request)) {
            return source.snapshot();
        }
    }

    private static FirewallStatus status(PortSnapshot snapshot, int port) {
        return only(snapshot, port).firewall();
    }

    private static FirewallVerdict verdict(PortSnapshot snapshot, int port) {
        return status(snapshot, port).verdict();
    }

    private void firewallIsOn() throws IOException {
        tools.prints(STATE, "Firewall is enabled. (State = 1)\n");
    }

    @Test
    void rootSeesThatBothAreOff() throws IOException {
        Scene.rootsMac(ON_LOOPBACK);
        for (SnapshotRequest request :
                List.of(STANDARD, SnapshotRequest.detailed().withFirewallTimeout(Duration.ofMinutes(5)))) {
            PortSnapshot snapshot = snapshot(request);

            assertEquals(FirewallVerdict.ALLOWED, verdict(snapshot, WEB));
            assertEquals(FirewallVerdict.ALLOWED, verdict(snapshot, MDNS));
            assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
            assertEquals(List.of(), diagnostics(snapshot));
        }
        assertEquals(List.of(STATE, PF_INFO, STATE, PF_INFO), tools.calls());
    }

    @Test
    void withoutRootPfIsNotSeen() throws IOException {
        Scene.quietMac(ON_LOOPBACK);
        PortSnapshot snapshot = snapshot(STANDARD);
        String pf = "only root can see whether the packet filter pf is on (pfctl -s info)";

        assertEquals(
                "UNKNOWN (the Application Firewall is off, but " + pf + ")",
                status(snapshot, WEB).toString());
        assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
        assertEquals(
                pf + ": run as root, or see System Settings > Network > Firewall and sudo pfctl -s info",
                message(snapshot, Diagnostic.Kind.FIREWALL_UNKNOWN));
        assertTrue(diagnostics(snapshot).contains("FIREWALL_UNKNOWN macos 2"), diagnostics(snapshot)::toString);
        assertEquals(List.of(STATE), tools.calls());
    }

    @Test
    void allIsBlocked() throws IOException {
        Scene.rootsMac(ON_LOOPBACK);
        tools.prints(STATE, "Firewall is blocking all non-essential incoming connections. (State = 2)\n")
                .prints(BLOCK_ALL, "Firewall has block all state set to enabled.\n");
        PortSnapshot snapshot = snapshot(STANDARD);

        assertEquals(FirewallVerdict.BLOCKED, verdict(snapshot, WEB));
        assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, MDNS));
        assertTrue(status(snapshot, MDNS).reason().endsWith("/usr/sbin/mDNSResponder may be one"), snapshot::toString);
        assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
        assertEquals(List.of(), diagnostics(snapshot));
    }

    /** The old list contains /usr/local/bin/web; the owner of the other port is another user's process, and only guessed. */
    @Test
    void theApplicationsDecide() throws IOException {
        Scene.quietMac();
        firewallIsOn();
        tools.prints(APPS, SocketFilterParserTest.OLD_APPS.replace("/Applications/Foo.app", "/usr/sbin/mDNSResponder"));
        PortSnapshot snapshot = snapshot(STANDARD);

        assertEquals(
                "BLOCKED (the Application Firewall blocks /usr/local/bin/web)",
                status(snapshot, WEB).toString());
        assertEquals(InternetExposure.NO, status(snapshot, WEB).internetExposure());
        assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, MDNS));
        assertTrue(status(snapshot, MDNS).reason().contains("last used the socket"), snapshot::toString);
        assertEquals(List.of(STATE, BLOCK_ALL, APPS), tools.calls());
        assertTrue(
                diagnostics(snapshot).stream().noneMatch(each -> each.startsWith("FIREWALL")),
                diagnostics(snapshot)::toString);
    }

    /** A program and a bundle that somebody named so that a line seems to be another. */
    @Test
    void namesThatForgeALine() throws IOException {
        firewallIsOn();
        for (String name : HostileTexts.inUtf8()) {
            String program = "/Applications/" + name + ".app/Contents/MacOS/" + name;
            if (program.length() > 500 || name.indexOf('/') >= 0) {
                continue; // longer than the paths of files
            }
            FakeMac.plays(
                    "proc self uid=0 " + Scene.path("/usr/bin/java"),
                    "proc 100 uid=501 start=1700000000.250000 " + Scene.path(program),
                    "sock web lport=8080 uid=501 last=100 qlen=3 qlimit=128 handle=0xa1 gen=11 " + Scene.ANY,
                    "fd 100 3 sock=web");
            tools.prints(
                    APPS,
                    SocketFilterParserTest.OLD_APPS.replace("/Applications/Foo.app", "/Applications/" + name + ".app"));
            PortSnapshot snapshot = snapshot(STANDARD.withCommandLines());
            ListeningPort web = only(snapshot, WEB);

            for (Object text : List.of(
                    web,
                    web.owners().get(0),
                    web.owners().get(0).program(),
                    web.firewall(),
                    web.firewall().reason(),
                    web.firewall().outcomes(),
                    snapshot.diagnostics())) {
                assertTrue(HostileTexts.isHarmless(text.toString()), text::toString);
            }
            assertTrue(
                    Set.of(FirewallVerdict.UNKNOWN, FirewallVerdict.ALLOWED, FirewallVerdict.RESTRICTED)
                            .contains(web.firewall().verdict()),
                    web::toString);
        }
    }

    @Test
    void theApplicationsDecideAndRootSeesAll() throws IOException {
        Scene.rootsMac();
        firewallIsOn();
        tools.prints(APPS, SocketFilterParserTest.OLD_APPS.replace("/Applications/Foo.app", "/usr/sbin/mDNSResponder"));
        PortSnapshot snapshot = snapshot(STANDARD);

        assertEquals(FirewallVerdict.BLOCKED, verdict(snapshot, WEB));
        assertEquals(FirewallVerdict.ALLOWED, verdict(snapshot, MDNS));
        assertTrue(
                status(snapshot, MDNS).reason().startsWith("the Application Firewall allows /usr/sbin/mDNSResponder"),
                snapshot::toString);
        assertEquals(List.of(STATE, BLOCK_ALL, APPS, PF_INFO), tools.calls());
    }

    @Test
    void anOwnerThatIsNotListed() throws IOException {
        Scene.rootsMac();
        firewallIsOn();
        tools.prints(APPS, "ALF: total number of apps = 0 \n");
        PortSnapshot snapshot = snapshot(STANDARD);

        assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, WEB));
        assertTrue(status(snapshot, WEB).reason().contains("does not list /usr/local/bin/web"), snapshot::toString);
        assertEquals(List.of(), diagnostics(snapshot));
    }

    /** One diagnostic for all ports; a listener on loopback needs no answer. */
    @Test
    void noAnswer() throws IOException {
        Scene.rootsMac(ON_LOOPBACK);
        for (String script : List.of(
                "exit 1",
                "echo 'Le coupe-feu est désactivé. (État = 0)'",
                "exec yes",
                "echo '" + FakeTools.MANAGED + "'")) {
            tools.runs(STATE, script);
            PortSnapshot snapshot = snapshot(STANDARD);

            assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, WEB));
            assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, MDNS));
            assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
            assertEquals(List.of("FIREWALL_UNKNOWN macos 2"), diagnostics(snapshot));
            assertTrue(
                    message(snapshot, Diagnostic.Kind.FIREWALL_UNKNOWN)
                            .startsWith(status(snapshot, WEB).reason() + ": run as root"),
                    snapshot::toString);
        }
    }

    @Test
    void aHangingTool() throws IOException {
        Scene.rootsMac(ON_LOOPBACK);
        tools.runs(STATE, FakeTools.HANGS);
        PortSnapshot snapshot = snapshot(SnapshotRequest.standard().withFirewallTimeout(Duration.ofMillis(300)));

        assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, WEB));
        assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
        assertTrue(
                message(snapshot, Diagnostic.Kind.FIREWALL_UNKNOWN).contains("withFirewallTimeout"),
                snapshot::toString);
    }

    @Test
    void requestsWithoutFirewallRunNoTool() throws IOException {
        Scene.rootsMac(ON_LOOPBACK);
        for (SnapshotRequest request : List.of(SnapshotRequest.ports(), SnapshotRequest.owners())) {
            PortSnapshot snapshot = snapshot(request);

            assertEquals(FirewallVerdict.UNKNOWN, verdict(snapshot, WEB));
            assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot, LOCAL));
            assertEquals(List.of(), diagnostics(snapshot));
        }
        assertEquals(FirewallVerdict.NOT_EXPOSED, verdict(snapshot(STANDARD.withPorts(LOCAL)), LOCAL));
        assertEquals(List.of(), tools.calls());
    }

    @Test
    void anOpenSourceReadsAgainAfterTenSeconds() throws IOException {
        Scene.rootsMac();
        MacosSource source = FakeMac.source(STANDARD, tools.tools(), () -> now);
        PortSnapshot first = source.snapshot();
        tools.prints(STATE, "Firewall is enabled. (State = 2)\n")
                .prints(BLOCK_ALL, "Firewall has block all state set to enabled.\n");
        PortSnapshot second = source.snapshot();
        now += FirewallReader.MAX_AGE.toNanos();
        PortSnapshot third = source.snapshot();

        assertEquals(FirewallVerdict.ALLOWED, verdict(first, WEB));
        assertEquals(List.of(), second.changesSince(first));
        assertEquals(List.of(STATE, PF_INFO, STATE, BLOCK_ALL), tools.calls());
        assertEquals(FirewallVerdict.BLOCKED, verdict(third, WEB));
        assertEquals(
                List.of(PortChange.Kind.FIREWALL_CHANGED, PortChange.Kind.FIREWALL_CHANGED),
                third.changesSince(first).stream().map(PortChange::kind).toList());
    }

    /** launchd's copy of the socket says nothing: the service answers. */
    @Test
    void aBlockedServiceThatLaunchdActivated() throws IOException {
        Scene.rootsMac("proc 1 ppid=0 uid=0 " + Scene.path("/sbin/launchd"), "fd 1 9 sock=web");
        firewallIsOn();
        PortSnapshot snapshot = snapshot(STANDARD);

        assertEquals(
                "BLOCKED (the Application Firewall blocks /usr/local/bin/web)",
                status(snapshot, WEB).toString());
        assertEquals(InternetExposure.NO, status(snapshot, WEB).internetExposure());
    }
}
