package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user without privilege sees of others: the ports, not the owners, and what to do about it. */
class WithoutPrivilegeTest {

    @BeforeAll
    static void needsRootToBecomeAnotherUser() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("setpriv");
    }

    @Test
    void anotherUsersPortIsSeenItsOwnerHiddenAndTheRemedyNamed() {
        // In a namespace of its own: elsewhere other processes' churn may hide a port.
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab roots = Lab.start(namespace.enter(), "hold", "port=7101");
                Lab nobodys = Lab.start(asNobody(namespace), "hold", "port=7102")) {
            Probe probe = Probe.run(asNobody(namespace));

            assertEquals(List.of("[]"), pids(probe, 7101), roots::toString);
            assertEquals("0", probe.on(7101).get(0).uid(), "the socket's user is reported all the same");
            assertEquals(List.of(nobodys.pids().toString()), pids(probe, 7102));
            assertTrue(probe.complete(), probe.diagnostics()::toString);
            String hidden = hiddenOwner(probe);
            assertTrue(hidden.contains("tcp 7101"), hidden);
            assertTrue(hidden.contains("run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"), hidden);
        }
    }

    @Test
    void theTwoCapabilitiesThatAreNamedAreEnough() {
        try (Lab roots = Lab.hold("port=7103")) {
            List<String> withBoth = List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=-all,+sys_ptrace,+dac_read_search",
                    "--ambient-caps=-all,+sys_ptrace,+dac_read_search",
                    "--");

            assertEquals(List.of(roots.pids().toString()), pids(Probe.run(withBoth), 7103));
        }
    }

    @Test
    void rootOfAUserNamespaceIsNotAdvisedToBecomeRoot() {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--");
        Machine.needs(
                Machine.succeeds(Machine.concat(unshare, "true").toArray(String[]::new)),
                "the right to make a user namespace");
        try (Lab roots = Lab.hold("port=7107")) {
            Probe probe = Probe.run(unshare);

            assertEquals(List.of("[]"), pids(probe, 7107), roots::toString);
            String hidden = hiddenOwner(probe);
            assertTrue(hidden.contains("another user namespace"), hidden);
            assertFalse(hidden.contains("run as root"), hidden);
        }
    }

    @Test
    void withHidepidTheReasonIsAnother() {
        try (Lab roots = Lab.hold("port=7104")) {
            List<String> hidden = Machine.concat(
                    List.of(
                            "unshare",
                            "--mount",
                            "sh",
                            "-c",
                            "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"",
                            "sh"),
                    Machine.AS_NOBODY.toArray(String[]::new));
            Probe probe = Probe.run(hidden);

            assertEquals(List.of("[]"), pids(probe, 7104), roots::toString);
            String diagnostic = hiddenOwner(probe);
            assertTrue(diagnostic.contains("/proc is mounted with hidepid"), diagnostic);
            assertTrue(diagnostic.contains("run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"), diagnostic);
        }
    }

    @Test
    void withHidepidOneTheDescriptorsAreUnreadable() {
        try (Lab roots = Lab.hold("port=7105")) {
            List<String> hidden = Machine.concat(
                    List.of(
                            "unshare",
                            "--mount",
                            "sh",
                            "-c",
                            "mount -t proc -o hidepid=1 proc /proc && exec \"$@\"",
                            "sh"),
                    Machine.AS_NOBODY.toArray(String[]::new));
            Probe probe = Probe.run(hidden);

            assertEquals(List.of("[]"), pids(probe, 7105), roots::toString);
            assertTrue(hiddenOwner(probe).contains("is denied"), probe::toString);
        }
    }

    @Test
    void anOwnerInAnotherPidNamespaceIsReportedAsElsewhere() {
        Machine.needs("unshare");
        try (Lab outside = Lab.hold("port=7106")) {
            // In the same network namespace, but with a /proc of its own that shows only what was started in it.
            Probe probe = Probe.run(List.of("unshare", "--pid", "--fork", "--mount-proc", "--"));

            assertEquals(List.of("[]"), pids(probe, 7106), outside::toString);
            assertTrue(hiddenOwner(probe).contains("another pid namespace"), probe::toString);
        }
    }

    private static List<String> asNobody(NetworkNamespaceLab namespace) {
        return Machine.concat(namespace.enter(), Machine.AS_NOBODY.toArray(String[]::new));
    }

    private static List<String> pids(Probe probe, int port) {
        return probe.on(port).stream().map(Probe.Row::pids).toList();
    }

    private static String hiddenOwner(Probe probe) {
        return probe.diagnostics().stream()
                .filter(each -> each.startsWith("OWNER_HIDDEN"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such diagnostic: " + probe));
    }
}
