package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NewerJdk;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JDK 24 and later warn of native access unless it is enabled (JEP 472): by default there is no warning, ever. */
class RestrictedNativeAccessTest {

    private static ProbeJvm newer;
    private static Lab lab;

    @BeforeAll
    static void needsANewerJdk() {
        Machine.needs("gcc");
        newer = ProbeJvm.plain().of(NewerJdk.home()).withJna();
        lab = Lab.hold("addr=::", "v6only=1");
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void byDefaultItStaysPureSilentlyAndNamesTheOptionThatEnablesIt() {
        Probe probe = newer.look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
        String missing = probe.diagnostics("DETAIL_MISSING").get(0);
        assertTrue(missing.contains("--enable-native-access=ALL-UNNAMED"), missing);
    }

    @Test
    void byDefaultNothingIsMissingWithoutARequestForDetails() {
        Probe probe = newer.look();

        assertEquals("", probe.errors());
        assertEquals(List.of(), probe.diagnostics("DETAIL_MISSING"));
        assertEquals(lab.pids().toString(), probe.only(lab.port()).pids());
    }

    @Test
    void whereItIsEnabledItServesDetailsSilently() {
        Probe probe = newer.with("--enable-native-access=ALL-UNNAMED").look("detailed");

        assertEquals("", probe.errors());
        assertNative(probe);
    }

    /** Not more where native code happens to be used, nor less in silence where it may not be. */
    @ParameterizedTest
    @ValueSource(strings = {"ports", "owners", "standard", "detailed"})
    void anEqualRequestGetsTheSameOrADiagnostic(String request) {
        Probe purely = newer.look(request);
        Probe natively = newer.with("--enable-native-access=ALL-UNNAMED", "-Dlisteningports.native=always")
                .look(request);

        Probe.Row without = purely.only(lab.port());
        Probe.Row with = natively.only(lab.port());
        boolean explained =
                purely.diagnostics().stream().anyMatch(each -> each.contains("--enable-native-access=ALL-UNNAMED"));
        assertTrue(explained || without.equals(with), () -> without + "\n" + with);
        assertEquals(request.equals("detailed"), with.details().contains("backlog="), with::details);
    }

    @Test
    void alwaysAcceptsTheWarning() {
        Probe probe = newer.with("-Dlisteningports.native=always").look("detailed");

        assertNative(probe);
        assertTrue(probe.errors().contains("--enable-native-access"), "the JVM's own words: " + probe.errors());
    }

    @Test
    void whatIsDeniedIsNotServed() {
        Probe probe = newer.with("-Dlisteningports.native=always", "--illegal-native-access=deny")
                .look("detailed");

        assertPure(probe);
        String missing = probe.diagnostics("DETAIL_MISSING").get(0);
        assertTrue(missing.contains("JNA cannot be used: java.lang.IllegalCallerException"), missing);
    }

    @Test
    void byDefaultADenialIsNeverMet() {
        Probe probe = newer.with("--illegal-native-access=deny").look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
    }

    @Test
    void neverIsSilentEvenWhereItIsEnabled() {
        Probe probe = newer.with("-Dlisteningports.native=never", "--enable-native-access=ALL-UNNAMED")
                .look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
    }

    private static void assertNative(Probe probe) {
        String details = probe.only(lab.port()).details();
        assertTrue(details.contains("backlog=16") && details.contains("acceptsIpv4=false"), details);
        assertEquals(List.of(), probe.diagnostics("DETAIL_MISSING"));
    }

    private static void assertPure(Probe probe) {
        String details = probe.only(lab.port()).details();
        assertTrue(details.contains("inode=") && !details.contains("cookie="), details);
    }
}
