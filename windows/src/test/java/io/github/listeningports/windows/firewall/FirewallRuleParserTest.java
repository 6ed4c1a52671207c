package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a rule, and what makes it doubtful (MS-GPFAS 2.2.2.19, MS-FASP 2.2.37). */
class FirewallRuleParserTest {

    private static final String PLAIN = "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|Name=Web|";

    private static FirewallRule rule(String text) {
        return FirewallRuleParser.parse("id", text).orElseThrow();
    }

    private static List<String> details(List<FirewallCondition> conditions) {
        return conditions.stream().map(FirewallCondition::detail).toList();
    }

    @Test
    void aPlainRule() {
        FirewallRule rule = rule(PLAIN);
        assertEquals("Web", rule.name());
        assertEquals(FirewallRule.Action.ALLOW, rule.action());
        assertEquals(FirewallProfile.ALL, rule.profiles());
        assertEquals(OptionalInt.of(6), rule.protocol());
        assertEquals(List.of(new FirewallRule.PortRange(80, 80)), rule.ports().ranges());
        assertTrue(rule.local().isAny() && rule.remote().isAny());
        assertEquals(List.of(), rule.limits());
        assertEquals(List.of(), rule.unknowns());
        assertEquals(
                Set.of(FirewallProfile.PUBLIC), rule(PLAIN + "Profile=Public|").profiles());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v2.31|Active=TRUE|Dir=In|Name=Web|; no action",
                "v2.31|Action=Allow|Active=TRUE|Name=Web|; no direction",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|; no name",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Name= |; no name",
                "v2.31|Action=Maybe|Active=TRUE|Dir=In|Name=Web|; Action=Maybe",
                "v2.31|Action=Allow|Active=TRUE|Dir=Up|Name=Web|; Dir=Up",
                "v2.31|Action=Allow|Active=yes|Dir=In|Name=Web|; Active=yes",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=256|Name=Web|; Protocol=256",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Profile=Home|Name=Web|; Profile=Home",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|LA4=127.0.0.1|Name=Web|; LA4=127.0.0.1",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|LA6=nowhere|Name=Web|; LA6=nowhere",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|RA6=::1|Name=Web|; RA6=::1",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|RA6=::|Name=Web|; RA6=::",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=0|Name=Web|; LPort=0"
            })
    void whatWindowsMayNotAccept(String text, String what) {
        assertEquals(
                List.of("whether Windows accepts the rule with " + what),
                details(rule(text).unknowns()));
    }

    @Test
    void valuesAtTheEndsOfTheirRanges() {
        assertEquals(
                OptionalInt.of(0),
                rule("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=0|Name=a|").protocol());
        assertEquals(
                OptionalInt.of(255),
                rule("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=255|Name=a|")
                        .protocol());
        assertEquals(
                List.of(new FirewallRule.PortRange(0, 0)),
                rule("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=0|Name=a|")
                        .ports()
                        .ranges());
        assertEquals(List.of(), details(rule(PLAIN + "RA4=0.0.0.1|RA6=7f00::1|").unknowns()));
        List<String> platform = List.of("Platform, which this version does not examine");
        assertEquals(
                List.of(),
                details(rule(PLAIN + "Platform=2:6:2|Platform2=GTEQ|").unknowns()));
        assertEquals(
                platform, details(rule(PLAIN + "Platform=2:6:3|Platform2=GTEQ|").unknowns()));
        assertEquals(
                platform,
                details(rule(PLAIN + "Platform=2:10:0|Platform2=GTEQ|").unknowns()));
    }

    @Test
    void theNameOfItsRegistryValue() {
        List<String> doubtful = List.of("whether Windows accepts the rule with this name of its registry value");
        assertEquals(doubtful, doubts(""));
        assertEquals(List.of(), doubts("x".repeat(511)));
        assertEquals(doubtful, doubts("x".repeat(512)));
    }

    private static List<String> doubts(String id) {
        return details(FirewallRuleParser.parse(id, PLAIN).orElseThrow().unknowns());
    }

    /** It may be active, if it is not understood. */
    @Test
    void aRuleThatDoesNotSayWhetherItIsActive() {
        String text = "v2.31|Action=Allow|Dir=In|Name=Web|";
        assertEquals(Optional.empty(), FirewallRuleParser.parse("id", text));
        assertTrue(FirewallRuleParser.parseHardening("id", text).isPresent());
        assertTrue(FirewallRuleParser.parse("id", text + "New2_30=1|").isPresent());
    }

    /** Keys of later versions: the rule may apply to more. */
    @Test
    void keysThatAreNotKnown() {
        assertEquals(List.of("90"), rule(PLAIN + "LPort2_30=90|").ports().keywords());
        assertEquals(
                List.of("10.1.1.1"), rule(PLAIN + "LA4_9=10.1.1.1|").local().keywords4());
        assertEquals(
                List.of("10.1.1.1"), rule(PLAIN + "RA4_9=10.1.1.1|").remote().keywords6());
        assertEquals(
                FirewallProfile.ALL,
                rule(PLAIN + "Profile=Public|Profile2_30=Home|").profiles());
        FirewallRule rule = rule(PLAIN + "New2_30=1|NNM=home|");
        assertEquals(List.of("New2_30, which this version does not examine"), details(rule.unknowns()));
        assertEquals(List.of("the network (home)"), details(rule.limits()));
        assertTrue(rule.ports().keywords().isEmpty()
                && rule.local().isAny()
                && rule.remote().isAny());
    }

    @Test
    void aKeyThatIsThereTwiceNarrowsNothing() {
        FirewallRule rule = rule(PLAIN + "App=C:\\a.exe|App=C:\\b.exe|");
        assertEquals(Optional.empty(), rule.program());
        assertEquals(Optional.of("C:\\a.exe"), rule(PLAIN + "App=C:\\a.exe|").program());
    }

    @Test
    void longValuesAreCut() {
        String whole = "whether Windows accepts the rule with RA4=" + "x".repeat(76);
        assertEquals(
                List.of(whole),
                details(rule(PLAIN + "RA4=" + "x".repeat(76) + "|").unknowns()));
        assertEquals(
                List.of(whole + "..."),
                details(rule(PLAIN + "RA4=" + "x".repeat(77) + "|").unknowns()));
    }
}
