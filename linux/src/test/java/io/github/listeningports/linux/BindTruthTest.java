package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.BindLab.Explained;
import io.github.listeningports.linux.BindLab.Eye;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every explanation against what bind(2) and listen(2) do in the same circumstances, for root and for a user without rights, natively and from /proc alone. */
class BindTruthTest {

    /** Whose options nobody can see, because no process holds the socket any more. */
    private static final String OWNERLESS = "(ownerless)";

    private static final String SERVED = " listen tcp4 connect=127.0.0.1,PORT at=0 accept ";
    private static final String SERVED6 = " listen tcp6 connect=::1,PORT at=0 accept ";

    /** What there is on the port, in the words of bind.c. Sockets are numbered: 0 the listener, 1 the client, 2 the accepted one. */
    static Stream<String> circumstances() {
        return Stream.of(
                "nothing | ",
                // listening
                "listens on IPv4 | tcp4 bind=0.0.0.0,PORT listen",
                "listens on 127.0.0.1 | tcp4 bind=127.0.0.1,PORT listen",
                "listens on an address | tcp4 bind=10.9.9.1,PORT listen",
                "listens dual-stack | tcp6 v6both bind=::,PORT listen",
                "listens on IPv6 only | tcp6 v6only bind=::,PORT listen",
                "listens on ::1 | tcp6 v6both bind=::1,PORT listen",
                "listens on an IPv6 address | tcp6 bind=fd09::1,PORT listen",
                "listens on a link-local address | tcp6 bind=fe80::9%d0,PORT listen",
                "listens as Java on 127.0.0.1 | tcp6 v6both bind=::ffff:127.0.0.1,PORT listen",
                "listens with SO_REUSEADDR | tcp4 reuseaddr bind=0.0.0.0,PORT listen",
                "listens dual-stack with SO_REUSEADDR | tcp6 v6both reuseaddr bind=::,PORT listen",
                "listens with SO_REUSEPORT | tcp4 reuseport bind=0.0.0.0,PORT listen",
                "listens dual-stack with both | tcp6 v6both reuseaddr reuseport bind=::,PORT listen",
                "two with SO_REUSEPORT | tcp4 reuseport bind=127.0.0.1,PORT listen tcp4 reuseport bind=127.0.0.1,PORT listen",
                "nobody's with SO_REUSEPORT | euid=65534 tcp4 reuseport bind=0.0.0.0,PORT listen",
                "two addresses | tcp4 bind=127.0.0.1,PORT listen tcp6 bind=::1,PORT listen",
                "one with, one without SO_REUSEPORT | tcp4 reuseport bind=127.0.0.1,PORT listen tcp4 bind=10.9.9.1,PORT listen",
                "on one interface | tcp4 dev=d0 bind=0.0.0.0,PORT listen",
                "on one interface, with SO_REUSEPORT | tcp6 v6both dev=d0 reuseport bind=::,PORT listen",
                "on another port | tcp6 v6both bind=::,7002 listen",
                // bound
                "bound to IPv4 | tcp4 bind=0.0.0.0,PORT",
                "bound to 127.0.0.1 | tcp4 bind=127.0.0.1,PORT",
                "bound dual-stack | tcp6 v6both bind=::,PORT",
                "bound to IPv6 only | tcp6 v6only bind=::,PORT",
                "bound to ::1 | tcp6 v6both bind=::1,PORT",
                "bound as Java does | tcp6 v6both bind=::ffff:127.0.0.1,PORT",
                "bound with SO_REUSEADDR | tcp4 reuseaddr bind=0.0.0.0,PORT",
                "bound with SO_REUSEPORT | tcp4 reuseport bind=0.0.0.0,PORT",
                "bound with both | tcp6 v6both reuseaddr reuseport bind=::,PORT",
                "nobody's with SO_REUSEADDR | euid=65534 tcp4 reuseaddr bind=127.0.0.1,PORT",
                "bound to one interface | tcp4 dev=d0 reuseaddr bind=10.9.9.1,PORT",
                "bound and one more | tcp4 reuseaddr bind=127.0.0.1,PORT tcp4 bind=10.9.9.1,PORT",
                // connections, the listener there
                "connected, and listens | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED,
                "connected, and listens with SO_REUSEPORT | tcp6 v6both reuseport bind=::,PORT" + SERVED,
                // and closed
                "connected | tcp4 bind=0.0.0.0,PORT" + SERVED + "at=0 close",
                "connected with SO_REUSEADDR | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED + "at=0 close",
                "connected with SO_REUSEPORT | tcp4 reuseport bind=0.0.0.0,PORT" + SERVED + "at=0 close",
                "connected over IPv6 | tcp6 v6both bind=::,PORT" + SERVED6 + "at=0 close",
                "connected over IPv6 only | tcp6 v6only reuseaddr bind=::,PORT" + SERVED6 + "at=0 close",
                "connected by IPv4 to dual-stack | tcp6 v6both reuseaddr bind=::,PORT" + SERVED + "at=0 close",
                "CLOSE_WAIT | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED + "at=0 close at=1 close",
                "FIN_WAIT2 | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED + "at=0 close at=2 shut",
                "FIN_WAIT2 (ownerless) | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED + "at=0 close at=2 close",
                "TIME_WAIT (ownerless) | tcp4 bind=0.0.0.0,PORT" + SERVED + "at=0 close at=2 close at=1 close",
                "TIME_WAIT with SO_REUSEADDR (ownerless) | tcp4 reuseaddr bind=0.0.0.0,PORT" + SERVED
                        + "at=0 close at=2 close at=1 close",
                "TIME_WAIT with SO_REUSEPORT (ownerless) | tcp4 reuseport bind=0.0.0.0,PORT" + SERVED
                        + "at=0 close at=2 close at=1 close",
                "TIME_WAIT over IPv6 (ownerless) | tcp6 v6both reuseaddr bind=::,PORT" + SERVED6
                        + "at=0 close at=2 close at=1 close",
                "TIME_WAIT by IPv4 of dual-stack (ownerless) | tcp6 v6both reuseaddr bind=::,PORT" + SERVED
                        + "at=0 close at=2 close at=1 close",
                "TIME_WAIT, and listens | tcp4 reuseaddr reuseport bind=0.0.0.0,PORT" + SERVED
                        + "at=2 close at=1 close",
                "a client's port | tcp4 bind=127.0.0.1,7003 listen tcp4 bind=127.0.0.1,PORT connect=127.0.0.1,7003",
                "a client's TIME_WAIT (ownerless) | tcp4 bind=127.0.0.1,7003 listen tcp4 bind=127.0.0.1,PORT"
                        + " connect=127.0.0.1,7003 at=0 accept at=1 close at=2 close",
                "a client's port, with SO_REUSEADDR | tcp4 bind=127.0.0.1,7003 listen tcp4 reuseaddr bind=127.0.0.1,PORT"
                        + " connect=127.0.0.1,7003",
                "connecting | tcp4 bind=10.9.9.1,PORT connecting=10.9.9.77,7003",
                // UDP
                "udp on IPv4 | udp4 bind=0.0.0.0,PORT",
                "udp on 127.0.0.1 | udp4 bind=127.0.0.1,PORT",
                "udp dual-stack | udp6 v6both bind=::,PORT",
                "udp on IPv6 only | udp6 v6only bind=::,PORT",
                "udp on ::1 | udp6 bind=::1,PORT",
                "udp on one interface | udp4 dev=d0 bind=0.0.0.0,PORT",
                "udp with SO_REUSEADDR | udp4 reuseaddr bind=0.0.0.0,PORT",
                "udp dual-stack with SO_REUSEADDR | udp6 v6both reuseaddr bind=::,PORT",
                "udp with SO_REUSEPORT | udp4 reuseport bind=127.0.0.1,PORT",
                "nobody's udp with SO_REUSEPORT | euid=65534 udp4 reuseport bind=0.0.0.0,PORT",
                "udp connected | udp4 bind=127.0.0.1,PORT connect=127.0.0.1,7003",
                "udp connected over IPv6 | udp6 v6both bind=::,PORT connect=::1,7003",
                "udp on a group | udp4 bind=224.0.0.251,PORT",
                "udp on the broadcast address | udp4 bind=10.9.9.255,PORT",
                "udp and tcp | udp4 bind=0.0.0.0,PORT tcp4 bind=127.0.0.1,PORT listen");
    }

    private static final List<String> ADDRESSES =
            List.of("*", "0.0.0.0", "127.0.0.1", "10.9.9.1", "::1", "fd09::1", "fe80::9%d0");

    /** Each circumstance has a port of its own: the kernel remembers the connections of others for a minute. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(7100);

    /** From /proc alone, one of so many requests is explained. */
    private static final int PART = 7;

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

    @ParameterizedTest
    @MethodSource("circumstances")
    void saysWhatBindDoes(String circumstance) {
        String[] parts = circumstance.split(" \\| ", 2);
        int port = NEXT_PORT.getAndIncrement();
        List<String> requests = (parts[0].contains("udp") ? Stream.of("udp", "tcp") : Stream.of("tcp"))
                .flatMap(protocol -> requests(protocol, port).stream())
                .toList();
        Map<Eye, List<String>> asked = new EnumMap<>(Eye.class);
        for (Eye eye : Eye.values()) {
            asked.put(eye, eye.isNative() ? requests : someOf(requests, port));
        }
        List<String> wrong = new ArrayList<>();
        try (BindLab.Holder holder = lab.hold(parts[1].replace("PORT", Integer.toString(port)))) {
            // On a slow machine a connection may be forgotten meanwhile: both answers are right then.
            BindLab.Truths before = lab.bind(requests);
            Map<Eye, List<Explained>> explained = lab.explain(asked);
            BindLab.Truths after = lab.bind(requests);
            asked.forEach((eye, lines) -> {
                Iterator<Explained> answers =
                        explained.getOrDefault(eye, List.of()).iterator();
                for (String request : lines) {
                    int at = requests.indexOf(request);
                    List<String> truths = List.of(before.of(eye, at), after.of(eye, at));
                    Explained answer = answers.next();
                    if (!fits(eye, request, parts[0], answer.answer(), truths)) {
                        wrong.add("\n" + eye + " " + request + ": bind says " + truths + ", we say " + answer.answer()
                                + " " + answer.all());
                    }
                }
            });
            assertEquals(List.of(), wrong, () -> holder + ": " + wrong.size() + " wrong");
        }
        // Otherwise too much may be unknown to say more than that nothing is wrong.
        BindLab.needsBoundSockets();
        BindLab.needsSocketOptions();
    }

    /** Others for each circumstance: /proc/net/tcp takes the kernel long to write, however few sockets there are. */
    private static List<String> someOf(List<String> requests, int port) {
        return IntStream.range(0, requests.size())
                .filter(index -> index % PART == port % PART)
                .mapToObj(requests::get)
                .toList();
    }

    private static List<String> requests(String protocol, int port) {
        List<String> requests = new ArrayList<>();
        for (String address : ADDRESSES) {
            for (String options : List.of("", " reuseaddr", " reuseport", " reuseaddr reuseport")) {
                requests.add(protocol + " " + address + " " + port + options);
            }
        }
        requests.add(protocol + " :: " + port + " v6only");
        requests.add(protocol + " :: " + port + " v6only reuseaddr");
        return requests;
    }

    private static boolean fits(Eye eye, String request, String circumstance, String answer, List<String> truths) {
        return switch (answer) {
            case "BINDABLE" -> truths.contains("ok");
            case "REFUSED" -> truths.stream().anyMatch(truth -> !truth.equals("ok"));
            default -> mayBeUnknown(eye, request, circumstance);
        };
    }

    /** Root sees everything natively but the options of a socket without a process. Others lack the options; /proc lacks these, and more. */
    private static boolean mayBeUnknown(Eye eye, String request, String circumstance) {
        boolean options = request.contains("reuse");
        // Of an end of a connection over IPv6, whether it would have taken IPv4 is an option, too.
        boolean wide = request.contains("0.0.0.0") && circumstance.contains("IPv6");
        if (BindLab.listsNoBoundSockets() || !BindLab.readsSocketOptions()) {
            return true;
        }
        return switch (eye) {
            case ROOT_NATIVE -> circumstance.contains(OWNERLESS) && (options || wide);
            case NOBODY_NATIVE -> options || wide;
            default -> true;
        };
    }

    @Test
    void fromProcAloneItIsKnownToo() {
        try (BindLab.Holder holder = lab.hold("tcp4 bind=127.0.0.1,7001 listen")) {
            for (String request : List.of("tcp * 7001", "tcp 127.0.0.1 7001 reuseaddr", "tcp 0.0.0.0 7001")) {
                assertEquals("REFUSED", lab.explain(Eye.NOBODY_PURE, request).answer(), request);
            }
            Explained free = lab.explain(Eye.ROOT_PURE, "tcp 10.9.9.1 7001");
            assertTrue(free.answer().equals("BINDABLE"), () -> holder + free.all());
        }
    }
}
