package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.macos.ApplicationFirewall.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of socketfilterfw and pfctl, written by hand after captures by others on macOS 10.15 to 15; none was recorded by us. */
class SocketFilterParserTest {

    static final String OLD_APPS = """
            ALF: total number of apps = 3\s

            1 :  /Applications/Foo.app\s
             \t ( Allow incoming connections )\s

            2 :  /usr/local/bin/web\s
             \t ( Block incoming connections )\s

            3 :  /Applications/Two Words.app\s
             \t ( Block incoming connections )\s

            """;

    static final String NEW_APPS = """
            Total number of apps = 2\s
            1 : /usr/bin/python3\s
                         (Allow incoming connections)\s
            2 : /usr/local/bin/web\s
                         (Block incoming connections)
            """;

    static final String PF_OFF = """
            No ALTQ support in kernel
            ALTQ related functions disabled
            Status: Disabled for 0 days 02:11:31          Debug: Urgent

            State Table                          Total             Rate
              current entries                        0
            """;

    static final String PF_ON = PF_OFF.replace("Disabled", "Enabled");

    static final String PF_DEFAULT_RULES = """
            No ALTQ support in kernel
            ALTQ related functions disabled
            scrub-anchor "com.apple/*" all fragment reassemble
            anchor "com.apple/*" all
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Firewall is disabled. (State = 0)|OFF",
                "Firewall is enabled. (State = 1)|BY_APPLICATION",
                "Firewall is enabled. (State = 2)|BLOCKS_ALL",
                "Firewall is blocking all non-essential incoming connections. (State = 2)|BLOCKS_ALL",
                "Firewall is set to block all non-essential incoming connections. (State = 2)|BLOCKS_ALL",
                "Firewall is disabled. (State = 1)|",
                "Firewall is disabled. (State = 2)|",
                "Firewall is enabled. (State = 0)|",
                "Firewall is enabled. (State = 3)|",
                "Firewall is disabled. (State = 00)|",
                "Firewall is disabled.|",
                "Firewall is Disabled. (State = 0)|",
                "Firewall is disabled. (State = 0) or not|",
                "no: Firewall is disabled. (State = 0)|",
                "La firewall è disattivata. (State = 0)|",
                "Firewall settings cannot be modified from command line on managed Mac computers.|",
                "''|"
            })
    void theState(String text, State expected) {
        assertEquals(Optional.ofNullable(expected), SocketFilterParser.globalState(text + " \n"));
    }

    @Test
    void twoLinesAreNoState() {
        assertEquals(
                Optional.empty(),
                SocketFilterParser.globalState(
                        "Firewall is disabled. (State = 0)\nFirewall is enabled. (State = 1)\n"));
        assertEquals(
                Optional.empty(),
                SocketFilterParser.globalState(FakeTools.MANAGED + "Firewall is disabled. (State = 0)\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Block all DISABLED! |false",
                "Firewall is set to block all non-essential incoming connections|true",
                "Firewall has block all state set to disabled.|false",
                "Firewall has block all state set to enabled.|true",
                "Firewall is blocking all non-essential incoming connections.|true",
                "Block all ENABLED!|",
                "Block all disabled!|",
                "Firewall has block all state set to .|",
                "Bloquer tout DÉSACTIVÉ !|",
                "''|"
            })
    void blockAll(String text, Boolean expected) {
        assertEquals(Optional.ofNullable(expected), SocketFilterParser.blocksAll(text + "\n"));
    }

    @Test
    void theApplicationsInBothForms() {
        assertEquals(
                Optional.of(List.of(
                        new AppRule("/Applications/Foo.app", true),
                        new AppRule("/usr/local/bin/web", false),
                        new AppRule("/Applications/Two Words.app", false))),
                SocketFilterParser.applications(OLD_APPS));
        assertEquals(
                Optional.of(List.of(new AppRule("/usr/bin/python3", true), new AppRule("/usr/local/bin/web", false))),
                SocketFilterParser.applications(NEW_APPS));
    }

    @Test
    void noApplications() {
        assertEquals(Optional.of(List.of()), SocketFilterParser.applications("ALF: total number of apps = 0 \n\n"));
        assertEquals(Optional.of(List.of()), SocketFilterParser.applications("Total number of apps = 0\n"));
    }

    /** The last five: paths with line breaks, or with trailing whitespace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "Total number of apps = 2\n1 : /a\n(Allow incoming connections)\n",
                "Total number of apps = 1\n1 : /a\n(Allow incoming connections)\n2 : /b\n(Block incoming connections)\n",
                "Total number of apps = 1\n1 : /a\n",
                "Total number of apps = 1\n(Allow incoming connections)\n",
                "Total number of apps = 1\n1 : /a\n(Erlaubt eingehende Verbindungen)\n",
                "Total number of apps = 1\n1 : /a\n(Allow outgoing connections)\n",
                "Total number of apps = 1\n1 : /a\n(Allow incoming connections) not\n",
                "Total number of apps = 1\n1 : com.example.app\n(Allow incoming connections)\n",
                "Total number of apps = 1\n2 : /a\n(Allow incoming connections)\n",
                "Total number of apps = 99999999999\n1 : /a\n(Allow incoming connections)\n",
                "1 : /a\n(Allow incoming connections)\n",
                "Total number of apps = 1\n1 : /a\n(Allow incoming connections)\nwarning: cut\n",
                "Total number of apps = 2\n1 : /a\n(Allow incoming connections)\n2 : /b\n(Block incoming connections)\n2 : /c\n(Block incoming connections)\n",
                "Total number of apps = 1\n1 : /a\n(Allow incoming connections)\n2 : /victim\n(Block incoming connections)\n",
                "Total number of apps = 1\n1 : /a\nb\n(Allow incoming connections)\n",
                "Total number of apps = 1\n1 : /a  \n(Allow incoming connections)\n",
                "Total number of apps = 1\n1 : /a\t\n(Allow incoming connections)\n"
            })
    void invalidLists(String text) {
        assertEquals(Optional.empty(), SocketFilterParser.applications(text));
    }

    @Test
    void aManagedMac() {
        assertTrue(SocketFilterParser.isManaged(FakeTools.MANAGED));
        assertTrue(SocketFilterParser.isManaged("note:\n" + FakeTools.MANAGED));
        assertFalse(SocketFilterParser.isManaged("Firewall is enabled. (State = 1)"));
    }

    @Test
    void theStateOfPf() {
        assertEquals(Optional.of(false), PfParser.isEnabled(PF_OFF));
        assertEquals(Optional.of(true), PfParser.isEnabled(PF_ON));
        assertEquals(Optional.of(false), PfParser.isEnabled("Status: Disabled"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pfctl: /dev/pf: Permission denied",
                "Status: DisabledX",
                "Status: disabled",
                " Status: Disabled",
                "Statut : Disabled",
                "Status: ?\nStatus: Disabled\n",
                "Status: Disabled\nStatus: Enabled\n",
                "Status: Disabled\nStatus: Disabled\n"
            })
    void invalidStatesOfPf(String text) {
        assertEquals(Optional.empty(), PfParser.isEnabled(text));
    }

    @Test
    void theRulesOfPf() {
        assertEquals(
                List.of("scrub-anchor \"com.apple/*\" all fragment reassemble", "anchor \"com.apple/*\" all"),
                PfParser.rules(PF_DEFAULT_RULES));
        assertEquals(List.of(), PfParser.rules("No ALTQ support in kernel\nALTQ related functions disabled\n"));
    }
}
