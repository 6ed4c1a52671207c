package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.HostileTexts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody calls a process, an interface, a rule or a container: the name is kept as it is; sentences that contain it, and what is printed, are one line that forges nothing. */
class HostileNamesTest {

    static List<String> names() {
        return HostileTexts.all();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everythingPrintsInOneHarmlessLine(String name) {
        ProcessInfo process = process(name);
        FirewallStatus firewall = firewall(name);
        SocketDetails socket = SocketDetails.builder(AddressFamily.IPV4)
                .boundInterface(name)
                .networkNamespace(new NetworkNamespace(7, Optional.of(name), false))
                .build();
        ListeningPort port = ListeningPort.builder(Protocol.TCP, Samples.address("0.0.0.0"), 80)
                .owners(List.of(process, ProcessInfo.builder(8).name(name).build()))
                .firewall(firewall)
                .socket(socket)
                .build();
        Diagnostic diagnostic = new Diagnostic(Diagnostic.Kind.DETAIL_MISSING, name, "it is called " + name);
        PortSnapshot now = new PortSnapshot(Instant.EPOCH, List.of(port), List.of(diagnostic));
        PortSnapshot none = new PortSnapshot(Instant.EPOCH, List.of(), List.of());

        BindObstacle obstacle = BindObstacle.builder(BindObstacle.Kind.LISTENER, "held by " + name)
                .owners(List.of(process))
                .stopCommand(Optional.of("kill " + name))
                .build();
        BindNote note = new BindNote(BindNote.Kind.EPHEMERAL_PORT, "held by " + name);

        Stream.of(
                        process,
                        process.displayName(),
                        firewall,
                        firewall.reason(),
                        firewall.outcomes(),
                        firewall.outcomes().get(0).rule(),
                        firewall.outcomes().get(0).conditions(),
                        firewall.outcomes().get(0).conditions().get(0).detail(),
                        socket,
                        socket.networkNamespace().orElseThrow(),
                        port,
                        port.addressText(),
                        diagnostic,
                        diagnostic.message(),
                        now.changesSince(none),
                        none.changesSince(now),
                        new ProcessUser("1000", Optional.of(name)),
                        new ListeningPortsException("it is called " + name).getMessage(),
                        obstacle,
                        obstacle.message(),
                        note,
                        note.message())
                .map(String::valueOf)
                .forEach(text -> assertTrue(HostileTexts.isHarmless(text), text));
        assertEquals(Optional.of(name), port.owners().get(0).name());
        assertEquals(Optional.of(name), port.socket().boundInterface());
    }

    /** What must have a name cannot have a blank one. */
    @ParameterizedTest
    @MethodSource("names")
    void whatMustHaveANamePrintsItToo(String name) {
        if (name.isBlank()) {
            return;
        }
        Program program = new Program(Program.Kind.JAVA, name);
        Starter starter = new Starter(Starter.Kind.SYSTEMD_UNIT, name);
        ContainerInfo container = new ContainerInfo(name, Optional.of(name), Optional.of(name));
        Ancestor ancestor = new Ancestor(1, Optional.of(name), Optional.of(program), Optional.empty());
        ProcessInfo process = ProcessInfo.builder(7)
                .name(name)
                .program(program)
                .startedBy(starter)
                .containerId(name)
                .container(container)
                .ancestors(List.of(ancestor, new Ancestor(2, Optional.of(name), Optional.empty(), Optional.empty())))
                .build();

        Stream.of(
                        program,
                        program.displayName(),
                        starter,
                        container,
                        container.displayName(),
                        process.ancestors(),
                        process)
                .map(String::valueOf)
                .forEach(text -> assertTrue(HostileTexts.isHarmless(text), text));
    }

    private static ProcessInfo process(String name) {
        return ProcessInfo.builder(7)
                .name(name)
                .executable(name)
                .user(new ProcessUser(name, Optional.of(name)))
                .services(List.of(name))
                .commandLine(List.of(name, name))
                .workingDirectory(name)
                .startKey(name)
                .build();
    }

    private static FirewallStatus firewall(String name) {
        return FirewallStatus.builder(FirewallVerdict.RESTRICTED, "accepted by " + name)
                .outcomes(List.of(FirewallOutcome.builder(AddressFamily.IPV4, FirewallOutcome.Fate.ARRIVES)
                        .interfaces(List.of(name))
                        .rule(name)
                        .ruleText(name)
                        .condition(new FirewallCondition(FirewallCondition.Kind.RATE_LIMIT, "if " + name))
                        .build()))
                .build();
    }
}
