package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.HostileTexts;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.TestRegistry;
import io.github.listeningports.windows.firewall.FirewallCase;
import io.github.listeningports.windows.firewall.FirewallLab;
import io.github.listeningports.windows.firewall.FirewallLab.Scenario;
import io.github.listeningports.windows.firewall.FirewallLab.Told;
import io.github.listeningports.windows.firewall.FirewallReader;
import io.github.listeningports.windows.firewall.FirewallTarget;
import io.github.listeningports.windows.firewall.ProgramPaths;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Complete snapshots: rules in the registry, a COM class that answers, fails or hangs, and sockets of real processes. */
class FirewallSnapshotTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    private static final SnapshotRequest STANDARD =
            SnapshotRequest.standard().withProtocols(Protocol.UDP).withFirewallTimeout(PATIENCE);

    private static final InetAddress WILDCARD = wildcard();

    private FirewallLab lab;

    @BeforeEach
    void openLab() {
        lab = FirewallLab.open();
    }

    @AfterEach
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void theProfileInForceDecides() {
        try (Lab holder = Lab.hold("udp4=0.0.0.0", "udp6=::")) {
            lab.rule(
                    "{1}",
                    "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|Profile=Private|LPort=" + holder.port(0)
                            + "|App=" + WindowsMachine.lab() + "|Name=lab|");
            assertAnswer(FirewallVerdict.ALLOWED, "rule \"lab\" allows it", look(holder.port(0)));
            assertEquals(FirewallVerdict.BLOCKED, look(holder.port(1)).verdict());

            lab.play(Scenario.ANSWER, FirewallLab.PUBLIC);
            assertAnswer(
                    FirewallVerdict.BLOCKED,
                    "no rule allows it, and the public profile blocks by default",
                    look(holder.port(0)));

            lab.play(Scenario.ANSWER, FirewallLab.PRIVATE | FirewallLab.DOMAIN);
            assertEquals(FirewallVerdict.RESTRICTED, look(holder.port(0)).verdict());
        }
    }

    @Test
    void namesInTheRegistryThatForgeALine() {
        try (Lab holder = Lab.hold("udp4=0.0.0.0")) {
            for (String name : List.of(
                    "a\nALLOWED",
                    "a\r\nb",
                    "a\u001b[2J",
                    "a\u0085b",
                    "a\u009b31m",
                    "exe\u202etxt",
                    "a\u2028b",
                    "a\ud83db")) {
                lab.rule("{1}", rule("", holder.port(0), name));
                FirewallStatus status = look(holder.port(0));

                assertEquals(FirewallVerdict.ALLOWED, status.verdict(), () -> name + ": " + status);
                assertTrue(status.reason().startsWith("rule \"" + name.charAt(0)), status::reason);
                assertTrue(HostileTexts.isHarmless(status.reason()), status::reason);
                assertTrue(HostileTexts.isHarmless(status.outcomes().toString()), status::toString);
            }
        }
    }

    private static void assertAnswer(FirewallVerdict verdict, String reason, FirewallStatus status) {
        assertEquals(verdict + " (" + reason + ")", status.toString());
        assertEquals(verdict, status.verdict(AddressFamily.IPV4));
    }

    /** The hosts of the networks that this machine's interfaces are in, and no others. */
    @Test
    void theLocalSubnetIsTheInterfacesNetworks() throws Exception {
        Optional<InterfaceAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(each -> each.getInterfaceAddresses().stream())
                .filter(each -> each.getAddress() instanceof Inet4Address
                        && !each.getAddress().isLoopbackAddress()
                        && each.getNetworkPrefixLength() > 0
                        && each.getNetworkPrefixLength() < 31)
                .findFirst();
        Machine.needs(own.isPresent(), "an interface with an IPv4 network");
        byte[] neighbour = own.orElseThrow().getAddress().getAddress();
        neighbour[3] ^= 1;
        try (Lab holder = Lab.hold("udp4=0.0.0.0")) {
            lab.rule("{1}", rule("RA4=LocalSubnet|", holder.port(0), "near"));
            FirewallStatus status = look(holder.port(0));

            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(InetAddress.getByAddress(neighbour)));
            assertEquals(
                    FirewallVerdict.BLOCKED,
                    status.verdictFrom(InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 7})));
            assertTrue(status.reason().contains(" (LocalSubnet); no rule allows all others"), status::toString);
        }
    }

    @Test
    void everyObjectIsReleased() {
        for (int i = 0; i < 50; i++) {
            snapshot(STANDARD);
        }

        assertEquals(0, lab.play(Scenario.ANSWER, FirewallLab.PRIVATE));
    }

    /** It may filter instead of Windows Firewall. */
    @Test
    void aThirdPartyFirewall() {
        try (Lab holder = Lab.hold("udp4=0.0.0.0", "udp4")) {
            lab.rule("{1}", rule("", holder.port(0), "every"));
            lab.others(1);
            PortSnapshot snapshot = snapshot(STANDARD);
            FirewallStatus status = only(snapshot, holder.port(0)).firewall();
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict());
            assertTrue(status.reason().contains("a third-party firewall is registered"), status::toString);
            assertEquals(
                    FirewallVerdict.NOT_EXPOSED,
                    only(snapshot, holder.port(1)).firewall().verdict());
            assertEquals(
                    1,
                    snapshot.diagnostics().stream()
                            .filter(each -> each.kind() == Diagnostic.Kind.FIREWALL_UNKNOWN)
                            .count());

            lab.others(0);
            assertAnswer(FirewallVerdict.ALLOWED, "rule \"every\" allows it", look(holder.port(0)));

            lab.others(-1);
            FirewallStatus refused = look(holder.port(0));
            assertEquals(FirewallVerdict.UNKNOWN, refused.verdict());
            assertTrue(
                    refused.reason()
                            .contains("whether a third-party firewall filters instead of Windows Firewall is unknown"
                                    + " (INetFwProducts: CoCreateInstance failed: 0x80040154)"),
                    refused::toString);
            assertEquals(0, lab.play(Scenario.ANSWER, FirewallLab.PRIVATE), "objects not released");
        }
    }

    /** A product can take over the boot filters or the IPsec rules alone. */
    @Test
    void whatAThirdPartyProductTakesOver() {
        try (Lab holder = Lab.hold("udp4=0.0.0.0")) {
            lab.rule("{1}", rule("", holder.port(0), "every"));
            for (Told told : Told.values()) {
                boolean known = told == Told.AS_VARIANTS || told == Told.AS_NUMBERS || told == Told.FROM_ONE;
                lab.others(2, told, FirewallLab.NET_FW_RULE_CATEGORY_CONSEC);
                assertEquals(
                        known ? FirewallVerdict.ALLOWED : FirewallVerdict.UNKNOWN,
                        look(holder.port(0)).verdict(),
                        told::toString);
                lab.others(2, told, FirewallLab.NET_FW_RULE_CATEGORY_FIREWALL);
                FirewallStatus status = look(holder.port(0));
                assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), told::toString);
                assertTrue(
                        status.reason().contains(known ? "filters instead of" : "rule categories cannot be read"),
                        status::toString);
            }
            assertEquals(0, lab.play(Scenario.ANSWER, FirewallLab.PRIVATE), "objects not released");
        }
    }

    @Test
    void aFailureEvaluatesAllProfiles() {
        try (Lab holder = Lab.hold("udp4=0.0.0.0", "udp4=0.0.0.0", "udp4")) {
            lab.rule("{1}", rule("Profile=Private|", holder.port(0), "some"));
            lab.rule("{2}", rule("", holder.port(1), "every"));
            for (Scenario scenario : List.of(Scenario.FAIL, Scenario.NO_OBJECT)) {
                lab.play(scenario, FirewallLab.PRIVATE);
                PortSnapshot snapshot = snapshot(STANDARD);
                FirewallStatus some = only(snapshot, holder.port(0)).firewall();
                assertEquals(FirewallVerdict.RESTRICTED, some.verdict(), some::toString);
                assertTrue(some.reason().contains("failed: 0x8"), some::toString);
                assertAnswer(
                        FirewallVerdict.ALLOWED,
                        "rule \"every\" allows it",
                        only(snapshot, holder.port(1)).firewall());
                assertEquals(
                        FirewallVerdict.NOT_EXPOSED,
                        only(snapshot, holder.port(2)).firewall().verdict());
                assertTrue(
                        snapshot.diagnostics().stream()
                                .anyMatch(each -> each.kind() == Diagnostic.Kind.FIREWALL_UNKNOWN
                                        && each.message().contains("all are evaluated")),
                        snapshot::toString);
            }
        }
    }

    /** The time limit holds, one thread waits for all callers, and a late answer ends it. */
    @Test
    void aCallThatHangs() throws InterruptedException {
        lab.play(Scenario.HANG, FirewallLab.PRIVATE);
        SnapshotRequest request = STANDARD.withFirewallTimeout(Duration.ofMillis(50));
        try (Lab holder = Lab.hold("udp4=0.0.0.0")) {
            lab.rule("{1}", rule("Profile=Private|", holder.port(0), "some"));
            try (ListeningPortSource kept = ListeningPorts.open(provider(), request)) {
                for (int i = 0; i < 10; i++) {
                    PortSnapshot snapshot = i % 2 == 0 ? kept.snapshot() : snapshot(request);
                    FirewallStatus status = only(snapshot, holder.port(0)).firewall();
                    assertEquals(FirewallVerdict.UNKNOWN, status.verdict());
                    assertTrue(status.reason().contains("no answer within 50 ms"), status::toString);
                }
                List<Thread> waiting = firewallThreads();
                assertEquals(1, waiting.size(), waiting::toString);
                assertTrue(waiting.get(0).isDaemon());
                awaitCall();
                assertEquals(1, lab.waiting());

                lab.play(Scenario.ANSWER, FirewallLab.PRIVATE);
                waiting.get(0).join(PATIENCE.toMillis());
                assertEquals(List.of(), firewallThreads());
                assertEquals(
                        FirewallVerdict.ALLOWED,
                        only(snapshot(STANDARD), holder.port(0)).firewall().verdict());
            }
        }
    }

    @Test
    void aFirewallWhoseServiceDoesNotRunIsNotExamined() {
        FirewallTarget none = new FirewallTarget(List.of("NoSuchService"), "", "");
        try (Lab holder = Lab.hold("udp4=0.0.0.0");
                ListeningPortSource source = ListeningPorts.open(new WindowsListeningPortProvider(none), STANDARD)) {
            PortSnapshot snapshot = source.snapshot();
            FirewallStatus status = only(snapshot, holder.port(0)).firewall();
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict());
            assertTrue(status.reason().contains("NoSuchService is not running"), status::toString);
            assertEquals(
                    1,
                    snapshot.diagnostics().stream()
                            .filter(each -> each.kind() == Diagnostic.Kind.FIREWALL_UNKNOWN)
                            .count());
        }
    }

    @Test
    void unreadableRulesAreUnknown() {
        TestRegistry.delete(FirewallLab.RULES);
        try (Lab holder = Lab.hold("udp4=0.0.0.0")) {
            FirewallStatus status = look(holder.port(0));
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict());
            assertTrue(
                    status.reason().contains("HKLM\\" + FirewallLab.RULES + " with the rules does not exist"),
                    status::toString);
        }
    }

    /** Reading the program of a service's process requires rights, but its registry key does not; the key also shows whether rules can name the service. */
    @Test
    void aServiceIsKnownByItsRegistryKey() {
        String entry = "SYSTEM\\CurrentControlSet\\Services\\ListeningPortsTest";
        lab.rule(
                "{1}",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=9|App=%SystemRoot%\\system32\\lp-test.exe"
                        + "|Svc=listeningportstest|Name=service|");
        ProcessInfo process = ProcessInfo.builder(999)
                .name("lp-test.exe")
                .services(List.of("ListeningPortsTest"))
                .build();
        try {
            TestRegistry.set(entry, "ImagePath", "\"%SystemRoot%\\System32\\lp-test.exe\" -k netsvcs");
            FirewallStatus unnamed = status(999, process);
            assertEquals(FirewallVerdict.UNKNOWN, unnamed.verdict(), unnamed::toString);
            assertTrue(unnamed.reason().contains("the SID of the service"), unnamed::toString);

            TestRegistry.set(entry, "ServiceSidType", 1);
            assertAnswer(FirewallVerdict.ALLOWED, "rule \"service\" allows it", status(999, process));

            TestRegistry.set(entry, "ImagePath", "C:\\elsewhere\\lp-test.exe");
            assertEquals(FirewallVerdict.BLOCKED, status(999, process).verdict());
        } finally {
            TestRegistry.delete(entry);
        }
    }

    /** Every Windows has rules for packages; without rights to a token, whether a program is in one is known of what belongs to Windows alone. */
    @Test
    void theServicesOfWindowsAreInNoPackage() {
        String entry = "SYSTEM\\CurrentControlSet\\Services\\ListeningPortsTest";
        String root = System.getenv("SystemRoot");
        lab.rule("{1}", "v2.33|Action=Allow|Active=TRUE|Dir=In|PFN=Microsoft.GetHelp_8wekyb3d8bbwe|Name=store app|");
        try {
            TestRegistry.set(entry, "ServiceSidType", 1);
            for (String program : List.of("\\System32\\svchost.exe", "\\System32\\wbem\\lp-test.exe")) {
                assertEquals(
                        FirewallVerdict.BLOCKED, serviceStatus(root + program).verdict(), program);
            }
            for (String program : List.of(root + "\\SystemApps\\lp\\lp-test.exe", "C:\\elsewhere\\lp-test.exe")) {
                assertEquals(FirewallVerdict.UNKNOWN, serviceStatus(program).verdict(), program);
            }
            for (String name : List.of("wininit.exe", "services.exe", "lsass.exe", "notepad.exe")) {
                ProcessInfo process = ProcessInfo.builder(999)
                        .name(name)
                        .executable(root + "\\System32\\" + name)
                        .build();
                assertEquals(
                        name.equals("notepad.exe") ? FirewallVerdict.UNKNOWN : FirewallVerdict.BLOCKED,
                        status(999, process).verdict(),
                        name);
            }
        } finally {
            TestRegistry.delete(entry);
        }
    }

    private FirewallStatus serviceStatus(String executable) {
        return status(
                999,
                ProcessInfo.builder(999)
                        .name(executable.substring(executable.lastIndexOf('\\') + 1))
                        .executable(executable)
                        .services(List.of("ListeningPortsTest"))
                        .build());
    }

    @Test
    void pid4IsSystem() {
        lab.rule("{1}", "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=9|App=System|Name=kernel|");

        assertAnswer(
                FirewallVerdict.ALLOWED,
                "rule \"kernel\" allows it",
                status(4, ProcessInfo.builder(4).name("System").build()));
        assertEquals(
                FirewallVerdict.BLOCKED,
                status(8, ProcessInfo.builder(8).name("other.exe").build()).verdict());
    }

    @Test
    void manyReadingsLeaveNoHandleOpen() {
        lab.rules(FirewallCase.rules("default-windows.rules"));
        int before = 0;
        for (int i = 0; i < 500; i++) {
            status(4, ProcessInfo.builder(4).name("System").build());
            if (i == 100) {
                before = FootprintTest.openHandles(); // everything is loaded by now
            }
        }
        int after = FootprintTest.openHandles();
        assertTrue(after <= before + 20, before + " handles before, " + after + " after");
    }

    /** The status of a socket on UDP port 9, from new readers. */
    private FirewallStatus status(long pid, ProcessInfo process) {
        NativeCode code = NativeCode.get();
        ProgramPaths paths = ProgramPaths.ofThisMachine();
        ListenerReader listeners = new ListenerReader(code.registry(), paths, System::nanoTime);
        FirewallReader firewall = new FirewallReader(STANDARD, code, lab.target(), paths, System::nanoTime);
        SocketRow row = new SocketRow(Protocol.UDP, AddressFamily.IPV4, WILDCARD, 0, 9, pid, 0);
        return firewall.look(Deadline.none())
                .status(listeners.read(
                        new ListeningSocket(row, 0, Optional.of(true)), List.of(process), SocketOwners.NONE));
    }

    private FirewallStatus look(int port) {
        return only(snapshot(STANDARD), port).firewall();
    }

    private PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(provider(), request)) {
            return source.snapshot();
        }
    }

    private WindowsListeningPortProvider provider() {
        return new WindowsListeningPortProvider(lab.target());
    }

    /** The thread may not have come to the call when its callers no longer wait. */
    private void awaitCall() {
        long start = System.nanoTime();
        while (lab.waiting() == 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.onSpinWait();
        }
    }

    private static ListeningPort only(PortSnapshot snapshot, int port) {
        List<ListeningPort> ports = snapshot.onPort(port);
        assertEquals(1, ports.size(), snapshot::toString);
        return ports.get(0);
    }

    private static InetAddress wildcard() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String rule(String profile, int port, String name) {
        return "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|" + profile + "LPort=" + port + "|Name=" + name + "|";
    }

    private static List<Thread> firewallThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("firewall"))
                .toList();
    }
}
