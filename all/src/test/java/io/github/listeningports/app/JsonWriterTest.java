package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Ancestor;
import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.Starter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The format that docs/json.md promises: a change here is a change of {@link JsonWriter#VERSION}, or a new member. */
class JsonWriterTest {

    private static final String PORT = """
            {"protocol":"tcp","address":"fe80::1%2","port":8080,"reach":"link_local","owners":[{"pid":977,"parentPid":1,"name":"java",\
            "executable":"/usr/bin/java","program":{"kind":"java","name":"orders.jar"},"user":{"id":"1000","name":"jane"},\
            "startedAt":"1970-01-01T00:00:05Z","services":["orders.service"],"containerId":"c0",\
            "startedBy":{"kind":"systemd_unit","name":"orders.service"},"ancestors":[{"pid":1,"name":"sh","program":{"kind":"shell","name":"start.sh"},"startedAt":"1970-01-01T00:00:01Z"}],\
            "workingDirectory":"/srv/orders","container":{"id":"c0","name":"orders","image":"orders:7"}}],\
            "firewall":{"verdict":"blocked","internetExposure":"no","reason":"dropped by rule 3","outcomes":[]},\
            "socket":{"family":"ipv6","inode":7,"cookie":"18446744073709551615","uid":1000,"acceptQueue":1,"backlog":50,"drops":2,\
            "connections":3,"acceptsIpv4":false,"boundInterface":"eth0","multipath":true,\
            "networkNamespace":{"id":9,"label":"blue","own":false},"createdAt":"1970-01-01T00:00:06Z"}}""";

    private static final String LITTLE_KNOWN = """
            {"protocol":"tcp","address":"127.0.0.1","port":22,"reach":"loopback","owners":[],\
            "firewall":{"verdict":"not_exposed","internetExposure":"no","reason":"bound to loopback","outcomes":[]},\
            "socket":{"family":"ipv4"}}""";

    @Test
    void aDocument() throws UnknownHostException {
        PortSnapshot snapshot = Snapshots.with(
                Snapshots.of(everything(), Snapshots.tcp(22)),
                new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/*/fd", "owner unknown", 1));

        String expected =
                "{\"version\":1,\"takenAt\":\"1970-01-01T00:00:00Z\",\"complete\":true,\"ports\":[" + LITTLE_KNOWN
                        + "," + PORT + "],\"diagnostics\":[{\"kind\":\"owner_hidden\",\"source\":\"/proc/*/fd\","
                        + "\"message\":\"owner unknown\",\"count\":1}]}";
        assertEquals(expected, compact(JsonWriter.document(snapshot, snapshot.ports())));
    }

    @Test
    void aLineForAChange() {
        ListeningPort port = Snapshots.tcp(22);
        PortSnapshot now = Snapshots.of(port);
        PortChange opened = now.changesSince(Snapshots.of()).get(0);

        assertEquals(
                "{\"version\":1,\"takenAt\":\"1970-01-01T00:00:00Z\",\"change\":\"opened\",\"port\":" + LITTLE_KNOWN
                        + "}" + System.lineSeparator(),
                JsonWriter.line(now, opened));
    }

    @Test
    void noNameDrivesTheTerminal() {
        ListeningPort port = Snapshots.tcp(22, Snapshots.process(1, "a\u202eb\u009bc\ud83d\ude80", "x"));

        String text = JsonWriter.document(Snapshots.of(port), List.of(port));

        assertFalse(text.codePoints().anyMatch(c -> c > 0x7e), text);
    }

    /** A port of which everything is known that the format has a member for, but outcomes. */
    static ListeningPort everything() throws UnknownHostException {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        linkLocal[15] = 1;
        ProcessInfo orders = ProcessInfo.builder(977)
                .parentPid(1)
                .name("java")
                .executable("/usr/bin/java")
                .program(new Program(Program.Kind.JAVA, "orders.jar"))
                .user(new ProcessUser("1000", Optional.of("jane")))
                .startedAt(Instant.ofEpochSecond(5))
                .services(List.of("orders.service"))
                .containerId("c0")
                .startedBy(new Starter(Starter.Kind.SYSTEMD_UNIT, "orders.service"))
                .ancestors(List.of(new Ancestor(
                        1,
                        Optional.of("sh"),
                        Optional.of(new Program(Program.Kind.SHELL, "start.sh")),
                        Optional.of(Instant.ofEpochSecond(1)))))
                .workingDirectory("/srv/orders")
                .container(new ContainerInfo("c0", Optional.of("orders"), Optional.of("orders:7")))
                .build();
        SocketDetails socket = SocketDetails.builder(AddressFamily.IPV6)
                .inode(7)
                .cookie(-1)
                .uid(1000)
                .acceptQueue(1)
                .backlog(50)
                .drops(2)
                .connections(3)
                .acceptsIpv4(false)
                .boundInterface("eth0")
                .multipath(true)
                .networkNamespace(new NetworkNamespace(9, Optional.of("blue"), false))
                .createdAt(Instant.ofEpochSecond(6))
                .build();
        return ListeningPort.builder(Protocol.TCP, InetAddress.getByAddress(linkLocal), 8080)
                .scopeId(2)
                .owners(List.of(orders))
                .firewall(new FirewallStatus(FirewallVerdict.BLOCKED, "dropped by rule 3"))
                .socket(socket)
                .build();
    }

    /** Without the white space between tokens; no text in these tests has any at a line's start or before a colon. */
    private static String compact(String json) {
        return json.lines()
                .map(String::strip)
                .reduce("", String::concat)
                .replace("\" : ", "\":")
                .replace("[ {", "[{")
                .replace("}, {", "},{")
                .replace("} ]", "}]")
                .replace("[ ]", "[]")
                .replace("[ \"", "[\"")
                .replace("\" ]", "\"]");
    }
}
