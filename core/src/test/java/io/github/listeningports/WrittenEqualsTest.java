package io.github.listeningports;

import io.github.listeningports.lab.WrittenEquals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The records that each look compares: two are equal if all of their components are. */
class WrittenEqualsTest {

    private static final NetworkNamespace NAMESPACE = new NetworkNamespace(9, Optional.of("net:[1]"), true);

    private static final ListenerId ID = new ListenerId(
            Protocol.TCP, OptionalLong.of(1), Samples.address("fe80::1"), OptionalInt.of(2), 80, OptionalLong.of(3));

    private static final ListenerId OTHER_ID = new ListenerId(
            Protocol.UDP,
            OptionalLong.empty(),
            Samples.address("fe80::2"),
            OptionalInt.of(3),
            81,
            OptionalLong.empty());

    private static final SocketDetails SOCKET = SocketDetails.builder(AddressFamily.IPV6)
            .inode(1)
            .cookie(2)
            .uid(3)
            .acceptQueue(4)
            .backlog(5)
            .drops(6)
            .connections(7)
            .acceptsIpv4(true)
            .boundInterface("eth0")
            .multipath(true)
            .networkNamespace(NAMESPACE)
            .createdAt(Samples.STARTED)
            .build();

    private static final SocketDetails OTHER_SOCKET =
            SocketDetails.builder(AddressFamily.IPV4).build();

    private static final FirewallStatus STATUS = new FirewallStatus(
            FirewallVerdict.ALLOWED,
            "accepted",
            List.of(FirewallOutcome.builder(AddressFamily.IPV4, FirewallOutcome.Fate.ARRIVES)
                    .build()));

    private static final FirewallStatus OTHER_STATUS = new FirewallStatus(FirewallVerdict.BLOCKED, "dropped");

    @Test
    void namespaces() throws ReflectiveOperationException {
        WrittenEquals.check(NAMESPACE, new NetworkNamespace(8, Optional.empty(), false));
    }

    @Test
    void ids() throws ReflectiveOperationException {
        WrittenEquals.check(ID, OTHER_ID);
    }

    @Test
    void sockets() throws ReflectiveOperationException {
        WrittenEquals.check(SOCKET, OTHER_SOCKET);
    }

    @Test
    void firewallStatuses() throws ReflectiveOperationException {
        WrittenEquals.check(STATUS, OTHER_STATUS);
    }

    @Test
    void firewallOutcomes() throws ReflectiveOperationException {
        AddressRanges all = AddressRanges.all(AddressFamily.IPV4);
        FirewallDestination elsewhere = new FirewallDestination(Optional.empty(), OptionalInt.of(81));
        WrittenEquals.check(
                new FirewallOutcome(
                        AddressFamily.IPV4,
                        FirewallOutcome.Fate.ARRIVES,
                        all,
                        true,
                        List.of("eth0"),
                        Optional.of("rule 1"),
                        List.of(new FirewallCondition(FirewallCondition.Kind.OTHER, "a mark")),
                        Optional.of(elsewhere),
                        Optional.of(elsewhere),
                        Optional.of("accept")),
                new FirewallOutcome(
                        AddressFamily.IPV4,
                        FirewallOutcome.Fate.DROPPED,
                        AddressRanges.of(AddressFamily.IPV4, List.of()),
                        false,
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                "family");
    }

    @Test
    void ports() throws ReflectiveOperationException {
        WrittenEquals.check(
                new ListeningPort(
                        ID,
                        Protocol.TCP,
                        Samples.address("fe80::1"),
                        OptionalInt.of(2),
                        80,
                        List.of(Samples.process(7, "java")),
                        STATUS,
                        SOCKET),
                new ListeningPort(
                        OTHER_ID,
                        Protocol.UDP,
                        Samples.address("fe80::2"),
                        OptionalInt.of(3),
                        81,
                        List.of(),
                        OTHER_STATUS,
                        OTHER_SOCKET));
    }

    @Test
    void processes() throws ReflectiveOperationException {
        WrittenEquals.check(
                ProcessInfo.builder(7)
                        .parentPid(1)
                        .name("java")
                        .executable("/usr/bin/java")
                        .program(new Program(Program.Kind.JAVA, "a.jar"))
                        .user(new ProcessUser("0", Optional.of("root")))
                        .startedAt(Samples.STARTED)
                        .startKey("7-1")
                        .services(List.of("a.service"))
                        .containerId("c0ffee")
                        .commandLine(List.of("java"))
                        .ownPidNamespace(true)
                        .startedBy(new Starter(Starter.Kind.SYSTEMD_UNIT, "a.service"))
                        .ancestors(List.of(new Ancestor(1, Optional.of("init"), Optional.empty(), Optional.empty())))
                        .workingDirectory("/")
                        .container(ContainerInfo.of("c0ffee"))
                        .build(),
                ProcessInfo.builder(8).container(ContainerInfo.of("beef")).build());
    }
}
