package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dump that is read again and again: what did not change is not parsed, and what changed is. */
class RememberedDumpTest {

    private static final int SEQUENCE = 5;

    private final RememberedDump dump = new RememberedDump();

    @Test
    void theSameAnswerIsTheSameList() {
        List<SocketRow> first = read(80, 443, 8080);
        assertEquals(List.of(80, 443, 8080), ports(first));
        assertSame(first, read(80, 443, 8080));
        assertSame(first, read(80, 443, 8080));
    }

    @Test
    void anotherSocketAtTheEndInTheMiddleAndAtTheBeginning() {
        List<SocketRow> first = read(80, 443);
        List<SocketRow> more = read(80, 443, 8080);
        assertEquals(List.of(80, 443, 8080), ports(more));
        assertSame(first.get(1), more.get(1));
        assertEquals(List.of(80, 443), ports(first), "what was read before does not change");

        assertEquals(List.of(80, 22, 443, 8080), ports(read(80, 22, 443, 8080)));
        assertEquals(List.of(1, 80, 22, 443, 8080), ports(read(1, 80, 22, 443, 8080)));
    }

    @Test
    void aSocketThatIsGone() {
        List<SocketRow> first = read(80, 443, 8080);
        List<SocketRow> last = read(80, 443);
        assertEquals(List.of(80, 443), ports(last));
        assertEquals(List.of(80, 8080), ports(read(80, 8080)));
        assertEquals(List.of(8080), ports(read(8080)));
        assertEquals(List.of(), ports(read(new int[0])));
        assertEquals(List.of(80, 443, 8080), ports(read(80, 443, 8080)));
        assertEquals(List.of(80, 443, 8080), ports(first));
    }

    @Test
    void aMessageThatIsLongerOrShorter() {
        Datagrams longer = new Datagrams(ByteOrder.nativeOrder(), SEQUENCE);
        longer.socket(false, 80, longer.attribute(Datagrams.SKV6ONLY, (byte) 1));
        List<SocketRow> only = read(longer);
        Datagrams other = new Datagrams(ByteOrder.nativeOrder(), SEQUENCE);
        other.socket(false, 80, other.attribute(Datagrams.SKV6ONLY, (byte) 0));
        List<SocketRow> both = read(other);
        assertNotSame(only, both);
        assertEquals(false, both.get(0).extras().orElseThrow().v6Only().orElseThrow());

        Datagrams without = new Datagrams(ByteOrder.nativeOrder(), SEQUENCE);
        without.socket(false, 80);
        assertEquals(true, read(without).get(0).extras().orElseThrow().v6Only().isEmpty());
    }

    @Test
    void moreThanAreRemembered() {
        int[] ports = new int[20_000];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = i + 1;
        }
        assertEquals(20_000, read(ports).size());
        ports[15_000] = 60_000;
        assertEquals(60_000, read(ports).get(15_000).port());
    }

    private List<SocketRow> read(int... ports) {
        Datagrams[] datagrams = new Datagrams[ports.length];
        for (int i = 0; i < ports.length; i++) {
            datagrams[i] = new Datagrams(ByteOrder.nativeOrder(), SEQUENCE).socket(true, ports[i]);
        }
        return read(datagrams);
    }

    private List<SocketRow> read(Datagrams... datagrams) {
        dump.begin();
        NetlinkParser parser = new NetlinkParser(SEQUENCE, new InetDiagParser(Protocol.TCP, port -> true, dump));
        for (Datagrams each : datagrams) {
            parser.parse(each.datagram());
        }
        return dump.rows();
    }

    private static List<Integer> ports(List<SocketRow> rows) {
        return rows.stream().map(SocketRow::port).toList();
    }
}
