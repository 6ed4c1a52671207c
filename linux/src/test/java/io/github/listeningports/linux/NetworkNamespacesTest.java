package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two network namespaces of one machine. */
class NetworkNamespacesTest {

    @BeforeAll
    static void needsRoot() {
        Machine.needsRoot();
        Machine.needs("gcc");
    }

    @Test
    void onlyTheOwnNamespaceIsLookedAtByDefault() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab there = Lab.start(namespace.enter(), "hold", "port=7001");
                Lab here = Lab.hold("port=7001")) {
            assertEquals(here.pids(), pids(Look.now().onPort(7001)));
            assertEquals(
                    List.of(there.pids().toString()),
                    Probe.run(namespace.enter()).on(7001).stream()
                            .map(Probe.Row::pids)
                            .toList());
        }
    }

    @Test
    void allNamespacesAreSeenOnRequestEachPortLabelled() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab there = Lab.start(namespace.enter(), "hold", "port=7002");
                Lab here = Lab.hold("port=7002")) {
            List<ListeningPort> ports = Look.now(SnapshotRequest.owners().withAllNetworkNamespaces())
                    .onPort(7002);

            assertEquals(2, ports.size(), ports::toString);
            for (ListeningPort port : ports) {
                boolean own = Look.pids(port).equals(here.pids());
                NetworkNamespace namespaceOfPort =
                        port.socket().networkNamespace().orElseThrow();
                long holder = (own ? here : there).pids().get(0);
                assertEquals(List.of(holder), Look.pids(port));
                assertEquals(own, namespaceOfPort.own());
                assertEquals(
                        Optional.of(Machine.run("readlink", "/proc/" + holder + "/ns/net")
                                .strip()),
                        namespaceOfPort.label());
            }
            assertNotEquals(ports.get(0).id(), ports.get(1).id());
        }
    }

    @Test
    void aListenerHasTheSameIdWhetherOneNamespaceIsLookedAtOrAll() {
        try (Lab lab = Lab.hold()) {
            SnapshotRequest one = SnapshotRequest.ports().withPorts(lab.port());
            PortSnapshot alone = Look.now(one);

            assertEquals(List.of(), Look.now(one.withAllNetworkNamespaces()).changesSince(alone));
        }
    }

    @Test
    void aNamespaceThatComesAndGoesIsNoError() {
        try (ListeningPortSource source = ListeningPorts.open(
                new LinuxListeningPortProvider(),
                SnapshotRequest.owners().withAllNetworkNamespaces().withPorts(7003))) {
            PortSnapshot before = complete(source, "net:[none yet]");
            PortSnapshot during;
            String label;
            try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                    Lab lab = Lab.start(namespace.enter(), "hold", "port=7003")) {
                label = Machine.run("readlink", "/proc/" + namespace.keeperPid() + "/ns/net")
                        .strip();
                during = source.snapshot();
                assertEquals(lab.pids(), pids(during.onPort(7003)));
            }
            assertEquals(List.of(PortChange.Kind.OPENED), kindsOf(during.changesSince(before)));
            PortSnapshot after = complete(source, label);
            assertEquals(List.of(PortChange.Kind.CLOSED), kindsOf(after.changesSince(during)));
        }
    }

    /** The next snapshot, or a later one where a namespace of another program comes and goes: that with this label is no reason. */
    private static PortSnapshot complete(ListeningPortSource source, String label) {
        PortSnapshot snapshot = source.snapshot();
        for (int tries = 0; !snapshot.isComplete() && tries < 1000; tries++) {
            assertFalse(snapshot.diagnostics().toString().contains(label), snapshot::toString);
            snapshot = source.snapshot();
        }
        assertTrue(snapshot.isComplete(), snapshot::toString);
        return snapshot;
    }

    @Test
    void anotherNamespaceIsSeenWithoutPrivilegeItsOwnersAreNot() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab there = Lab.start(namespace.enter(), "hold", "port=7004");
                Lab here = Lab.hold("port=7004")) {
            assertNotEquals(there.pids(), here.pids());
            Probe probe = Probe.run(Machine.AS_NOBODY, "all");

            List<Probe.Row> rows = probe.on(7004);
            assertEquals(2, rows.size(), probe::toString);
            assertEquals(2, rows.stream().map(Probe.Row::namespace).distinct().count());
            assertEquals(
                    1,
                    rows.stream()
                            .filter(row -> row.namespace().endsWith("(own)"))
                            .count());
            assertEquals(List.of("[]", "[]"), rows.stream().map(Probe.Row::pids).toList());
        }
    }

    @Test
    void theHostsProcMountedElsewhereShowsTheHost() {
        Machine.needs(
                Machine.succeeds("sh", "-c", "test /proc/1/net/dev -ef /proc/self/net/dev"),
                "to be in the network namespace of process 1");
        try (NetworkNamespaceLab container = NetworkNamespaceLab.open();
                Lab inside = Lab.start(container.enter(), "hold", "port=7005");
                Lab onHost = Lab.hold("port=7005")) {
            assertNotEquals(inside.pids(), onHost.pids());
            // As in a container that watches its host: a network namespace of its own, the host's /proc at another
            // place.
            List<String> mounted = Machine.concat(
                    container.enter(),
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    "mount --rbind /proc /mnt && exec \"$@\"",
                    "sh");

            List<Probe.Row> rows = Probe.run(mounted, "root=/mnt").on(7005);

            assertEquals(
                    List.of(onHost.pids().toString()),
                    rows.stream().map(Probe.Row::pids).toList());
        }
    }

    private static List<Long> pids(List<ListeningPort> ports) {
        return ports.stream().flatMap(port -> Look.pids(port).stream()).toList();
    }

    private static List<PortChange.Kind> kindsOf(List<PortChange> changes) {
        return changes.stream().map(PortChange::kind).toList();
    }
}
