package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static io.github.listeningports.Samples.process;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.BindReport.Answer;
import io.github.listeningports.spi.BindByListeners;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.spi.SuggestedCommand;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindReportTest {

    private static final BindRequest REQUEST = BindRequest.tcp(8080);

    private static final BindObstacle LISTENER = BindObstacle.builder(
                    BindObstacle.Kind.LISTENER, "tcp 0.0.0.0:8080 is held by orders.jar (java 977)")
            .stopCommand(Optional.of("systemctl stop orders"))
            .build();

    private static final BindObstacle POSSIBLE = BindObstacle.builder(
                    BindObstacle.Kind.CONNECTIONS, "1 connection holds it")
            .certain(false)
            .lookCommand(Optional.of("ss -tan"))
            .build();

    private static final BindNote UNSEEN = new BindNote(BindNote.Kind.NOT_SEEN, "nothing can be seen");

    @Test
    void theAnswerFollowsFromTheObstacles() {
        assertEquals(
                Answer.REFUSED,
                BindReport.of(REQUEST, List.of(POSSIBLE, LISTENER), List.of(), true)
                        .answer());
        assertEquals(
                Answer.UNKNOWN,
                BindReport.of(REQUEST, List.of(POSSIBLE), List.of(), true).answer());
        assertEquals(
                Answer.UNKNOWN,
                BindReport.of(REQUEST, List.of(), List.of(UNSEEN), false).answer());
        assertEquals(
                Answer.BINDABLE,
                BindReport.of(REQUEST, List.of(), List.of(UNSEEN), true).answer());
    }

    @Test
    void itIsOneSentence() {
        assertEquals(
                "tcp 0.0.0.0:8080 is held by orders.jar (java 977); stop it with systemctl stop orders (and 1 more)",
                BindReport.of(REQUEST, List.of(POSSIBLE, LISTENER), List.of(), true)
                        .toString());
        assertEquals(
                "it is unknown whether tcp *:8080 can be bound: 1 connection holds it; look closer with ss -tan",
                BindReport.of(REQUEST, List.of(POSSIBLE), List.of(), true).toString());
        assertEquals(
                "it is unknown whether tcp *:8080 can be bound: nothing can be seen",
                BindReport.of(REQUEST, List.of(), List.of(UNSEEN), false).toString());
        assertEquals(
                "tcp *:8080 can be bound",
                BindReport.of(REQUEST, List.of(), List.of(), true).toString());
    }

    @Test
    void aReportDoesNotContradictItself() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new BindReport(REQUEST, Answer.BINDABLE, List.of(LISTENER), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BindReport(REQUEST, Answer.BINDABLE, List.of(POSSIBLE), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BindReport(REQUEST, Answer.REFUSED, List.of(POSSIBLE), List.of()));
    }

    @Test
    void namesOfOthersAreEscaped() {
        BindObstacle forged =
                BindObstacle.builder(BindObstacle.Kind.OTHER, "held by a\nb").build();

        assertEquals("held by a\\nb", forged.toString());
        assertEquals("a\\nb", new BindNote(BindNote.Kind.OTHER, "a\nb").toString());
    }

    @Test
    void onlyHarmlessNamesBecomePartOfACommand() {
        assertEquals(
                Optional.of("systemctl stop app@1.x:y-z_A"), SuggestedCommand.of("systemctl stop", "app@1.x:y-z_A"));
        for (String name : List.of("", "a b", "a;reboot", "$(x)", "`x`", "a\nb", "-rf", "a/b", "ä")) {
            assertEquals(Optional.empty(), SuggestedCommand.of("systemctl stop", name), name);
        }
    }

    /** A provider that knows listeners only. */
    private record Listeners(PortSnapshot snapshot) implements ListeningPortProvider {
        @Override
        public String name() {
            return "listeners";
        }

        @Override
        public Optional<String> whyUnsupported() {
            return Optional.empty();
        }

        @Override
        public ListeningPortSource open(SnapshotRequest request) {
            List<ListeningPort> asked = snapshot.ports().stream()
                    .filter(port -> request.protocols().contains(port.protocol()) && request.asksForPort(port.port()))
                    .toList();
            return new ListeningPortSource() {
                @Override
                public PortSnapshot snapshot() {
                    return new PortSnapshot(snapshot.takenAt(), asked, List.of());
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Answer answer(BindRequest request, ListeningPort... ports) {
        return new Listeners(Samples.snapshot(ports)).explainBind(request).answer();
    }

    @Test
    void byDefaultAProviderKnowsItsListeners() {
        ListeningPort held = Samples.tcp("127.0.0.1", 8080, 1, process(977, "orders"));
        BindRequest same = REQUEST.withAddress(address("127.0.0.1"));

        assertEquals(Answer.REFUSED, answer(same, held));
        assertEquals(Answer.UNKNOWN, answer(same.withReusePort(), held));
        assertEquals(Answer.UNKNOWN, answer(REQUEST, held), "whether :: and 127.0.0.1 meet depends on the system");
        assertEquals(Answer.UNKNOWN, answer(same));
        assertEquals(Answer.UNKNOWN, answer(BindRequest.udp(8080).withAddress(address("127.0.0.1")), held));
        assertEquals(Answer.UNKNOWN, answer(BindRequest.tcp(0)));
        BindReport report = BindByListeners.explain(
                new Listeners(Samples.snapshot(held))::open,
                same,
                owner -> SuggestedCommand.of("kill", Long.toString(owner.pid())),
                List.of());
        assertEquals(
                "tcp 127.0.0.1:8080 is held by orders (977), running since 2026-01-02 HH:mm; stop it with kill 977",
                report.toString().replaceFirst("2026-01-0\\d \\d\\d:\\d\\d", "2026-01-02 HH:mm"));
    }

    @Test
    void aLinkLocalAddressOfAnotherLinkIsAnotherOne() {
        ListeningPort held = ListeningPort.builder(
                        Protocol.TCP, Samples.sixBytes("fe800000000000000000000000000001", 2), 8080)
                .scopeId(2)
                .build();

        assertEquals(Answer.REFUSED, answer(REQUEST.withAddress(held.address()), held));
        assertEquals(
                Answer.UNKNOWN,
                answer(REQUEST.withAddress(Samples.sixBytes("fe800000000000000000000000000001", 3)), held));
    }
}
