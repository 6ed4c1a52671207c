package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static io.github.listeningports.Samples.process;
import static io.github.listeningports.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.lab.Machine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks and messages; real sockets and processes are in the contract, and in the tests of each system. */
@Timeout(Machine.PATIENCE_SECONDS)
class AwaitTest {

    private static final Duration LONG = Duration.ofSeconds(Machine.PATIENCE_SECONDS);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ScriptedProvider provider = new ScriptedProvider();

    private AwaitException fail(AwaitRequest request) {
        return assertThrows(AwaitException.class, () -> ListeningPorts.await(request.withProvider(provider), SHORT));
    }

    @Test
    void returnsTheListenerOnceItIsThere() throws InterruptedException {
        provider.does(() -> provider.snapshots.get() < 3 ? Samples.snapshot() : Samples.snapshot(tcp("::", 80, 1)));
        ListeningPort found = ListeningPorts.await(AwaitRequest.tcp(80).withProvider(provider), LONG);
        assertEquals(tcp("::", 80, 1), found);
        assertEquals(3, provider.snapshots.get());
        assertEquals(1, provider.closes.get());
    }

    @Test
    void nothingIsThere() {
        AwaitException thrown = fail(AwaitRequest.tcp(80));
        assertEquals("waited 20 ms for tcp port 80: nothing listens there", thrown.getMessage());
        assertEquals(AwaitException.Reason.TIMEOUT, thrown.reason());
        assertEquals(List.of(), thrown.seenPorts());
        assertEquals(OptionalInt.empty(), thrown.exitStatus());
        assertEquals(2, provider.closes.get(), "the source, and the look for the message");
    }

    @Test
    void itMayBeThereUnseen() {
        provider.does(() -> Samples.with(Samples.snapshot(), Diagnostic.Kind.PORTS_MISSING));
        AwaitException thrown = fail(AwaitRequest.udp(53));
        assertEquals(
                "waited 20 ms for udp port 53: nothing that can be seen listens there; made for a test",
                thrown.getMessage());
        assertEquals(1, thrown.diagnostics().size());
    }

    @Test
    void hiddenOwnersCountWhereTheyMayBeTheAwaitedOnes() {
        ListeningPort hidden = tcp("::", 80, 1);
        provider.does(() -> Samples.with(Samples.snapshot(hidden), Diagnostic.Kind.OWNER_HIDDEN));
        String of = " of process " + ProcessHandle.current().pid() + ": ";
        AwaitRequest own = AwaitRequest.tcp().withProcess(ProcessHandle.current());
        assertEquals(
                "waited 20 ms for tcp on any port" + of + "nothing listens there; made for a test",
                fail(own).getMessage());
        assertEquals(
                "waited 20 ms for tcp port 80" + of
                        + "tcp [::]:80 is held by a process that cannot be seen; made for a test",
                fail(AwaitRequest.tcp(80).withProcess(ProcessHandle.current())).getMessage());
        assertEquals(
                "waited 20 ms for tcp port 81" + of + "nothing listens there",
                fail(AwaitRequest.tcp(81).withProcess(ProcessHandle.current())).getMessage());
    }

    @Test
    void aListenerThatTheClientCannotReach() {
        ListeningPort port = tcp("127.0.0.1", 80, 1, process(977, "orders"));
        provider.shows(port);
        AwaitException thrown = fail(AwaitRequest.tcp(80).withClient(address("10.0.0.9")));
        assertEquals(
                "waited 20 ms for tcp port 80 for clients like 10.0.0.9: tcp 127.0.0.1:80, held by orders (977), listens on 127.0.0.1 only",
                thrown.getMessage());
        assertEquals(List.of(port), thrown.seenPorts());
    }

    @Test
    void aListenerThatDoesNotFulfilTheCondition() {
        provider.shows(tcp("::", 80, 1, process(977, "orders"), process(978, "orders")), tcp("::", 80, 2));
        assertEquals(
                "waited 20 ms for tcp port 80 under a condition: tcp [::]:80, held by orders (977) and 1 more, does not fulfil the condition; "
                        + "tcp [::]:80, held by a process that cannot be seen, does not fulfil the condition",
                fail(AwaitRequest.tcp(80).withCondition(port -> false)).getMessage());
        assertEquals(
                "waited 20 ms for tcp on any port under a condition: none of 2 listeners is one",
                fail(AwaitRequest.tcp().withCondition(port -> false)).getMessage());
    }

    @Test
    void theFirstThatFulfilsTheCondition() throws InterruptedException {
        provider.shows(tcp("::", 80, 1), tcp("::", 81, 2));
        ListeningPort found = ListeningPorts.await(
                AwaitRequest.tcp().withProvider(provider).withCondition(port -> port.port() > 80), LONG);
        assertEquals(81, found.port());
    }

    @Test
    void noMoreThanFiveAreInTheMessage() {
        provider.shows(
                tcp("::", 80, 1),
                tcp("::", 80, 2),
                tcp("::", 80, 3),
                tcp("::", 80, 4),
                tcp("::", 80, 5),
                tcp("::", 80, 6));
        AwaitException thrown = fail(AwaitRequest.tcp(80).withCondition(port -> false));
        assertEquals(6, thrown.seenPorts().size());
        assertEquals(5, thrown.toString().split("does not fulfil", -1).length - 1);
    }

    @Test
    void namesThatAProcessChoseAreHarmless() {
        provider.shows(tcp("127.0.0.1", 80, 1, process(977, "two\nlines")));
        assertEquals(
                1,
                String.valueOf(fail(AwaitRequest.tcp(80).withClient(address("10.0.0.9")))
                                .getMessage())
                        .lines()
                        .count());
    }

    @Test
    void aSocketOnAllAddressesIsLookedAtCloselyOnceForAnIpv4Client() throws InterruptedException {
        ListeningPort port = ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .instance(1)
                .build();
        provider.shows(port);
        assertEquals(
                port,
                ListeningPorts.await(
                        AwaitRequest.tcp(80).withProvider(provider).withClient(address("10.0.0.9")), LONG));
        assertEquals(2, provider.snapshots.get());
    }

    @Test
    void whatTheConditionThrowsEndsTheWait() {
        provider.shows(tcp("::", 80, 1));
        assertEquals(
                "condition",
                Thrown.message(
                        IllegalStateException.class,
                        () -> ListeningPorts.await(
                                AwaitRequest.tcp(80).withProvider(provider).withCondition(port -> {
                                    throw new IllegalStateException("condition");
                                }),
                                LONG)));
        assertEquals(1, provider.closes.get());
    }

    @Test
    void anInterruptEndsTheWait() {
        provider.does(() -> {
            Thread.currentThread().interrupt();
            return Samples.snapshot();
        });
        assertThrows(
                InterruptedException.class,
                () -> ListeningPorts.await(AwaitRequest.tcp(80).withProvider(provider), LONG));
        assertEquals(1, provider.closes.get());
    }

    @Test
    void aDeserializedExceptionHasItsMessageAndNoPorts() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(fail(AwaitRequest.tcp(80)));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            AwaitException copy = (AwaitException) in.readObject();
            assertEquals("waited 20 ms for tcp port 80: nothing listens there", copy.getMessage());
            assertEquals(AwaitException.Reason.TIMEOUT, copy.reason());
            assertEquals(List.of(), copy.seenPorts());
            assertEquals(List.of(), copy.diagnostics());
            assertEquals(OptionalInt.empty(), copy.exitStatus());
        }
    }

    @Test
    void aTimeoutIsNotNegative() {
        assertEquals(
                "a timeout must not be negative, but is PT-1S",
                Thrown.message(
                        IllegalArgumentException.class,
                        () -> ListeningPorts.await(
                                AwaitRequest.tcp(80).withProvider(provider), Duration.ofSeconds(-1))));
        assertEquals(1, provider.closes.get());
    }

    @Test
    void aNumberThatIsNoPortIsRefused() {
        assertEquals(
                "a port is a number from 1 to 65535, not 0",
                Thrown.message(IllegalArgumentException.class, () -> ListeningPorts.await(0, LONG)));
    }
}
