package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** sock_diag knows the namespace of its caller: there all details are given; of the others a diagnostic names those that lack them. */
class NativeNamespacesTest {

    @BeforeAll
    static void needsNamespaces() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Tiers.needNativeCode();
    }

    @Test
    void ofAllNamespacesTheOwnOneHasDetailsAndThoseThatLackThemAreNamed() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab there = Lab.start(namespace.enter(), "hold", "port=7201");
                Lab alsoThere = Lab.start(namespace.enter(), "hold", "port=7201", "addr=127.0.0.2");
                Lab here = Lab.hold("port=7201")) {
            SnapshotRequest all =
                    SnapshotRequest.detailed().withAllNetworkNamespaces().withPorts(7201);
            PortSnapshot natively = Tiers.look(Mode.ALWAYS, all);

            assertEquals(3, natively.ports().size(), natively::toString);
            for (ListeningPort port : natively) {
                boolean own = port.socket().networkNamespace().orElseThrow().own();
                assertEquals(Look.pids(port).equals(here.pids()), own);
                assertEquals(own, port.socket().cookie().isPresent());
                assertEquals(own, port.socket().backlog().isPresent());
            }
            Diagnostic missing = natively.diagnostics().stream()
                    .filter(each -> each.kind() == Kind.DETAIL_MISSING)
                    .findFirst()
                    .orElseThrow();
            assertEquals(2, missing.count(), there.pids() + " and " + alsoThere.pids());
            assertTrue(missing.message().contains("only this process's own network namespace"), missing::toString);
            assertEquals(Tiers.common(Tiers.look(Mode.NEVER, all)), Tiers.common(natively));
        }
    }

    /** A scope is an interface: the kernel binds the socket to it too (net/ipv6/af_inet6.c inet6_bind). */
    @Test
    void aLinkLocalAddressHasTheSameScopeInBothTiers() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open()) {
            // Without duplicate address detection the addresses can be bound to at once.
            Machine.run(Machine.concat(
                    namespace.enter(),
                    "sh",
                    "-c",
                    "ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up"
                            + " && ip -6 addr add fe80::7/64 dev v0 nodad"));
            String index = Machine.run(Machine.concat(namespace.enter(), "ip", "-o", "link", "show", "v0"))
                    .replaceFirst(":(?s).*", "");
            try (Lab lab = Lab.start(namespace.enter(), "hold", "addr=fe80::7%v0")) {
                ProbeJvm jvm = ProbeJvm.plain().withJna().behind(namespace.enter());
                Probe.Row purely = jvm.with("-Dlisteningports.native=never")
                        .look("detailed")
                        .only(lab.port());
                Probe.Row natively = jvm.with("-Dlisteningports.native=always")
                        .look("detailed")
                        .only(lab.port());

                assertEquals("fe80::7%" + index, natively.address());
                assertEquals(natively.address(), purely.address());
                assertEquals(natively.pids(), purely.pids());
                assertTrue(natively.details().contains("boundInterface=v0"), natively::toString);
                assertTrue(natively.details().contains("acceptsIpv4=false"), natively::toString);
            }
        }
    }
}
