package io.github.listeningports;

import static io.github.listeningports.PortChange.Kind.CLOSED;
import static io.github.listeningports.PortChange.Kind.FIREWALL_CHANGED;
import static io.github.listeningports.PortChange.Kind.OPENED;
import static io.github.listeningports.PortChange.Kind.OWNERS_CHANGED;
import static io.github.listeningports.Samples.address;
import static io.github.listeningports.Samples.process;
import static io.github.listeningports.Samples.snapshot;
import static io.github.listeningports.Samples.tcp;
import static io.github.listeningports.Samples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PortChangesTest {

    private static final ProcessInfo NGINX = process(7, "nginx");
    private static final ProcessInfo OTHER = process(8, "nginx");
    private static final FirewallStatus ALLOWED = new FirewallStatus(FirewallVerdict.ALLOWED, "rule 1");
    private static final FirewallStatus BLOCKED = new FirewallStatus(FirewallVerdict.BLOCKED, "rule 2");

    @Test
    void nothingChangedIsNoChange() {
        PortSnapshot same = snapshot(tcp("::", 80, 1, NGINX), tcp("::", 443, 2));
        assertEquals(List.of(), same.changesSince(same));
        assertEquals(List.of(), snapshot().changesSince(snapshot()));
    }

    @Test
    void openedAndClosed() {
        ListeningPort old = tcp("::", 443, 1);
        ListeningPort fresh = tcp("::", 80, 2);
        ListeningPort kept = tcp("::", 22, 3);
        assertEquals(
                List.of(new PortChange(CLOSED, old, Optional.of(old)), new PortChange(OPENED, fresh, Optional.empty())),
                snapshot(kept, fresh).changesSince(snapshot(kept, old)));
    }

    @Test
    void closedComeFirstAndBothAreInTheOrderOfASnapshot() {
        ListeningPort a = tcp("::", 1, 1);
        ListeningPort b = tcp("::", 2, 2);
        ListeningPort c = tcp("::", 3, 3);
        ListeningPort d = tcp("::", 4, 4);
        assertEquals(
                List.of("CLOSED tcp [::]:2 ?", "CLOSED tcp [::]:4 ?", "OPENED tcp [::]:1 ?", "OPENED tcp [::]:3 ?"),
                texts(snapshot(c, a), snapshot(d, b)));
    }

    @Test
    void otherOwners() {
        ListeningPort before = tcp("::", 80, 1, NGINX);
        ListeningPort after = tcp("::", 80, 1, NGINX, OTHER);
        assertEquals(
                List.of(new PortChange(OWNERS_CHANGED, after, Optional.of(before))),
                snapshot(after).changesSince(snapshot(before)));
        assertEquals(
                List.of(new PortChange(OWNERS_CHANGED, before, Optional.of(after))),
                snapshot(before).changesSince(snapshot(after)));
        assertEquals(
                List.of("OWNERS_CHANGED tcp [::]:80 nginx (8), before [nginx (7)]"),
                texts(snapshot(tcp("::", 80, 1, OTHER)), snapshot(before)));
    }

    @Test
    void theSamePidWithAnotherStartTimeIsAnotherOwner() {
        ProcessInfo reborn = ProcessInfo.builder(7)
                .name("nginx")
                .startedAt(Samples.STARTED.plusMillis(10))
                .build();
        assertEquals(
                List.of("OWNERS_CHANGED tcp [::]:80 nginx (7), before [nginx (7)]"),
                texts(snapshot(tcp("::", 80, 1, reborn)), snapshot(tcp("::", 80, 1, NGINX))));
    }

    @Test
    void whereTheClockWasSetTheStartKeyDecides() {
        assertEquals(List.of(), texts(nginx("a", 10), nginx("a", 0)));
        assertEquals(
                List.of("OWNERS_CHANGED tcp [::]:80 nginx (7), before [nginx (7)]"),
                texts(nginx("b", 0), nginx("a", 0)));
        assertEquals(List.of(), texts(nginx("a", 0), snapshot(tcp("::", 80, 1, NGINX))), "one has no key");
    }

    private static PortSnapshot nginx(String startKey, long later) {
        ProcessInfo process = ProcessInfo.builder(7)
                .name("nginx")
                .startedAt(Samples.STARTED.plusSeconds(later))
                .startKey(startKey)
                .build();
        return snapshot(tcp("::", 80, 1, process));
    }

    @Test
    void theSameOwnersInAnotherOrderOrByAnotherNameAreNoChange() {
        assertEquals(
                List.of(),
                snapshot(tcp("::", 80, 1, OTHER, NGINX)).changesSince(snapshot(tcp("::", 80, 1, NGINX, OTHER))));
        assertEquals(
                List.of(),
                snapshot(tcp("::", 80, 1, process(7, "nginx: master")))
                        .changesSince(snapshot(tcp("::", 80, 1, NGINX))));
    }

    @Test
    void anotherFirewallAnswer() {
        PortSnapshot before = snapshot(behind(ALLOWED, NGINX));
        PortSnapshot after = snapshot(behind(BLOCKED, NGINX));
        assertEquals(
                List.of(new PortChange(FIREWALL_CHANGED, behind(BLOCKED, NGINX), Optional.of(behind(ALLOWED, NGINX)))),
                after.changesSince(before));
        assertEquals(
                List.of("FIREWALL_CHANGED tcp [::]:80 nginx (7): BLOCKED (rule 2), before ALLOWED (rule 1)"),
                texts(after, before));
    }

    @Test
    void ownersAndFirewallBothChangedIsTwoChanges() {
        ListeningPort before = behind(ALLOWED, NGINX);
        ListeningPort after = behind(BLOCKED, OTHER);
        assertEquals(
                List.of(
                        new PortChange(OWNERS_CHANGED, after, Optional.of(before)),
                        new PortChange(FIREWALL_CHANGED, after, Optional.of(before))),
                snapshot(after).changesSince(snapshot(before)));
    }

    @Test
    void anotherInodeOnTheSameAddressIsClosedAndOpened() {
        ListeningPort before = tcp("::", 80, 1, NGINX);
        ListeningPort after = tcp("::", 80, 2, NGINX);
        assertEquals(
                List.of(
                        new PortChange(CLOSED, before, Optional.of(before)),
                        new PortChange(OPENED, after, Optional.empty())),
                snapshot(after).changesSince(snapshot(before)));
    }

    @Test
    void queueLengthsAndCountersAreNoChange() {
        SocketDetails.Builder details =
                SocketDetails.builder(AddressFamily.IPV6).inode(1);
        PortSnapshot before = snapshot(withDetails(
                details.acceptQueue(0).backlog(50).drops(1).connections(2).build()));
        PortSnapshot after = snapshot(withDetails(
                details.acceptQueue(9).backlog(128).drops(7).connections(0).build()));
        assertEquals(List.of(), after.changesSince(before));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedPortIsReportedUnlessTheLaterLookMissedATableOrARow(Diagnostic.Kind kind) {
        boolean missed = kind == Diagnostic.Kind.PORTS_MISSING || kind == Diagnostic.Kind.ROW_MALFORMED;
        PortSnapshot before = snapshot(tcp("::", 80, 1));
        PortSnapshot after = snapshot(tcp("::", 443, 2));
        assertEquals(
                missed ? List.of("OPENED tcp [::]:443 ?") : List.of("CLOSED tcp [::]:80 ?", "OPENED tcp [::]:443 ?"),
                texts(with(after, kind), before));
        assertEquals(List.of("CLOSED tcp [::]:80 ?", "OPENED tcp [::]:443 ?"), texts(after, with(before, kind)));
    }

    @Test
    void twoListenersOfOneIdAreTwo() {
        // A system without inodes, and SO_REUSEPORT.
        ListeningPort first = tcp("::", 80, 0, NGINX);
        ListeningPort second = tcp("::", 80, 0, OTHER);
        assertEquals(first.id(), second.id());
        assertEquals(List.of(), texts(snapshot(first, second), snapshot(first, second)));
        assertEquals(List.of("OPENED tcp [::]:80 nginx (8)"), texts(snapshot(first, second), snapshot(first)));
        assertEquals(List.of("CLOSED tcp [::]:80 nginx (8)"), texts(snapshot(first), snapshot(first, second)));
    }

    @Test
    void twoListenersOfOneIdAreDistinguishedByTheirOwners() {
        ListeningPort first = tcp("::", 80, 0, NGINX);
        ListeningPort second = tcp("::", 80, 0, OTHER);
        assertEquals(List.of(), texts(snapshot(second, first), snapshot(first, second)));
        assertEquals(List.of("CLOSED tcp [::]:80 nginx (7)"), texts(snapshot(second), snapshot(first, second)));
        assertEquals(List.of("OPENED tcp [::]:80 nginx (7)"), texts(snapshot(first, second), snapshot(second)));
        assertEquals(
                List.of("OWNERS_CHANGED tcp [::]:80 nginx (9), before [nginx (7)]"),
                texts(snapshot(tcp("::", 80, 0, process(9, "nginx")), second), snapshot(second, first)));
    }

    @Test
    void aChangeNeedsABeforeUnlessItIsOpened() {
        ListeningPort port = tcp("::", 80, 1);
        for (PortChange.Kind kind : PortChange.Kind.values()) {
            Optional<ListeningPort> wrong = kind == OPENED ? Optional.of(port) : Optional.empty();
            assertEquals(
                    kind + (kind == OPENED ? " takes no earlier listener" : " requires the earlier listener"),
                    Thrown.message(IllegalArgumentException.class, () -> new PortChange(kind, port, wrong)));
        }
    }

    private static List<String> texts(PortSnapshot later, PortSnapshot earlier) {
        return later.changesSince(earlier).stream().map(PortChange::toString).toList();
    }

    private static ListeningPort behind(FirewallStatus firewall, ProcessInfo owner) {
        return ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .owners(List.of(owner))
                .firewall(firewall)
                .build();
    }

    private static ListeningPort withDetails(SocketDetails details) {
        return ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .socket(details)
                .build();
    }
}
