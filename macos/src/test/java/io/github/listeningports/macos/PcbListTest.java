package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.message;
import static io.github.listeningports.macos.Scene.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's list in all its forms, and malformed. */
class PcbListTest {

    private static final String SSH = "sock ssh lport=22 uid=0 last=70 " + Scene.ANY;
    private static final String SSHD = "proc 70 uid=0 denied " + Scene.path("/usr/sbin/sshd");

    private static final List<String> EVERYTHING =
            List.of("tcp 0.0.0.0:22 sshd (70)", "tcp 0.0.0.0:8080 web (100)", "udp 0.0.0.0:5353 mDNSResponder (65)");

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    private static PortSnapshot snapshot(String... commands) {
        Scene.quietMac(commands);
        FakeMac.then(SSH);
        FakeMac.then(SSHD);
        return FakeMac.snapshot();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xsocket=76", "xsocket=104", "xsocket=200", "xsocket=104 unknown", "xsocket=76 unknown"})
    void recordsOfEveryRelease(String form) {
        PortSnapshot snapshot = snapshot("list tcp " + form, "list udp " + form);

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of("OWNER_HIDDEN libproc 2"), diagnostics(snapshot));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theListGrowsWhileItIsRead(int times) {
        PortSnapshot snapshot = snapshot("list tcp enomem=" + times);

        assertEquals(EVERYTHING, ports(snapshot));
        assertTrue(snapshot.isComplete());
    }

    @Test
    void aListThatNeverFitsIsAbandoned() {
        PortSnapshot snapshot = snapshot("list tcp enomem=1000");

        assertTrue(message(snapshot, Kind.PORTS_MISSING).contains("ENOMEM"), snapshot::toString);
        assertEquals(EVERYTHING.subList(1, 3), ports(snapshot));
    }

    /** Many more sockets than the first buffer holds. */
    @Test
    void aLongList() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            many.append("sock c")
                    .append(i)
                    .append(" lport=")
                    .append(10000 + i)
                    .append(" state=4 uid=0 ")
                    .append(Scene.LOOPBACK)
                    .append('\n');
        }

        PortSnapshot snapshot = snapshot(many.toString());

        assertEquals(EVERYTHING, ports(snapshot));
        assertTrue(snapshot.isComplete());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 78})
    void aMissingList(int errno) {
        PortSnapshot snapshot = snapshot("list tcp errno=" + errno);

        assertEquals(EVERYTHING.subList(1, 3), ports(snapshot));
        assertEquals(
                "PORTS_MISSING sysctl net.inet.tcp.pcblist_n 1",
                diagnostics(snapshot).get(0));
        assertTrue(
                message(snapshot, Kind.PORTS_MISSING).contains(errno == 2 ? "ENOENT" : "errno 78"), snapshot::toString);
    }

    /** A record of length zero: no later record can be found. */
    @Test
    void aRecordOfLengthZeroEndsTheList() {
        PortSnapshot snapshot = snapshot("list tcp zero=1");

        assertEquals(EVERYTHING.subList(1, 3), ports(snapshot));
        assertTrue(message(snapshot, Kind.PORTS_MISSING).contains("is truncated after"), snapshot::toString);
    }

    /** Truncated within the last header, at it, in the last record, and before all of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 25, 100, 500, 1000, 100000})
    void theTailIsCut(int bytes) {
        PortSnapshot snapshot = snapshot("list tcp cut=" + bytes);

        assertTrue(EVERYTHING.containsAll(ports(snapshot)), snapshot::toString);
        assertTrue(message(snapshot, Kind.PORTS_MISSING).contains("is truncated after"), snapshot::toString);
    }

    @Test
    void aRecordThatIsTooShortIsReportedAndTheOthersAreRead() {
        PortSnapshot snapshot = snapshot("list tcp short=0");

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of("ROW_MALFORMED sysctl pcblist_n 1", "OWNER_HIDDEN libproc 2"), diagnostics(snapshot));
    }

    /** A socket newer than the list may be half initialized; libproc reports it, if it is the caller's. */
    @Test
    void aSocketNewerThanTheListIsLeftToTheNextSnapshot() {
        PortSnapshot snapshot = snapshot("list tcp future");

        assertEquals(EVERYTHING.subList(1, 3), ports(snapshot));
    }

    @Test
    void theCheapestRequestReadsTheProcessesWhereTheListIsTruncated() {
        Scene.quietMac("list tcp cut=24");

        PortSnapshot snapshot = FakeMac.snapshot(SnapshotRequest.ports());

        assertEquals(List.of("tcp 0.0.0.0:8080 ?", "udp 0.0.0.0:5353 ?"), ports(snapshot));
        assertEquals(List.of("PORTS_MISSING sysctl net.inet.tcp.pcblist_n 1"), diagnostics(snapshot));
        assertEquals(1, FakeMac.calls("listpids"));
    }
}
