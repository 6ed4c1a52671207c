package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The listeners of a default Windows and their verdicts by the rules of {@code default-windows.rules}, which docs/windows.md shows. */
class DefaultWindowsTest {

    /**
     * A listener, as {@link FirewallCase#listener} has it.
     *
     * @param system whether it is the kernel's: nothing about it is hidden from anyone
     */
    private record Row(String shown, String owner, String listener, boolean system) {

        static Row service(String protocol, int port, String service) {
            String program = "program=C:\\Windows\\System32\\svchost.exe; services=" + service;
            return new Row(
                    protocol + " " + port,
                    "svchost (" + service + ")",
                    protocol + " :: " + port + " " + program,
                    false);
        }

        static Row program(int port, String name) {
            return new Row("tcp " + port, name, "tcp :: " + port + " program=C:\\Windows\\System32\\" + name, false);
        }

        static Row system(String protocol, int port) {
            return new Row(protocol + " " + port, "System", protocol + " :: " + port + " program=System", true);
        }

        /** Whoever may not query its token still knows that it is in no package; see ListenerReader. */
        FirewallListener seenBy(boolean administrator) {
            return FirewallCase.listener(administrator || system ? listener : listener + "; plain; hidden");
        }
    }

    private static final List<Row> ROWS = List.of(
            Row.service("tcp", 135, "RpcSs"),
            Row.system("tcp", 139),
            Row.system("tcp", 445),
            Row.service("tcp", 3389, "TermService"),
            Row.service("tcp", 5040, "CDPSvc"),
            Row.system("tcp", 5357),
            Row.system("tcp", 5985),
            Row.service("tcp", 7680, "DoSvc"),
            Row.system("tcp", 47001),
            Row.program(49664, "lsass.exe"),
            Row.program(49665, "wininit.exe"),
            Row.service("tcp", 49666, "EventLog"),
            Row.service("tcp", 49667, "Schedule"),
            new Row(
                    "tcp 49668",
                    "spoolsv (Spooler)",
                    "tcp :: 49668 program=C:\\Windows\\System32\\spoolsv.exe; services=Spooler",
                    false),
            Row.program(49669, "services.exe"),
            Row.system("udp", 137),
            Row.service("udp", 500, "IKEEXT"),
            Row.service("udp", 1900, "SSDPSRV"),
            Row.service("udp", 3702, "fdPHost"),
            Row.service("udp", 5353, "Dnscache"),
            Row.service("udp", 5355, "Dnscache"));

    private static final LocalSubnets SUBNETS = new LocalSubnets(
            FirewallCase.subnet(AddressFamily.IPV4, "192.168.1.0/24"),
            FirewallCase.subnet(AddressFamily.IPV6, "fe80::/64"));

    /** The same for everyone: what a default Windows itself runs is known without rights. */
    @Test
    void anOrdinaryUserKnowsAsMuchAsAnAdministrator() {
        for (Row row : ROWS) {
            for (FirewallProfile profile : FirewallProfile.values()) {
                assertEquals(
                        status(row, profile, true).verdict(),
                        status(row, profile, false).verdict(),
                        () -> row + " " + profile);
            }
        }
    }

    @Test
    void asTheDocumentShowsThem() throws IOException {
        List<String> table = new ArrayList<>();
        table.add("| listener | owner | private network | public network | domain |");
        table.add("|---|---|---|---|---|");
        for (Row row : ROWS) {
            table.add("| " + row.shown() + " | " + row.owner() + " | " + word(row, FirewallProfile.PRIVATE) + " | "
                    + word(row, FirewallProfile.PUBLIC) + " | " + word(row, FirewallProfile.DOMAIN) + " |");
        }
        String document = Files.readString(Path.of("..", "docs", "windows.md")).replace("\r", "");
        String expected = String.join("\n", table);
        int start = document.indexOf(table.get(0));
        int end = start < 0 ? -1 : document.indexOf("\n\n", start);
        assertEquals(expected, end < 0 ? "" : document.substring(start, end));
    }

    private static String word(Row row, FirewallProfile profile) {
        return status(row, profile, false).verdict().name().toLowerCase(Locale.ROOT);
    }

    private static FirewallStatus status(Row row, FirewallProfile profile, boolean administrator) {
        List<FirewallRule> rules = new ArrayList<>();
        FirewallCase.rules("default-windows.rules")
                .forEach((id, text) -> FirewallRuleParser.parse(id, text).ifPresent(rules::add));
        FirewallPolicy policy = new FirewallPolicy(Map.of(), List.of(), rules, List.of(), false, false);
        return new FirewallEvaluator(policy, EnumSet.of(profile), Optional.empty(), FirewallCase.PATHS, () -> SUBNETS)
                .evaluate(row.seenBy(administrator));
    }
}
