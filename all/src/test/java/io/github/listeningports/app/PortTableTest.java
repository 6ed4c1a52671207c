package io.github.listeningports.app;

import static io.github.listeningports.app.Snapshots.process;
import static io.github.listeningports.app.Snapshots.tcp;
import static io.github.listeningports.app.Snapshots.udpEverywhere;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortTableTest {

    @Test
    void alignsTheColumnsUnderTheirHeaders() {
        PortSnapshot snapshot = Snapshots.of(
                tcp(5432, process(812, "postgres", "postgres")), udpEverywhere(68, process(7, "dhclient", "root")));

        assertTable(snapshot, """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS   USER      FIREWALL     REACH
                tcp       127.0.0.1  5432  812  postgres  postgres  not exposed  loopback
                udp       ::           68    7  dhclient  root      allowed      all addresses""");
    }

    @Test
    void tellsWhetherAHostWouldGetIn() throws UnknownHostException {
        List<ListeningPort> ports = List.of(tcp(5432), udpEverywhere(68));
        InetAddress host = InetAddress.getByAddress(new byte[] {10, 0, 0, 9});

        assertEquals("""
                PROTOCOL  ADDRESS    PORT  PID  PROCESS  USER  FIREWALL     REACH          FROM 10.0.0.9
                tcp       127.0.0.1  5432    -  -        -     not exposed  loopback       not exposed
                udp       ::           68    -  -        -     allowed      all addresses  allowed""", table(new PortTable(false, Optional.of(host), OptionalInt.empty()), ports));
    }

    @Test
    void showsAllOwnersIfWide() {
        List<ListeningPort> ports = List.of(tcp(80, process(10, "nginx", "root"), process(11, "nginx", "www")));

        assertEquals("""
                PROTOCOL  ADDRESS    PORT  PID  PROCESS          USER  FIREWALL     REACH
                tcp       127.0.0.1    80   10  nginx, nginx 11  root  not exposed  loopback""", table(new PortTable(true, Optional.empty(), OptionalInt.of(20)), ports));
    }

    @Test
    void cutsNamesOfProcessesFirstToTheWidthOfTheTerminal() {
        List<ListeningPort> ports = List.of(
                tcp(80, process(10, "org.example.Orders", "a-long-name"), process(11, "worker", "www")),
                tcp(81, process(12, "caf\u00e9 \ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80", "www")));

        assertEquals("""
                PROTOCOL  ADDRESS    PORT  PID  PROCESS                 USER         FIREWALL     REACH
                tcp       127.0.0.1    80   10  org.exam... and 1 more  a-long-name  not exposed  loopback""", table(new PortTable(false, Optional.empty(), OptionalInt.of(90)), ports.subList(0, 1)));
        assertEquals("""
                PROTOCOL  ADDRESS    PORT  PID  PROCESS              USER      FIREWALL     REACH
                tcp       127.0.0.1    80   10  org.e... and 1 more  a-lon...  not exposed  loopback
                tcp       127.0.0.1    81   12  caf\u00e9 \ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80           www       not exposed  loopback""", table(new PortTable(false, Optional.empty(), OptionalInt.of(1)), ports));
    }

    @Test
    void coloursTheVerdicts() {
        Line row = new PortTable(false, Optional.empty(), OptionalInt.empty())
                .lines(List.of(udpEverywhere(68)))
                .get(1);

        assertEquals(
                List.of("allowed"),
                row.pieces().stream()
                        .filter(piece -> piece.colour() == Colour.RED)
                        .map(Line.Piece::text)
                        .toList());
    }

    @Test
    void showsOnlyTheHeaderIfNothingListens() {
        assertTable(Snapshots.of(), "PROTOCOL  ADDRESS  PORT  PID  PROCESS  USER  FIREWALL  REACH");
    }

    @Test
    void countsTheOtherOwnersOfASharedSocket() {
        ProcessInfo[] workers = LongStream.rangeClosed(11, 1510)
                .mapToObj(pid -> process(pid, "nginx", "www"))
                .toArray(ProcessInfo[]::new);
        PortSnapshot snapshot = Snapshots.of(
                tcp(
                        80,
                        Stream.concat(Stream.of(process(10, "nginx", "root")), Stream.of(workers))
                                .toArray(ProcessInfo[]::new)),
                tcp(81, process(13, "other", "root")));

        assertTable(snapshot, """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS              USER  FIREWALL     REACH
                tcp       127.0.0.1    80   10  nginx and 1500 more  root  not exposed  loopback
                tcp       127.0.0.1    81   13  other                root  not exposed  loopback""");
    }

    @Test
    void showsAnUnknownOwnerAsADash() {
        assertTable(Snapshots.of(tcp(22)), """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS  USER  FIREWALL     REACH
                tcp       127.0.0.1    22    -  -        -     not exposed  loopback""");
    }

    @Test
    void showsWhoseSocketItIsWhereTheOwnerIsHidden() throws UnknownHostException {
        ListeningPort hidden = ListeningPort.builder(
                        Protocol.TCP, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 22)
                .socket(SocketDetails.builder(AddressFamily.IPV4).uid(1000).build())
                .build();

        assertTable(Snapshots.of(hidden), """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS  USER      FIREWALL     REACH
                tcp       127.0.0.1    22    -  -        uid 1000  not exposed  loopback""");
    }

    @Test
    void showsAnOwnerOfWhichOnlyThePidIsKnown() {
        assertTable(Snapshots.of(tcp(22, ProcessInfo.builder(1).build())), """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS  USER  FIREWALL     REACH
                tcp       127.0.0.1    22    1  ?        -     not exposed  loopback""");
    }

    @Test
    void showsTheProgramThatAnInterpreterRuns() {
        ProcessInfo orders = ProcessInfo.builder(977)
                .name("java")
                .program(new Program(Program.Kind.JAVA, "orders.jar"))
                .build();

        assertTable(Snapshots.of(tcp(8080, orders)), """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS            USER  FIREWALL     REACH
                tcp       127.0.0.1  8080  977  orders.jar (java)  -     not exposed  loopback""");
    }

    @Test
    void showsABlankNameAsADash() {
        assertTable(Snapshots.of(tcp(22, process(1, " ", ""))), """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS  USER  FIREWALL     REACH
                tcp       127.0.0.1    22    1  -        -     not exposed  loopback""");
    }

    @Test
    void alignsByCodePoints() {
        PortSnapshot snapshot = Snapshots.of(tcp(1, process(1, "café 🚀!!", "a")), tcp(2, process(2, "plain", "b")));

        assertTable(snapshot, """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS   USER  FIREWALL     REACH
                tcp       127.0.0.1     1    1  café 🚀!!  a     not exposed  loopback
                tcp       127.0.0.1     2    2  plain     b     not exposed  loopback""");
    }

    @Test
    void letsNoNameForgeALineOrDriveTheTerminal() {
        PortSnapshot snapshot = Snapshots.of(tcp(1, process(1, "a\nb\u001b[2J\u202e", "c\td")));

        assertTable(snapshot, """
                PROTOCOL  ADDRESS    PORT  PID  PROCESS              USER  FIREWALL     REACH
                tcp       127.0.0.1     1    1  a\\nb\\u001b[2J\\u202e  c\\td  not exposed  loopback""");
    }

    private static void assertTable(PortSnapshot snapshot, String expected) {
        assertEquals(expected, table(new PortTable(false, Optional.empty(), OptionalInt.empty()), snapshot.ports()));
    }

    private static String table(PortTable table, List<ListeningPort> ports) {
        return table.lines(ports).stream().map(Line::toString).collect(Collectors.joining("\n"));
    }
}
