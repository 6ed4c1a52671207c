package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ProcessInfo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdict from the settings of both firewalls and the owners. */
class FirewallEvaluatorTest {

    private static final PacketFilter PF_OFF = PacketFilter.isOff();
    private static final PacketFilter PF_UNSEEN = PacketFilter.unknown("pf was not seen");
    private static final ApplicationFirewall OFF = ApplicationFirewall.off();

    private static final Set<AddressFamily> BOTH = EnumSet.allOf(AddressFamily.class);

    private static void assertAnswer(FirewallVerdict verdict, String reason, FirewallStatus status) {
        assertEquals(verdict, status.verdict());
        assertEquals(reason, status.reason());
    }

    private static List<String> outcomes(FirewallStatus status) {
        return status.outcomes().stream().map(FirewallOutcome::toString).toList();
    }

    /** It decides by program: about all sources of both families, or none. */
    @Test
    void theOutcomesAreTheAnswerForAllSources() {
        FirewallStatus allowed = evaluate(OFF, PF_OFF);
        assertEquals(List.of("IPV4 ARRIVES all others", "IPV6 ARRIVES all others"), outcomes(allowed));
        assertEquals(InternetExposure.YES, allowed.internetExposure());

        FirewallStatus blocked = evaluate(rules("-/a/x"), PF_UNSEEN, "/a/x");
        assertEquals(List.of("IPV4 DROPPED all others by /a/x", "IPV6 DROPPED all others by /a/x"), outcomes(blocked));
        assertEquals(InternetExposure.NO, blocked.internetExposure());

        FirewallStatus byAll = evaluate(ApplicationFirewall.blocksAll(), PF_UNSEEN, "/a/x");
        assertEquals(List.of("IPV4 DROPPED all others", "IPV6 DROPPED all others"), outcomes(byAll));

        FirewallStatus unseen = evaluate(rules("+/usr/bin/x"), PF_UNSEEN, "/usr/bin/x");
        assertEquals(
                List.of(
                        "IPV4 UNKNOWN all others by /usr/bin/x depending on [pf was not seen]",
                        "IPV6 UNKNOWN all others by /usr/bin/x depending on [pf was not seen]"),
                outcomes(unseen));
        assertEquals(InternetExposure.UNKNOWN, unseen.internetExposure());

        FirewallStatus unlisted = evaluate(rules("-/a/x"), PF_OFF, "/a/y");
        assertEquals(
                FirewallCondition.Kind.PROGRAM,
                unlisted.outcomes().get(0).conditions().get(0).kind());
    }

    @Test
    void aFamilyThatTheSocketDoesNotReceiveIsNotExposed() throws Exception {
        FirewallStatus status =
                FirewallEvaluator.evaluate(new Firewall(OFF, PF_OFF), List.of(), false, Set.of(AddressFamily.IPV4));

        assertEquals(FirewallVerdict.ALLOWED, status.verdict(AddressFamily.IPV4));
        assertEquals(FirewallVerdict.NOT_EXPOSED, status.verdict(AddressFamily.IPV6));
        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(InetAddress.getByName("192.0.2.1")));
        assertEquals(FirewallVerdict.NOT_EXPOSED, status.verdictFrom(InetAddress.getByName("2001:db8::1")));
    }

    private static ProcessInfo owner(String executable) {
        return ProcessInfo.builder(100).executable(executable).build();
    }

    private static FirewallStatus evaluate(ApplicationFirewall application, PacketFilter pf, String... executables) {
        List<ProcessInfo> owners = new ArrayList<>();
        for (String executable : executables) {
            owners.add(owner(executable));
        }
        return FirewallEvaluator.evaluate(new Firewall(application, pf), owners, false, BOTH);
    }

    private static ApplicationFirewall rules(String text) {
        List<AppRule> rules = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            rules.add(new AppRule(each.substring(1), each.charAt(0) == '+'));
        }
        return ApplicationFirewall.byApplication(rules);
    }

    @Test
    void unknownSettingsAreUnknown() {
        for (PacketFilter pf : List.of(PF_OFF, PF_UNSEEN)) {
            assertEquals(
                    new FirewallStatus(FirewallVerdict.UNKNOWN, "no answer"),
                    evaluate(ApplicationFirewall.unknown("no answer"), pf, "/usr/local/bin/web"));
        }
    }

    /** Whatever the owner. */
    @Test
    void bothOffAllowEverything() {
        FirewallStatus status = evaluate(OFF, PF_OFF);

        assertEquals(FirewallVerdict.ALLOWED, status.verdict());
        assertEquals(
                "the Application Firewall is off, and the packet filter pf is off; third-party network extensions are not"
                        + " examined",
                status.reason());
        assertEquals(status, evaluate(OFF, PF_OFF, "/usr/local/bin/web", "/sbin/x"));
        assertEquals(status, FirewallEvaluator.evaluate(new Firewall(OFF, PF_OFF), List.of(owner("/a")), true, BOTH));
    }

    @Test
    void withoutPfNothingIsAllowed() {
        assertAnswer(
                FirewallVerdict.UNKNOWN,
                "the Application Firewall is off, but pf was not seen",
                evaluate(OFF, PF_UNSEEN, "/usr/local/bin/web"));
        assertAnswer(
                FirewallVerdict.UNKNOWN,
                "the Application Firewall allows /usr/local/bin/web, but pf was not seen",
                evaluate(rules("+/usr/local/bin/web"), PF_UNSEEN, "/usr/local/bin/web"));
    }

    /** Whatever pf does: a connection has to pass both. */
    @Test
    void blockingNeedsNoPf() {
        for (PacketFilter pf : List.of(PF_OFF, PF_UNSEEN)) {
            assertAnswer(
                    FirewallVerdict.BLOCKED,
                    "the Application Firewall blocks /usr/local/bin/web",
                    evaluate(rules("-/usr/local/bin/web"), pf, "/usr/local/bin/web"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/local/bin/web, BLOCKED",
        "/Applications/Foo.app/Contents/MacOS/Foo, BLOCKED",
        "/opt/homebrew/bin/nginx, BLOCKED",
        "/Library/Java/JavaVirtualMachines/x/Contents/Home/bin/java, BLOCKED",
        "/Users/me/usr/sbin/x, BLOCKED",
        "/usr/sbin/mDNSResponder, UNKNOWN",
        "/usr/libexec/configd, UNKNOWN",
        "/usr/bin/python3, UNKNOWN",
        "/System/Library/CoreServices/x, UNKNOWN",
        "/Library/Apple/x, UNKNOWN",
        "/bin/sh, UNKNOWN",
        "/sbin/racoon, UNKNOWN",
        "/usr/localx, UNKNOWN",
        "relative, UNKNOWN"
    })
    void blockAllExceptsEssentialServices(String executable, FirewallVerdict expected) {
        FirewallStatus status = evaluate(ApplicationFirewall.blocksAll(), PF_OFF, executable);

        assertEquals(expected, status.verdict());
        String blocks = "the Application Firewall blocks all incoming connections except those to essential services";
        assertEquals(
                expected == FirewallVerdict.BLOCKED ? blocks : blocks + ", and " + executable + " may be one",
                status.reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+/a/x             |/a/x                                        |UNKNOWN|allows /a/x, but the user is asked again",
                "+/usr/bin/python3 |/usr/bin/python3                            |ALLOWED|allows /usr/bin/python3, and",
                "+/System/Volumes/Data/x|/System/Volumes/Data/x                 |UNKNOWN|Data/x, but the user is asked again",
                "+/usr/local/bin/x |/usr/local/bin/x                            |UNKNOWN|allows /usr/local/bin/x, but the user",
                "-/a/x             |/a/x                                        |BLOCKED|blocks /a/x",
                "+/a/x             |/a/y                                        |UNKNOWN|does not list /a/y",
                "+/a/x             |/a/xy                                       |UNKNOWN|does not list /a/xy",
                "+/a/xy            |/a/x                                        |UNKNOWN|does not list /a/x",
                "+/a/x             |/A/X                                        |UNKNOWN|does not list /A/X",
                "-/a/Foo.app       |/a/Foo.app/Contents/MacOS/Foo               |BLOCKED|blocks /a/Foo.app",
                "+/a/Foo.app       |/a/Foo.app/Contents/MacOS/Foo               |UNKNOWN|allows /a/Foo.app, but the user",
                "+/System/Foo.app  |/System/Foo.app/Contents/MacOS/Foo          |ALLOWED|allows /System/Foo.app",
                "-/a/Foo.app       |/a/Foo.app/Contents/MacOS/helper            |UNKNOWN|blocks /a/Foo.app, but /a/Foo.app/Contents",
                "-/a/Foo.app       |/a/Foo.app/Contents/jbr/Home/bin/java       |UNKNOWN|may be a separate application",
                "+/System/Foo.app  |/System/Foo.app/Contents/MacOS/helper       |UNKNOWN|may be a separate application",
                "-/a/Foo.app,-/a/Foo.app/Contents/MacOS/helper|/a/Foo.app/Contents/MacOS/helper|BLOCKED|blocks /a/Foo.app",
                "-/a/Foo.app/      |/a/Foo.app/Contents/MacOS/Foo               |BLOCKED|blocks /a/Foo.app",
                "-/a/Foo.app       |/a/Foo.app.old/Contents/MacOS/Foo           |UNKNOWN|does not list",
                "-/a/Foo.app       |/a/Foo.app/Contents/Helpers/B.app/MacOS/B   |UNKNOWN|does not list",
                "-/a/Foo.app       |/a/Foo.app/Contents/XPCServices/b.xpc/b     |UNKNOWN|does not list",
                "-/a/Foo.app,+/a/Foo.app/H/B.app|/a/Foo.app/H/B.app/MacOS/B     |UNKNOWN|allows /a/Foo.app/H/B.app, but",
                "-/a               |/a/x                                        |UNKNOWN|does not list /a/x",
                "-/a/Foo.app/Contents|/a/Foo.app/Contents/MacOS/Foo             |UNKNOWN|does not list",
                "-/a/Foo.appx      |/a/Foo.appx/Foo                             |UNKNOWN|does not list",
                "-/                |/a/x                                        |UNKNOWN|does not list /a/x",
                "-/a/x,+/a/x       |/a/x                                        |UNKNOWN|both as allowed and as blocked (/a/x, /a/x)",
                "+/a/F.app,-/a/F.app/F|/a/F.app/F                               |UNKNOWN|as allowed and as blocked",
                "-/a/x,-/a/x       |/a/x                                        |BLOCKED|blocks /a/x",
                "+/a/y,-/a/x       |/a/x                                        |BLOCKED|blocks /a/x"
            })
    void theApplicationsRuleDecides(String rules, String executable, FirewallVerdict expected, String reason) {
        FirewallStatus status = evaluate(rules(rules), PF_OFF, executable);

        assertEquals(expected, status.verdict(), status::toString);
        assertTrue(status.reason().contains(reason), status::toString);
        for (AddressFamily family : BOTH) {
            assertEquals(expected, status.verdict(family), status::toString);
        }
        status.outcomes()
                .forEach(each ->
                        each.rule().ifPresent(rule -> assertTrue(status.reason().contains(rule))));
    }

    @Test
    void anUnknownOwnerIsUnknown() {
        for (ApplicationFirewall on : List.of(ApplicationFirewall.blocksAll(), rules("-/a/x,+/sbin/launchd"))) {
            Firewall firewall = new Firewall(on, PF_OFF);
            FirewallStatus nobody = FirewallEvaluator.evaluate(firewall, List.of(), false, BOTH);
            FirewallStatus guessed = FirewallEvaluator.evaluate(firewall, List.of(owner("/a/x")), true, BOTH);
            FirewallStatus fileless = FirewallEvaluator.evaluate(
                    firewall, List.of(ProcessInfo.builder(7).build()), false, BOTH);
            FirewallStatus launchd = FirewallEvaluator.evaluate(
                    firewall,
                    List.of(ProcessInfo.builder(1).executable("/sbin/launchd").build()),
                    false,
                    BOTH);

            for (FirewallStatus each : List.of(nobody, guessed, fileless, launchd)) {
                assertEquals(FirewallVerdict.UNKNOWN, each.verdict(), each::toString);
            }
            assertTrue(nobody.reason().endsWith("no owner is known"), nobody::toString);
            assertTrue(guessed.reason().contains("last used the socket"), guessed::toString);
            assertTrue(fileless.reason().contains("the executable of ? (7) is unknown"), fileless::toString);
            assertTrue(launchd.reason().contains("launchd holds the socket"), launchd::toString);
        }
    }

    @Test
    void severalOwners() {
        assertEquals(
                FirewallVerdict.BLOCKED,
                evaluate(rules("-/a/x,-/a/y"), PF_OFF, "/a/x", "/a/y").verdict());
        assertEquals(
                FirewallVerdict.ALLOWED,
                evaluate(rules("+/usr/x,+/usr/y"), PF_OFF, "/usr/x", "/usr/y").verdict());
        assertAnswer(
                FirewallVerdict.UNKNOWN,
                "the verdict depends on the owner: the Application Firewall blocks /a/x; the Application"
                        + " Firewall is on and does not list /a/z, so its signature decides, or the user, who is"
                        + " asked",
                evaluate(rules("-/a/x"), PF_OFF, "/a/x", "/a/z"));
        assertEquals(
                FirewallVerdict.UNKNOWN,
                evaluate(rules("-/a/x,+/a/y"), PF_OFF, "/a/x", "/a/y").verdict());
        assertEquals(
                FirewallVerdict.UNKNOWN,
                evaluate(rules("-/a/x,+/a/y"), PF_OFF, "/a/y", "/a/x").verdict());
        assertEquals(
                FirewallVerdict.UNKNOWN,
                evaluate(ApplicationFirewall.blocksAll(), PF_OFF, "/a/x", "/usr/sbin/y")
                        .verdict());
    }
}
