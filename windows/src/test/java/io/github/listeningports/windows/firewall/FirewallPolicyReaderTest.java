package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.TestRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies written to the registry and read back through the functions of Windows. */
class FirewallPolicyReaderTest {

    private FirewallLab lab;
    private FirewallPolicyReader reader;

    @BeforeEach
    void openLab() {
        lab = FirewallLab.open();
        reader = new FirewallPolicyReader(NativeCode.get().registry());
    }

    @AfterEach
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void theRulesOfADefaultInstallation() throws IOException {
        Map<String, String> rules = FirewallCase.rules("default-windows.rules");
        lab.rules(rules);

        List<FirewallRule> read = reader.read().local();

        Set<String> expected = new TreeSet<>();
        rules.forEach((id, text) ->
                FirewallRuleParser.parse(id, text).map(FirewallRule::name).ifPresent(expected::add));
        assertEquals(
                expected, new TreeSet<>(read.stream().map(FirewallRule::name).toList()));
        assertEquals(
                rules.values().stream()
                        .filter(text -> text.contains("Active=TRUE|Dir=In"))
                        .count(),
                read.size());
    }

    @Test
    void aThousandRulesAndALongOne() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            lab.rule(
                    "{" + i + "}",
                    "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=" + i + "|Name=rule " + i + "|");
        }
        lab.rule(
                "long",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|Desc=" + "x".repeat(60_000)
                        + "|Name=é \u2713|");

        List<FirewallRule> read = reader.read().local();

        assertEquals(1_001, read.size());
        assertTrue(read.stream().anyMatch(rule -> rule.name().equals("é \u2713")));
        assertEquals(
                1_000,
                read.stream()
                        .filter(rule -> rule.name().startsWith("rule "))
                        .map(FirewallRule::name)
                        .distinct()
                        .count());
    }

    @Test
    void valuesOfOtherTypesAreIgnoredAndTextNeedsNoNul() throws IOException {
        TestRegistry.set(FirewallLab.RULES, "number", 7);
        TestRegistry.set(
                FirewallLab.RULES, "open", TestRegistry.REG_SZ, "v2.31|Action=Allow|Active=TRUE|Dir=In|Name=open|");

        assertEquals(
                List.of("open"),
                reader.read().local().stream().map(FirewallRule::name).toList());
    }

    @Test
    void withoutSettingsTheFirewallIsOnAndBlocks() throws IOException {
        TestRegistry.delete(FirewallLab.LOCAL + "\\PublicProfile");

        assertEquals(FirewallPolicy.Settings.DEFAULT, settings(FirewallProfile.PUBLIC));
        assertEquals(FirewallPolicy.Settings.DEFAULT, settings(FirewallProfile.DOMAIN));
    }

    @Test
    void eachProfileHasItsOwnSettings() throws IOException {
        TestRegistry.set(FirewallLab.LOCAL + "\\DomainProfile", "EnableFirewall", 0);
        TestRegistry.set(FirewallLab.LOCAL + "\\StandardProfile", "DoNotAllowExceptions", 1);
        TestRegistry.set(FirewallLab.LOCAL + "\\PublicProfile", "DefaultInboundAction", 0);
        TestRegistry.set(FirewallLab.LOCAL + "\\PublicProfile", "DisabledInterfaces", "{1}");

        assertFalse(settings(FirewallProfile.DOMAIN).enabled());
        assertTrue(settings(FirewallProfile.PRIVATE).shielded());
        assertTrue(settings(FirewallProfile.PUBLIC).allowsByDefault());
        assertTrue(settings(FirewallProfile.PUBLIC).exemptInterfaces());
        assertTrue(settings(FirewallProfile.PRIVATE).enabled());
        assertFalse(settings(FirewallProfile.PRIVATE).allowsByDefault());
    }

    @Test
    void groupPolicyDecides() throws IOException {
        String group = FirewallLab.GROUP + "\\PublicProfile";
        TestRegistry.set(FirewallLab.LOCAL + "\\PublicProfile", "EnableFirewall", 0);
        TestRegistry.set(group, "EnableFirewall", 1);
        TestRegistry.set(group, "AllowLocalPolicyMerge", 0);
        TestRegistry.set(FirewallLab.GROUP + "\\PrivateProfile", "DefaultInboundAction", 0);
        TestRegistry.set(
                FirewallLab.GROUP + "\\FirewallRules", "{1}", "v2.31|Action=Block|Active=TRUE|Dir=In|Name=by policy|");

        assertTrue(settings(FirewallProfile.PUBLIC).enabled());
        assertFalse(settings(FirewallProfile.PUBLIC).mergesLocal());
        assertTrue(settings(FirewallProfile.PRIVATE).mergesLocal());
        assertTrue(settings(FirewallProfile.PRIVATE).allowsByDefault());
        assertEquals("by policy", reader.read().central().get(0).name());
    }

    @Test
    void theOldExceptionsOfGroupPolicyAreSeenNotRead() throws IOException {
        TestRegistry.create(FirewallLab.GROUP + "\\DomainProfile\\GloballyOpenPorts");

        assertTrue(
                settings(FirewallProfile.DOMAIN).unexamined().get(0).contains("GloballyOpenPorts"),
                settings(FirewallProfile.DOMAIN)::toString);
        assertEquals(List.of(), settings(FirewallProfile.PUBLIC).unexamined());
    }

    /** It applies to private and public networks if neither has its own key (MS-GPFAS 2.2.3). */
    @Test
    void theOldProfileOfGroupPolicy() throws IOException {
        TestRegistry.set(FirewallLab.GROUP + "\\StandardProfile", "EnableFirewall", 0);
        assertFalse(settings(FirewallProfile.PUBLIC).enabled());
        assertFalse(settings(FirewallProfile.PRIVATE).enabled());
        assertTrue(settings(FirewallProfile.DOMAIN).enabled());
        assertEquals(List.of(), settings(FirewallProfile.PUBLIC).unexamined());

        TestRegistry.set(FirewallLab.GROUP + "\\StandardProfile", "AllowLocalPolicyMerge", 0);
        assertTrue(
                settings(FirewallProfile.PRIVATE).unexamined().get(0).contains("which should not exist there"),
                settings(FirewallProfile.PRIVATE)::toString);
        TestRegistry.deleteValue(FirewallLab.GROUP + "\\StandardProfile", "AllowLocalPolicyMerge");

        TestRegistry.create(FirewallLab.GROUP + "\\StandardProfile\\AuthorizedApplications");
        assertTrue(
                settings(FirewallProfile.PUBLIC).unexamined().get(0).contains("AuthorizedApplications"),
                settings(FirewallProfile.PUBLIC)::toString);

        TestRegistry.create(FirewallLab.GROUP + "\\PublicProfile");
        assertTrue(settings(FirewallProfile.PUBLIC).enabled());
        assertTrue(settings(FirewallProfile.PRIVATE).enabled());
        assertEquals(List.of(), settings(FirewallProfile.PRIVATE).unexamined());
    }

    /** AllowUserPrefMerge (MS-FASP 2.2.38); Windows ignores other local settings of Windows XP. */
    @Test
    void localRulesOfOneKindThatDoNotApply() throws IOException {
        String old = FirewallLab.LOCAL + "\\StandardProfile\\AuthorizedApplications";
        TestRegistry.set(old, "AllowUserPrefMerge", 1);
        assertEquals(List.of(), settings(FirewallProfile.PRIVATE).unexamined());

        TestRegistry.set(old, "AllowUserPrefMerge", 0);
        assertEquals(List.of("HKLM\\" + old), settings(FirewallProfile.PRIVATE).unexamined());
        TestRegistry.create(FirewallLab.LOCAL + "\\Mdm\\PublicProfile\\GloballyOpenPorts");
        assertTrue(
                settings(FirewallProfile.PUBLIC).unexamined().get(0).contains("Mdm"),
                settings(FirewallProfile.PUBLIC)::toString);
    }

    /** Their precedence is not documented; what both agree on is certain, and so is "block all" in either. */
    @Test
    void deviceManagementThatContradictsGroupPolicy() throws IOException {
        String managed = FirewallLab.LOCAL + "\\Mdm\\PublicProfile";
        TestRegistry.set(managed, "EnableFirewall", 0);
        assertFalse(settings(FirewallProfile.PUBLIC).enabled());
        assertEquals(List.of(), settings(FirewallProfile.PUBLIC).unexamined());

        TestRegistry.set(FirewallLab.GROUP + "\\PublicProfile", "EnableFirewall", 1);
        assertTrue(
                settings(FirewallProfile.PUBLIC).unexamined().get(0).contains("Mdm\\PublicProfile, which contradicts"),
                settings(FirewallProfile.PUBLIC)::toString);

        TestRegistry.set(FirewallLab.LOCAL + "\\Mdm\\PrivateProfile", "EnableFirewall", 0);
        assertTrue(
                settings(FirewallProfile.PRIVATE)
                        .unexamined()
                        .get(0)
                        .contains("Mdm\\PrivateProfile, which contradicts"),
                settings(FirewallProfile.PRIVATE)::toString);
    }

    @Test
    void whatBlocksAllIsNoContradiction() throws IOException {
        TestRegistry.set(FirewallLab.LOCAL + "\\PublicProfile", "DoNotAllowExceptions", 1);

        assertTrue(settings(FirewallProfile.PUBLIC).shielded());
        assertEquals(List.of(), settings(FirewallProfile.PUBLIC).unexamined());
    }

    @Test
    void serviceHardening() throws IOException {
        TestRegistry.set(
                FirewallLab.LOCAL + "\\RestrictedServices\\Static\\System",
                "BFE-1",
                "v2.0|Action=Block|Dir=In|Svc=BFE|Name=Block any other traffic to BFE|");

        assertEquals(
                "Block any other traffic to BFE",
                reader.read().hardening().get(0).name());
    }

    /** Windows keeps them in a key of their own; a rule there that names no package is ignored. */
    @Test
    void theRulesForPackages() throws IOException {
        String packages = FirewallLab.LOCAL + "\\RestrictedServices\\AppIso\\FirewallRules";
        TestRegistry.set(
                packages, "{1}", "v2.31|Action=Allow|Active=TRUE|Dir=In|AppPkgId=S-1-15-2-1|Name=for a package|");
        TestRegistry.set(packages, "{2}", "v2.31|Action=Allow|Active=TRUE|Dir=In|Name=for all|");

        assertEquals(
                List.of("for a package"),
                reader.read().central().stream().map(FirewallRule::name).toList());
    }

    @Test
    void ipsecRulesMatterIfOneIsActive() throws IOException {
        for (String store : List.of(FirewallLab.LOCAL, FirewallLab.GROUP, FirewallLab.LOCAL + "\\Mdm")) {
            String rules = store + "\\ConSecRules";
            TestRegistry.set(rules, "{1}", "v2.31|Action=SecureServer|Name=off|Active=FALSE|Auth1Set={2}|");
            assertFalse(reader.read().connectionSecurity());

            TestRegistry.set(rules, "{2}", "v2.31|Action=SecureServer|Name=on|Active=TRUE|Auth1Set={2}|");
            assertTrue(reader.read().connectionSecurity(), rules);
            TestRegistry.delete(rules);
        }
    }

    /** "netsh ipsec static", and the IPSec policies of group policy. */
    @Test
    void ipsecPoliciesOfWindowsXp() throws IOException {
        String root = "SOFTWARE\\Policies\\Microsoft\\Windows\\IPSec";
        try {
            TestRegistry.create(root + "\\Policy\\Local");
            assertFalse(reader.read().connectionSecurity());

            TestRegistry.set(root + "\\Policy\\Local", "ActivePolicy", "SOFTWARE\\x");
            assertTrue(reader.read().connectionSecurity());
            TestRegistry.delete(root + "\\Policy");
            assertFalse(reader.read().connectionSecurity());

            TestRegistry.set(root + "\\GPTIPSECPolicy", "DSIPSECPolicyPath", "LDAP://CN=x");
            assertTrue(reader.read().connectionSecurity());
        } finally {
            TestRegistry.delete(root);
        }
    }

    /** By group policy, or by netsh and New-NetIPHttpsConfiguration; empty keys configure nothing. */
    @Test
    void ipHttpsIsConfiguredOrNot() throws IOException {
        for (String root : List.of(
                "SOFTWARE\\Policies\\Microsoft\\Windows\\TCPIP\\v6Transition\\IPHTTPS",
                "SYSTEM\\CurrentControlSet\\Services\\iphlpsvc\\Parameters\\IPHTTPS")) {
            try {
                assertFalse(reader.read().ipHttps());
                TestRegistry.create(root);
                assertFalse(reader.read().ipHttps());
                TestRegistry.create(root + "\\IPHTTPSInterface");
                assertTrue(reader.read().ipHttps(), root);
            } finally {
                TestRegistry.delete(root);
            }
        }
    }

    /** Any value that names interfaces, of any type: the firewall may be off on some. */
    @Test
    void exemptInterfacesOfAnyType() throws IOException {
        String profile = FirewallLab.LOCAL + "\\StandardProfile";
        TestRegistry.set(profile, "DisabledInterfaces", " ");
        assertFalse(settings(FirewallProfile.PRIVATE).exemptInterfaces());

        TestRegistry.set(profile, "DisabledInterfaces", TestRegistry.REG_MULTI_SZ, "{1}\0\0");
        assertTrue(settings(FirewallProfile.PRIVATE).exemptInterfaces());
    }

    @Test
    void noKeyOfRulesIsAFailureNotAnEmptyPolicy() {
        TestRegistry.delete(FirewallLab.RULES);

        IOException e = assertThrows(IOException.class, reader::read);

        assertTrue(String.valueOf(e.getMessage()).contains("FirewallRules"), e::toString);
    }

    @Test
    void aSettingThatIsNoNumberIsAFailure() {
        TestRegistry.set(FirewallLab.LOCAL + "\\DomainProfile", "EnableFirewall", "yes");

        IOException e = assertThrows(IOException.class, reader::read);

        assertTrue(String.valueOf(e.getMessage()).contains("EnableFirewall is not a number"), e::toString);
    }

    /** Read again after a write, and only then. */
    @Test
    void readAgainWhenItWasWritten() throws IOException, InterruptedException {
        lab.rule("a", "v2.31|Action=Allow|Active=TRUE|Dir=In|Name=a|");
        Thread.sleep(1_500); // longer than the time that counts as the same moment
        FirewallPolicy first = reader.read();
        assertSame(first, reader.read());

        lab.rule("a", "v2.31|Action=Block|Active=TRUE|Dir=In|Name=b|");
        FirewallPolicy second = reader.read();
        assertNotSame(first, second);
        assertEquals("b", second.local().get(0).name());

        TestRegistry.set(FirewallLab.LOCAL + "\\StandardProfile", "EnableFirewall", 0);
        assertFalse(settings(FirewallProfile.PRIVATE).enabled());

        TestRegistry.deleteValue(FirewallLab.RULES, "a");
        assertEquals(List.of(), reader.read().local());
    }

    private FirewallPolicy.Settings settings(FirewallProfile profile) throws IOException {
        return Objects.requireNonNull(reader.read().settings().get(profile));
    }
}
