package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.BindLab.Explained;
import io.github.listeningports.linux.BindLab.Eye;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel checks before it looks at other sockets, and what is said beside the answer; each against what bind(2) does. */
class BindChecksTest {

    private static BindLab lab;

    @BeforeAll
    static void open() {
        lab = BindLab.open();
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    /** A setting of the namespace, and a bind: "file=value file=value | protocol address port". */
    static Stream<String> binds() {
        return Stream.of(
                // privileged ports
                "ipv4/ip_unprivileged_port_start=1024 | tcp * 80",
                "ipv4/ip_unprivileged_port_start=1024 | tcp 127.0.0.1 1023",
                "ipv4/ip_unprivileged_port_start=1024 | tcp * 1024",
                "ipv4/ip_unprivileged_port_start=1024 | udp ::1 53",
                "ipv4/ip_unprivileged_port_start=80 | tcp * 80",
                "ipv4/ip_unprivileged_port_start=80 | tcp * 79",
                "ipv4/ip_unprivileged_port_start=0 | udp 0.0.0.0 1",
                "ipv4/ip_unprivileged_port_start=9000 | tcp * 8080",
                // addresses
                " | tcp 127.5.6.7 7001",
                " | tcp 10.9.9.1 7001",
                " | tcp 10.9.9.2 7001",
                " | udp 10.9.9.2 7001",
                " | tcp fd09::2 7001",
                " | udp fd09::2 7001",
                "ipv4/ip_nonlocal_bind=1 | tcp 10.9.9.2 7001",
                "ipv4/ip_nonlocal_bind=1 | udp 192.0.2.1 7001",
                "ipv4/ip_nonlocal_bind=1 | tcp fd09::2 7001",
                "ipv6/ip_nonlocal_bind=1 | tcp fd09::2 7001",
                "ipv6/ip_nonlocal_bind=1 | tcp 10.9.9.2 7001",
                " | tcp 10.66.1.2 7001", // a local route
                " | udp 10.66.1.2 7001",
                // broadcast and multicast
                " | tcp 10.9.9.255 7001",
                " | udp 10.9.9.255 7001",
                " | tcp 10.9.9.0 7001",
                " | tcp 255.255.255.255 7001",
                " | udp 255.255.255.255 7001",
                " | tcp 224.0.0.251 7001",
                " | udp 224.0.0.251 7001",
                " | tcp ff05::2 7001",
                " | udp ff05::2 7001",
                " | tcp ff02::fb%d0 7001",
                " | udp ff02::fb%d0 7001",
                " | udp ff02::fb 7001",
                " | udp ff01::1 7001",
                // scopes
                " | tcp fe80::9 7001",
                " | udp fe80::9 7001",
                " | tcp fe80::9%d0 7001",
                " | tcp fe80::9%d1 7001",
                " | udp fe80::9%999 7001",
                " | tcp fd09::7 7001", // tentative
                // ranges
                "ipv4/ip_local_port_range=32768\t60999 ipv4/ip_local_reserved_ports=40001,41000-41009 | tcp * 40000",
                "ipv4/ip_local_port_range=32768\t60999 ipv4/ip_local_reserved_ports=40001,41000-41009 | tcp * 40001",
                "ipv4/ip_local_port_range=32768\t60999 ipv4/ip_local_reserved_ports=40001,41000-41009 | udp 127.0.0.1 41005",
                " | tcp * 0",
                " | udp ::1 0",
                " | tcp 10.9.9.2 0");
    }

    @ParameterizedTest
    @MethodSource("binds")
    void saysWhatBindDoes(String settingAndRequest) {
        String[] parts = settingAndRequest.split(" \\| ", 2);
        lab.inside(
                "ip route replace local 10.66.0.0/16 dev lo; echo 1000000 > /proc/sys/net/ipv6/conf/d0/dad_transmits;"
                        + " ip addr show dev d0 | grep -q fd09::7 || ip addr add fd09::7/64 dev d0");
        reset();
        for (String setting : parts[0].split(" ", -1)) {
            String[] words = setting.split("=", 2);
            if (words.length == 2) {
                lab.inside("echo '" + words[1] + "' > /proc/sys/net/" + words[0]);
            }
        }
        for (Eye eye : Eye.values()) {
            for (String option : List.of("", " reuseaddr")) {
                String truth = lab.bind(eye, parts[1] + option);
                Explained explained = lab.explain(eye, parts[1] + option);
                boolean pure = !eye.isNative() || BindLab.listsNoBoundSockets();
                boolean unseen = pure && eye.nobody && parts[1].startsWith("tcp"); // that are bound and do nothing
                String expected =
                        truth.equals("ok") ? (unseen && !parts[1].endsWith(" 0") ? "UNKNOWN" : "BINDABLE") : "REFUSED";
                assertEquals(
                        expected,
                        explained.answer(),
                        () -> eye + " " + parts[1] + ": " + truth + ", " + explained.all());
            }
        }
    }

    private static void reset() {
        lab.inside("cd /proc/sys/net; echo 1024 > ipv4/ip_unprivileged_port_start; echo 0 > ipv4/ip_nonlocal_bind;"
                + " echo 0 > ipv6/ip_nonlocal_bind; echo > ipv4/ip_local_reserved_ports");
    }

    @Test
    void namesTheRightThatIsMissing() {
        reset();
        Explained explained = lab.explain(Eye.NOBODY_NATIVE, "tcp * 80");

        assertEquals("PRIVILEGED_PORT", explained.obstacles());
        assertEquals(
                "ports below 1024 take CAP_NET_BIND_SERVICE (net.ipv4.ip_unprivileged_port_start), and this process lacks it",
                explained.sentence());
    }

    @Test
    void rightsOfAnotherUserNamespaceDoNotCount() {
        needsUserNamespace();
        reset();
        List<String> rootOfItsOwn = List.of("unshare", "--user", "--map-root-user", "--");
        assertEquals("EACCES bind", lab.bindBehind(rootOfItsOwn, "tcp * 80"));
        Explained explained = lab.explainBehind(rootOfItsOwn, "tcp * 80");
        assertEquals("REFUSED", explained.answer(), explained::all);
        assertTrue(explained.sentence().contains("not in the one that owns this network namespace"), explained::all);
    }

    @Test
    void rightsOfTheUserNamespaceThatOwnsTheNetworkDo() {
        needsUserNamespace();
        List<String> withNetwork = List.of("unshare", "--user", "--map-root-user", "--net", "--");
        assertEquals("ok", lab.bindBehind(withNetwork, "tcp 0.0.0.0 80"));
        assertEquals(
                "BINDABLE", lab.explainBehind(withNetwork, "tcp 0.0.0.0 80").answer());
    }

    private static void needsUserNamespace() {
        Machine.needs(
                Machine.succeeds("unshare", "--user", "--map-root-user", "true"), "the right to make a user namespace");
    }

    @Test
    void anotherNamespaceHasItsOwnPorts() {
        try (NetworkNamespaceLab other = NetworkNamespaceLab.open();
                Lab holder = Lab.start(other.enter(), "hold", "port=7005")) {
            assertEquals("BINDABLE", lab.explain(Eye.ROOT_NATIVE, "tcp * 7005").answer(), holder::toString);
        }
    }

    @Test
    void withoutIpv6AnyAddressIsThatOfIpv4() {
        try (BindLab other = BindLab.open()) {
            other.inside("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
            try (BindLab.Holder holder = other.hold("tcp4 bind=127.0.0.1,7001 listen")) {
                for (String request :
                        List.of("tcp * 7001", "tcp :: 7001", "tcp ::1 7001", "tcp 10.9.9.1 7001", "udp ::1 7001")) {
                    String truth = other.bind(Eye.ROOT_NATIVE, request);
                    String answer = other.explain(Eye.ROOT_NATIVE, request).answer();
                    assertEquals(truth.equals("ok") ? "BINDABLE" : "REFUSED", answer, () -> request + holder);
                }
            }
        }
    }

    @Test
    void namesTheHolderAndTheCommandThatStopsIt() {
        try (BindLab.Holder holder = lab.hold("tcp4 reuseaddr bind=10.9.9.1,7011 listen")) {
            Explained explained = lab.explain(Eye.ROOT_NATIVE, "tcp * 7011 reuseaddr");

            assertEquals("LISTENER", explained.obstacles());
            assertTrue(
                    explained
                            .sentence()
                            .matches(
                                    "tcp 10\\.9\\.9\\.1:7011 is held by bind \\(" + holder.pid()
                                            + "\\), running since (\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d; (stop it|look closer) with .*"),
                    explained::sentence);
            Explained hidden = lab.explain(Eye.NOBODY_NATIVE, "tcp * 7011");
            assertTrue(
                    hidden.sentence()
                            .startsWith(
                                    "tcp 10.9.9.1:7011 is held by a process that is not visible; look closer with ss -tanp"),
                    hidden::sentence);
            assertEquals("NOT_SEEN", hidden.notes());
        }
    }

    @Test
    void countsConnectionsAndNamesTheOtherHost() {
        try (BindLab.Holder holder = lab.hold("tcp4 bind=10.9.9.1,7012 listen tcp4 connect=10.9.9.1,7012 at=0 accept"
                + " at=2 close at=1 close tcp4 connect=10.9.9.1,7012 at=0 accept at=0 close")) {
            Explained explained = lab.explain(Eye.ROOT_NATIVE, "tcp * 7012");

            assertEquals("CONNECTIONS", explained.obstacles());
            assertTrue(
                    explained
                            .sentence()
                            .startsWith(
                                    "2 connections on tcp port 7012 hold it (1 ESTABLISHED, 1 TIME_WAIT; with 10.9.9.1; of bind ("
                                            + holder.pid() + "))"),
                    explained::sentence);
        }
    }

    @Test
    void ofConnectionsThatEndItSaysWhen() {
        try (BindLab.Holder holder =
                lab.hold("tcp4 bind=10.9.9.1,7013 listen tcp4 connect=10.9.9.1,7013 at=0 accept at=0 close"
                        + " at=2 close at=1 close")) {
            for (Eye eye : Eye.values()) {
                String sentence = lab.explain(eye, "tcp * 7013").sentence();
                assertTrue(
                        sentence.matches(
                                "1 connection on tcp port 7013 holds it \\(TIME_WAIT; with 10\\.9\\.9\\.1\\), for \\d{1,2} s at most;.*"),
                        () -> sentence + holder);
            }
        }
    }

    @Test
    void saysWhatWouldHelp() {
        BindLab.needsBoundSockets();
        BindLab.needsSocketOptions();
        try (BindLab.Holder holder = lab.hold("tcp4 reuseaddr reuseport bind=0.0.0.0,7014")) {
            assertEquals(
                    "REUSE_ADDRESS_HELPS,REUSE_PORT_HELPS",
                    lab.explain(Eye.ROOT_NATIVE, "tcp * 7014").notes(),
                    holder::toString);
        }
        try (BindLab.Holder holder = lab.hold("tcp4 reuseport bind=0.0.0.0,7015 listen")) {
            assertEquals(
                    "REUSE_PORT_HELPS",
                    lab.explain(Eye.ROOT_NATIVE, "tcp * 7015").notes(),
                    holder::toString);
            assertEquals(
                    "SHARED_PORT",
                    lab.explain(Eye.ROOT_NATIVE, "tcp * 7015 reuseport").notes(),
                    holder::toString);
        }
    }

    @Test
    void warnsOfTheEphemeralRange() {
        reset();
        lab.inside("echo 40001 > /proc/sys/net/ipv4/ip_local_reserved_ports");

        assertEquals(
                "EPHEMERAL_PORT", lab.explain(Eye.ROOT_NATIVE, "tcp * 40000").notes());
        assertEquals(
                "RESERVED_PORT", lab.explain(Eye.ROOT_NATIVE, "tcp * 40001").notes());
        assertEquals("", lab.explain(Eye.ROOT_NATIVE, "tcp * 8080").notes());
        assertEquals("ANY_PORT", lab.explain(Eye.ROOT_NATIVE, "tcp * 0").notes());
    }
}
