package io.github.listeningports;

import static io.github.listeningports.AddressFamily.IPV4;
import static io.github.listeningports.AddressFamily.IPV6;
import static io.github.listeningports.AddressRangesTest.ranges;
import static io.github.listeningports.FirewallOutcome.Fate.ARRIVES;
import static io.github.listeningports.FirewallOutcome.Fate.DROPPED;
import static io.github.listeningports.FirewallOutcome.Fate.REDIRECTED;
import static io.github.listeningports.FirewallOutcome.Fate.UNKNOWN;
import static io.github.listeningports.Samples.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallStatusTest {

    private static final FirewallCondition LIMIT =
            new FirewallCondition(FirewallCondition.Kind.RATE_LIMIT, "a rate limit");
    private static final FirewallCondition BANNED =
            new FirewallCondition(FirewallCondition.Kind.CHANGING_SET, "the set f2b-sshd");
    private static final String LAN = "192.168.0.0-192.168.255.255";
    private static final String BELOW_LAN = "0.0.0.0-192.167.255.255";
    private static final String ABOVE_LAN = "192.169.0.0-255.255.255.255";

    @Test
    void aPortOfTheLanOnly() {
        FirewallStatus status = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges(LAN)),
                v4(DROPPED).sources(ranges(BELOW_LAN, ABOVE_LAN)).allOthers(true));

        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(address("192.168.7.7")));
        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(address("192.168.7.7"), "eth7"));
        assertEquals(FirewallVerdict.BLOCKED, status.verdictFrom(address("192.169.7.7")));
        assertEquals(FirewallVerdict.RESTRICTED, status.verdict(IPV4));
        assertEquals(FirewallVerdict.NOT_EXPOSED, status.verdict(IPV6));
        assertEquals(FirewallVerdict.NOT_EXPOSED, status.verdictFrom(address("2001:db8::1")));
        assertEquals(FirewallVerdict.UNKNOWN, status.verdictFrom(address("127.0.0.1")), "no other host has it");
        assertEquals(InternetExposure.NO, status.internetExposure());
    }

    @Test
    void oneInterfaceOnly() {
        FirewallStatus status = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).interfaces(List.of("wg0")),
                v4(DROPPED).interfaces(List.of("eth0", "eth1")));

        assertEquals(FirewallVerdict.RESTRICTED, status.verdictFrom(address("8.8.8.8")));
        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(address("8.8.8.8"), "wg0"));
        assertEquals(FirewallVerdict.BLOCKED, status.verdictFrom(address("8.8.8.8"), "eth1"));
        assertEquals(FirewallVerdict.UNKNOWN, status.verdictFrom(address("8.8.8.8"), "wg1"), "no such interface");
        assertEquals(InternetExposure.CONDITIONAL, status.internetExposure());
    }

    /** A rate limit makes the port of the LAN and that of the world RESTRICTED alike: asked for a host, they differ. */
    @Test
    void aRateLimitIsACondition() {
        FirewallStatus world = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).condition(LIMIT),
                v4(DROPPED).condition(LIMIT));
        FirewallStatus lan = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges(LAN)).condition(LIMIT),
                v4(DROPPED).condition(LIMIT));

        assertEquals(FirewallVerdict.RESTRICTED, world.verdictFrom(address("8.8.8.8")));
        assertEquals(InternetExposure.CONDITIONAL, world.internetExposure());
        assertEquals(FirewallVerdict.BLOCKED, lan.verdictFrom(address("8.8.8.8")));
        assertEquals(InternetExposure.NO, lan.internetExposure());
    }

    @Test
    void aBlocklistLeavesAPortOpenToTheInternetAndAnAllowlistOpensItToSome() {
        FirewallStatus blocklist = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES)
                        .sources(ranges("0.0.0.0-8.8.8.7", "8.8.8.9-255.255.255.255"))
                        .allOthers(true),
                v4(DROPPED).sources(ranges("8.8.8.8-8.8.8.8")));
        FirewallStatus allowlist = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges("8.8.8.8-8.8.8.8")),
                v4(DROPPED)
                        .sources(ranges("0.0.0.0-8.8.8.7", "8.8.8.9-255.255.255.255"))
                        .allOthers(true));

        assertEquals(InternetExposure.YES, blocklist.internetExposure());
        assertEquals(InternetExposure.CONDITIONAL, allowlist.internetExposure());
    }

    @Test
    void aPortThatTheInternetReachesByATranslationIsOpenOnACondition() {
        FirewallOutcome.Builder translated =
                v4(ARRIVES).sentTo(new FirewallDestination(Optional.of(address("192.0.2.1")), OptionalInt.of(80)));
        assertEquals(
                InternetExposure.CONDITIONAL,
                status(FirewallVerdict.RESTRICTED, translated).internetExposure());
        assertEquals(
                InternetExposure.NO,
                status(FirewallVerdict.RESTRICTED, translated.sources(ranges("10.0.0.0-10.255.255.255")))
                        .internetExposure());
    }

    @Test
    void whatIsDroppedOnItsWayThroughATranslationClosesNothingElse() {
        FirewallDestination translated = new FirewallDestination(Optional.of(address("192.0.2.1")), OptionalInt.of(80));
        FirewallStatus status = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).allOthers(true),
                v4(DROPPED).sources(ranges("8.8.8.8-8.8.8.8")).sentTo(translated));
        assertEquals(InternetExposure.YES, status.internetExposure());
    }

    /** The lowest IPv6 addresses are the Internet's of no family. */
    @Test
    void eachFamilyHasAnInternetOfItsOwn() {
        FirewallStatus low = status(
                FirewallVerdict.RESTRICTED,
                FirewallOutcome.builder(IPV6, ARRIVES).sources(ranges("::2-::1:0:0:0")),
                v4(DROPPED));
        assertEquals(InternetExposure.NO, low.internetExposure());
    }

    @Test
    void whatIsUnknownIsNeverSaidToBeClosed() {
        FirewallStatus status = status(FirewallVerdict.UNKNOWN, v4(UNKNOWN));
        assertEquals(FirewallVerdict.UNKNOWN, status.verdictFrom(address("8.8.8.8")));
        assertEquals(InternetExposure.UNKNOWN, status.internetExposure());
        FirewallStatus both = status(FirewallVerdict.UNKNOWN, v4(UNKNOWN), v4(ARRIVES));
        assertEquals(FirewallVerdict.UNKNOWN, both.verdictFrom(address("8.8.8.8")));
        assertEquals(InternetExposure.UNKNOWN, both.internetExposure());
        FirewallStatus six = status(FirewallVerdict.UNKNOWN, v4(DROPPED), FirewallOutcome.builder(IPV6, UNKNOWN));
        assertEquals(InternetExposure.UNKNOWN, six.internetExposure());
        assertEquals(FirewallVerdict.BLOCKED, six.verdict(IPV4));
        assertEquals(FirewallVerdict.UNKNOWN, six.verdict(IPV6));
    }

    @Test
    void aRedirectedPortIsReachedElsewhere() {
        FirewallDestination to = new FirewallDestination(Optional.of(address("10.0.0.2")), OptionalInt.of(80));
        FirewallStatus status = status(
                FirewallVerdict.REDIRECTED, v4(REDIRECTED).redirectedTo(to).rule("rule 7"));
        assertEquals(FirewallVerdict.REDIRECTED, status.verdictFrom(address("8.8.8.8")));
        assertEquals(InternetExposure.NO, status.internetExposure());
        assertEquals(
                "[IPV4 REDIRECTED to 10.0.0.2:80 from 0.0.0.0/0 by rule 7]",
                status.outcomes().toString());
    }

    /** Where a backend gives no outcomes, what all packets have in common is known, and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "ALLOWED,ALLOWED,YES",
        "RESTRICTED,UNKNOWN,UNKNOWN",
        "BLOCKED,BLOCKED,NO",
        "REDIRECTED,REDIRECTED,NO",
        "NOT_EXPOSED,NOT_EXPOSED,NO",
        "UNKNOWN,UNKNOWN,UNKNOWN"
    })
    void withoutOutcomes(FirewallVerdict verdict, FirewallVerdict each, InternetExposure exposure) {
        FirewallStatus status = new FirewallStatus(verdict, "because");
        assertEquals(each, status.verdict(IPV4));
        assertEquals(each, status.verdictFrom(address("8.8.8.8")));
        assertEquals(each, status.verdictFrom(address("2001:db8::1"), "eth0"));
        assertEquals(exposure, status.internetExposure());
    }

    @Test
    void othersNamesAreMadeHarmless() {
        FirewallOutcome outcome = v4(DROPPED)
                .rule("rule 1 (\u001b[2J)")
                .interfaces(List.of("e\nth"))
                .condition(new FirewallCondition(FirewallCondition.Kind.UNKNOWN_SET, "the set \u0007"))
                .build();
        assertTrue(outcome.toString().chars().noneMatch(Character::isISOControl), outcome::toString);
    }

    @Test
    void anotherHandleOrABanIsNoChange() {
        FirewallStatus before =
                banning("rule handle 7", "8.8.8.8-8.8.8.8", "0.0.0.0-8.8.8.7", "8.8.8.9-255.255.255.255");
        FirewallStatus now = banning("rule handle 9", "8.8.8.8-8.8.8.9", "0.0.0.0-8.8.8.7", "8.8.8.10-255.255.255.255");
        assertFalse(FirewallComparison.differ(before, now));
        assertFalse(FirewallComparison.differ(now, before));
    }

    private static FirewallStatus banning(String rule, String banned, String... others) {
        return status(
                FirewallVerdict.RESTRICTED,
                v4(DROPPED).sources(ranges(banned)).condition(BANNED).rule(rule),
                v4(ARRIVES).sources(ranges(others)).rule(rule).allOthers(true));
    }

    @Test
    void otherSourcesInterfacesConditionsOrTargetsAreAChange() {
        FirewallStatus lan = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges(LAN)),
                v4(DROPPED).sources(ranges(BELOW_LAN, ABOVE_LAN)));
        FirewallStatus others = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges(BELOW_LAN)),
                v4(DROPPED).sources(ranges(LAN, ABOVE_LAN)));
        FirewallStatus limited = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).sources(ranges(LAN)).condition(LIMIT),
                v4(DROPPED).sources(ranges(BELOW_LAN, ABOVE_LAN)));
        FirewallStatus eth0 = zones("eth0", "eth1");
        for (List<FirewallStatus> pair : List.of(
                List.of(lan, others),
                List.of(lan, limited),
                List.of(lan, eth0),
                List.of(eth0, zones("eth1", "eth0")),
                List.of(redirected(80), redirected(81)),
                List.of(lan, new FirewallStatus(FirewallVerdict.RESTRICTED, "")))) {
            assertTrue(FirewallComparison.differ(pair.get(0), pair.get(1)), pair::toString);
            assertTrue(FirewallComparison.differ(pair.get(1), pair.get(0)), pair::toString);
        }
    }

    @Test
    void anInterfaceThatComesIsNoChangeForTheOthers() {
        FirewallStatus more = status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).interfaces(List.of("eth0")),
                v4(DROPPED).interfaces(List.of("eth1", "veth12")));
        assertFalse(FirewallComparison.differ(zones("eth0", "eth1"), more));
        assertFalse(FirewallComparison.differ(more, zones("eth0", "eth1")));
    }

    private static FirewallStatus zones(String open, String closed) {
        return status(
                FirewallVerdict.RESTRICTED,
                v4(ARRIVES).interfaces(List.of(open)),
                v4(DROPPED).interfaces(List.of(closed)));
    }

    private static FirewallStatus redirected(int port) {
        return status(
                FirewallVerdict.REDIRECTED,
                v4(REDIRECTED).redirectedTo(new FirewallDestination(Optional.empty(), OptionalInt.of(port))));
    }

    private static FirewallOutcome.Builder v4(FirewallOutcome.Fate fate) {
        return FirewallOutcome.builder(IPV4, fate);
    }

    private static FirewallStatus status(FirewallVerdict verdict, FirewallOutcome.Builder... outcomes) {
        return FirewallStatus.builder(verdict, "because")
                .outcomes(java.util.Arrays.stream(outcomes)
                        .map(FirewallOutcome.Builder::build)
                        .toList())
                .build();
    }
}
