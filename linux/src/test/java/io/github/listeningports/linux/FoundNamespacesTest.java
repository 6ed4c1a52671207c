package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Network namespaces that a process's first thread is not in, or no process at all. */
class FoundNamespacesTest {

    @BeforeAll
    static void needsRoot() {
        Machine.needsRoot();
        Machine.needs("gcc");
    }

    @Test
    void aThreadInANamespaceOfItsOwn() {
        try (Lab lab = HolderLab.start("namespace", "7021")) {
            Probe probe = Probe.run(List.of(), "all");
            assertEquals(lab.pids().toString(), probe.only(7021).pids());
            assertFalse(probe.only(7021).namespace().contains("(own)"), probe::toString);
        }
    }

    @Test
    void aProcessWhoseFirstThreadHasEndedInItsNamespace() {
        List<String> alone = List.of("unshare", "--net", "sh", "-ec", "ip link set lo up; exec \"$@\"", "sh");
        try (Lab lab = HolderLab.start(alone, "leaderless", "7022")) {
            assertEquals(
                    lab.pids().toString(),
                    Probe.run(List.of(), "all").only(7022).pids());
        }
    }

    @Test
    void aMountedNamespaceHasItsName() {
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab lab = Lab.start(namespace.enter(), "hold", "port=7023")) {
            Probe probe =
                    Probe.run(mounted("mount --bind /proc/" + namespace.keeperPid() + "/ns/net /run/lp-blue"), "all");

            assertEquals(lab.pids().toString(), probe.only(7023).pids());
            assertEquals("lp-blue", probe.only(7023).namespace());
            assertFalse(missing(probe).toString().contains("lp-blue"), probe::toString);
        }
    }

    @Test
    void aMountedNamespaceWithoutAProcessIsNamedAsMissing() {
        Probe probe = Probe.run(mounted("unshare --net=/run/lp-blue true"), "all");

        assertFalse(probe.complete(), probe::toString);
        assertTrue(missing(probe).get(0).matches(".*there is none in .*lp-blue net:\\[.*"), probe::toString);
        // Other programs may have namespaces, too.
        assertFalse(missing(Probe.run(mounted("true"), "all")).toString().contains("lp-blue"), "not there");
    }

    @Test
    void aNamespaceThatOnlyADescriptorKeepsIsReportedAsMissing() throws Exception {
        Machine.needs("nsenter");
        SnapshotRequest all = SnapshotRequest.ports().withAllNetworkNamespaces();
        try (ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), all);
                ListeningPortSource fast = Tiers.open(Mode.ALWAYS, all)) {
            try (Lab lab = HolderLab.start("kept", "7024")) {
                for (ListeningPortSource each : List.of(source, source, fast)) {
                    assertKept(each.snapshot(), lab.pids().get(0));
                }
                assertKept(
                        Look.now(SnapshotRequest.owners().withAllNetworkNamespaces()),
                        lab.pids().get(0));
                assertTrue(Look.now().isComplete(), "not requested");
            }
            assertEquals(List.of(), keptBy(source.snapshot()));
            assertEquals(List.of(), keptBy(fast.snapshot()));
        }
    }

    /** The remedy works: it shows the port. */
    private static void assertKept(PortSnapshot snapshot, long pid) {
        assertFalse(snapshot.isComplete());
        String message = keptBy(snapshot).get(0);
        Matcher file = Pattern.compile("net:\\[\\d+] \\(open as (/proc/" + pid + "/fd/\\d+)\\)")
                .matcher(message);
        assertTrue(file.find(), message);
        String inside = Machine.run("nsenter", "--net=" + file.group(1), "cat", "/proc/net/tcp");
        assertTrue(inside.contains("0100007F:1B70 "), inside); // 7024
    }

    private static List<String> keptBy(PortSnapshot snapshot) {
        return snapshot.diagnostics().stream()
                .map(Diagnostic::message)
                .filter(message -> message.contains("(open as "))
                .toList();
    }

    @Test
    void aNamespaceThatIsMountedInAnotherMountNamespaceOnlyIsReportedAsMissing() {
        List<String> command =
                Machine.concat(mounted("unshare --net=/run/lp-green true"), "sh", "-c", "echo ready; exec cat");
        try (ChildProcess keeper = ChildProcess.start(command)) {
            keeper.awaitReady();
            String message = missing(Probe.run(List.of(), "all")).toString();

            assertTrue(message.contains("/proc/" + keeper.pid() + "/root/run/lp-green net:["), message);
        }
        assertFalse(missing(Probe.run(List.of(), "all")).toString().contains("lp-green"));
    }

    @Test
    void hidepidMayHideNamespaces() {
        Machine.needs("setpriv");
        for (String hiding : List.of("2", "1")) {
            Probe probe = Probe.run(
                    Machine.concat(
                            mounted("mount -t proc -o hidepid=" + hiding + " proc /proc"),
                            Machine.AS_NOBODY.toArray(String[]::new)),
                    "all");

            assertFalse(probe.complete(), probe::toString);
            assertTrue(missing(probe).get(0).contains("run as root"), probe::toString);
        }
    }

    /** In a mount namespace of its own, which ends with the command. */
    private static List<String> mounted(String mount) {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount -t tmpfs none /run; touch /run/lp-blue /run/lp-green; mount --make-private /run; " + mount
                        + "; exec \"$@\"",
                "sh");
    }

    private static List<String> missing(Probe probe) {
        return probe.diagnostics("PORTS_MISSING");
    }
}
