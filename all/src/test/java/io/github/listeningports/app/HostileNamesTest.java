package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.Starter;
import io.github.listeningports.lab.HostileTexts;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names of processes, interfaces, rules and all else are what somebody chose: none forges a line of a table, drives a terminal, or breaks JSON. */
class HostileNamesTest {

    /** A name that harms nobody, for comparison. */
    private static final String PLAIN = "plain";

    static List<String> names() {
        return HostileTexts.all();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTablesHaveAsManyLinesAsWithAnyName(String name) throws UnknownHostException {
        for (List<String> options : List.of(List.<String>of(), List.of("--wide"), List.of("80"))) {
            for (Terminal terminal : List.of(Terminal.NONE, new Terminal(false, OptionalInt.of(40)))) {
                List<String> plain = run(snapshot(PLAIN), terminal, options);
                List<String> hostile = run(snapshot(name), terminal, options);

                assertEquals(plain.size(), hostile.size(), () -> String.join("\n", hostile));
                hostile.forEach(line -> assertTrue(HostileTexts.isHarmless(line), line));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void jsonStaysValidAndKeepsTheName(String name) throws UnknownHostException {
        String text = String.join("\n", run(snapshot(name), Terminal.NONE, List.of("--json")));

        assertTrue(text.codePoints().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)), text);
        JsonNode owner = JsonMapper.shared().readTree(text).at("/ports/0/owners/0");
        assertEquals(name, owner.at("/name").asString());
        assertEquals(name, owner.at("/services/0").asString());
    }

    private static List<String> run(PortSnapshot snapshot, Terminal terminal, List<String> options) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Output output = new Output(printed, StandardCharsets.UTF_8, terminal);
        new Main(request -> snapshot, output, output).run(options);
        // As a terminal divides lines, which is not how String.lines() does.
        return List.of(printed.toString(StandardCharsets.UTF_8).split(System.lineSeparator(), -1));
    }

    private static PortSnapshot snapshot(String name) throws UnknownHostException {
        ProcessInfo.Builder owner = ProcessInfo.builder(7)
                .name(name)
                .executable(name)
                .user(new ProcessUser("1000", Optional.of(name)))
                .services(List.of(name))
                .workingDirectory(name)
                .commandLine(List.of(name));
        if (!name.isBlank()) {
            owner.program(new Program(Program.Kind.JAVA, name)).startedBy(new Starter(Starter.Kind.SYSTEMD_UNIT, name));
        }
        FirewallStatus firewall = FirewallStatus.builder(FirewallVerdict.RESTRICTED, "accepted by " + name)
                .outcomes(List.of(FirewallOutcome.builder(AddressFamily.IPV4, FirewallOutcome.Fate.ARRIVES)
                        .interfaces(List.of(name))
                        .rule(name)
                        .ruleText(name)
                        .condition(new FirewallCondition(FirewallCondition.Kind.RATE_LIMIT, "if " + name))
                        .build()))
                .build();
        ListeningPort port = ListeningPort.builder(Protocol.TCP, InetAddress.getByAddress(new byte[4]), 80)
                .owners(List.of(owner.build(), ProcessInfo.builder(8).name(name).build()))
                .firewall(firewall)
                .socket(SocketDetails.builder(AddressFamily.IPV4)
                        .boundInterface(name)
                        .networkNamespace(new NetworkNamespace(7, Optional.of(name), false))
                        .build())
                .build();
        return Snapshots.with(
                Snapshots.of(port),
                new Diagnostic(Diagnostic.Kind.DETAIL_MISSING, "/proc/" + name, "it is called " + name));
    }
}
