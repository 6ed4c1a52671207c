package io.github.listeningports.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialFirewallStatusTest {

    @Test
    void theSameAnswerNeedsNoParts() {
        assertEquals(
                new FirewallStatus(FirewallVerdict.ALLOWED, "rule 1"),
                combined(
                        part("IPv4", FirewallVerdict.ALLOWED, "rule 1"),
                        part("IPv6", FirewallVerdict.ALLOWED, "rule 1")));
    }

    @Test
    void theSameVerdictKeepsEveryReason() {
        assertEquals(
                new FirewallStatus(FirewallVerdict.BLOCKED, "IPv4: rule 1; IPv6: rule 2"),
                combined(
                        part("IPv4", FirewallVerdict.BLOCKED, "rule 1"),
                        part("IPv6", FirewallVerdict.BLOCKED, "rule 2")));
    }

    @Test
    void differentVerdictsAreNamed() {
        assertEquals(
                new FirewallStatus(FirewallVerdict.RESTRICTED, "IPv4 ALLOWED: rule 1; IPv6 BLOCKED: rule 2"),
                combined(
                        part("IPv4", FirewallVerdict.ALLOWED, "rule 1"),
                        part("IPv6", FirewallVerdict.BLOCKED, "rule 2")));
    }

    @Test
    void partsOfTheSameAnswerShareAReason() {
        assertEquals(
                new FirewallStatus(
                        FirewallVerdict.RESTRICTED, "domain, public BLOCKED: default; private ALLOWED: rule 1"),
                combined(
                        part("domain", FirewallVerdict.BLOCKED, "default"),
                        part("private", FirewallVerdict.ALLOWED, "rule 1"),
                        part("public", FirewallVerdict.BLOCKED, "default")));
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOWED,    BLOCKED,    RESTRICTED",
        "REDIRECTED, ALLOWED,    RESTRICTED",
        "RESTRICTED, RESTRICTED, RESTRICTED",
        "RESTRICTED, BLOCKED,    RESTRICTED",
        "ALLOWED,    UNKNOWN,    UNKNOWN",
        "UNKNOWN,    BLOCKED,    UNKNOWN",
        "UNKNOWN,    UNKNOWN,    UNKNOWN",
        "REDIRECTED, REDIRECTED, REDIRECTED"
    })
    void unknownWinsAndOtherDifferencesAreRestrictions(
            FirewallVerdict first, FirewallVerdict second, FirewallVerdict expected) {
        assertEquals(
                expected,
                combined(part("IPv4", first, "a"), part("IPv6", second, "b")).verdict());
    }

    @Test
    void nothingCannotBeCombined() {
        assertThrows(IllegalArgumentException.class, () -> PartialFirewallStatus.combine(List.of()));
    }

    private static PartialFirewallStatus part(String name, FirewallVerdict verdict, String reason) {
        return new PartialFirewallStatus(name, new FirewallStatus(verdict, reason));
    }

    private static FirewallStatus combined(PartialFirewallStatus... parts) {
        return PartialFirewallStatus.combine(Arrays.asList(parts));
    }
}
