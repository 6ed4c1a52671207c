package io.github.listeningports;

import static io.github.listeningports.Samples.process;
import static io.github.listeningports.Samples.snapshot;
import static io.github.listeningports.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Diagnostic.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the observer of a watch is told, snapshot by snapshot. */
class ReportedPortsTest {

    private static final ListeningPort SSH = tcp("::", 22, 1);
    private static final ListeningPort WEB = tcp("::", 80, 2);

    private ReportedPorts reported = ReportedPorts.of(snapshot(SSH, WEB));

    @Test
    void nothingChanged() {
        assertEquals(List.of(), look(snapshot(SSH, WEB)));
    }

    @Test
    void whatIsThereIsOpenedToAnObserverThatKnowsNothing() {
        reported = ReportedPorts.none();
        assertEquals(List.of("OPENED tcp [::]:22 ?", "OPENED tcp [::]:80 ?"), look(snapshot(SSH, WEB)));
        assertEquals(List.of(), look(snapshot(SSH, WEB)));
    }

    @Test
    void aRestartOnTheSamePortIsClosedAndOpened() {
        assertEquals(List.of("CLOSED tcp [::]:80 ?", "OPENED tcp [::]:80 ?"), look(snapshot(SSH, tcp("::", 80, 3))));
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTS_MISSING", "ROW_MALFORMED"})
    void whatCouldNotBeReadIsNeitherClosedNorOpenedAnew(Kind missing) {
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), look(Samples.with(snapshot(SSH), missing)));
        }
        assertEquals(List.of(), look(snapshot(SSH, WEB)));
        assertEquals(List.of("CLOSED tcp [::]:80 ?"), look(snapshot(SSH)));
        assertEquals(List.of(), look(snapshot(SSH)));
    }

    @Test
    void whatClosedMeanwhileIsToldByTheFirstLookThatMissesNothing() {
        assertEquals(List.of(), look(Samples.with(snapshot(SSH), Kind.PORTS_MISSING)));
        assertEquals(List.of("CLOSED tcp [::]:80 ?"), look(snapshot(SSH)));
        assertEquals(List.of(), look(snapshot(SSH)));
    }

    @Test
    void aRestartWhileSomethingCannotBeReadIsToldInTwoParts() {
        ListeningPort next = tcp("::", 80, 3);
        assertEquals(List.of("OPENED tcp [::]:80 ?"), look(Samples.with(snapshot(SSH, next), Kind.PORTS_MISSING)));
        assertEquals(List.of("CLOSED tcp [::]:80 ?"), look(snapshot(SSH, next)));
    }

    @Test
    void tablesThatNeverSettleTellOfAClosingAtTheThirdLook() {
        assertEquals(List.of(), look(Samples.with(snapshot(SSH), Kind.TABLE_UNSETTLED)));
        assertEquals(List.of(), look(Samples.with(snapshot(SSH), Kind.TABLE_UNSETTLED)));
        assertEquals(List.of("CLOSED tcp [::]:80 ?"), look(Samples.with(snapshot(SSH), Kind.TABLE_UNSETTLED)));
        assertEquals(List.of(), look(snapshot(SSH)));
    }

    @Test
    void aPortThatIsSeenAgainBeginsAnew() {
        for (int i = 0; i < 5; i++) {
            assertEquals(List.of(), look(Samples.with(snapshot(SSH), Kind.TABLE_UNSETTLED)));
            assertEquals(List.of(), look(Samples.with(snapshot(SSH), Kind.TABLE_UNSETTLED)));
            assertEquals(List.of(), look(Samples.with(snapshot(SSH, WEB), Kind.TABLE_UNSETTLED)));
        }
    }

    @Test
    void otherDiagnosticsHideNoPort() {
        assertEquals(
                List.of("CLOSED tcp [::]:80 ?"),
                look(Samples.with(
                        snapshot(SSH),
                        Kind.OWNER_HIDDEN,
                        Kind.DETAIL_MISSING,
                        Kind.FIREWALL_UNKNOWN,
                        Kind.PROVIDER_FAILED)));
    }

    @Test
    void anotherOwnerIsToldThoughAllWereHiddenInBetween() {
        look(snapshot(SSH, tcp("::", 80, 2, process(7, "old"))));
        assertEquals(List.of(), look(snapshot(SSH, WEB)));
        assertEquals(List.of(), look(snapshot(SSH, tcp("::", 80, 2, process(7, "old")))));
        assertEquals(List.of(), look(snapshot(SSH, WEB)));
        assertEquals(
                List.of("OWNERS_CHANGED tcp [::]:80 new (8), before [old (7)]"),
                look(snapshot(SSH, tcp("::", 80, 2, process(8, "new")))));
        assertEquals(List.of(), look(snapshot(SSH, tcp("::", 80, 2, process(8, "new")))));
    }

    /** As on a system that gives sockets no instance. */
    @Test
    void ownersOfSocketsThatShareAnIdAreNotMixedUp() {
        ListeningPort one = anonymous(process(7, "one"));
        ListeningPort two = anonymous(process(8, "two"));
        reported = ReportedPorts.of(snapshot(one, two));
        assertEquals(List.of(), look(snapshot(anonymous(), two)));
        assertEquals(List.of(), look(snapshot(one, two)));
        assertEquals(List.of("CLOSED tcp [::]:80 one (7)"), look(snapshot(two)));
    }

    @Test
    void anotherVerdictOfTheFirewall() {
        ListeningPort open = firewalled(new FirewallStatus(FirewallVerdict.ALLOWED, "no rule drops it"));
        ListeningPort shut = firewalled(new FirewallStatus(FirewallVerdict.BLOCKED, "policy"));
        reported = ReportedPorts.of(snapshot(open));
        assertEquals(
                List.of("FIREWALL_CHANGED tcp [::]:80 ?: BLOCKED (policy), before ALLOWED (no rule drops it)"),
                look(snapshot(shut)));
    }

    /** Where something is missing forever, nothing is ever reported as closed, and what is gone must not fill the memory. */
    @Test
    void tenThousandUnseenPortsAreRemembered() {
        ListeningPort[] many = IntStream.rangeClosed(1, 10_001)
                .mapToObj(inode -> tcp("::", 1 + inode % 60_000, inode))
                .toArray(ListeningPort[]::new);
        reported = ReportedPorts.of(snapshot(many));
        ListeningPort first = many[0];
        assertEquals(
                List.of(),
                look(Samples.with(
                        snapshot(List.of(many).subList(1, 10_001).toArray(ListeningPort[]::new)), Kind.PORTS_MISSING)));
        assertEquals(List.of(), look(Samples.with(snapshot(), Kind.PORTS_MISSING)));
        List<String> closed = look(snapshot());
        assertEquals(10_000, closed.size());
        assertEquals(false, closed.contains("CLOSED " + first), "the one that is longest gone");
    }

    private List<String> look(PortSnapshot now) {
        ReportedPorts.Step next = reported.after(now);
        reported = next.next();
        return new ArrayList<>(next.changes().stream().map(PortChange::toString).toList());
    }

    private static ListeningPort anonymous(ProcessInfo... owners) {
        return ListeningPort.builder(Protocol.TCP, Samples.address("::"), 80)
                .owners(List.of(owners))
                .build();
    }

    private static ListeningPort firewalled(FirewallStatus status) {
        return ListeningPort.builder(Protocol.TCP, Samples.address("::"), 80)
                .instance(2)
                .firewall(status)
                .build();
    }
}
