package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A table as a little-endian kernel prints it (net/ipv4/tcp_ipv4.c tcp4_seq_show, net/ipv6/tcp_ipv6.c, net/ipv4/udp.c), made up from a
 * seed: the same seed, the same bytes.
 *
 * @param text the header and the rows
 * @param listeners what a reader should find in it
 */
record ProcNetTable(String text, List<Listener> listeners) {

    private static final int[] CONNECTED_TCP_STATES = {0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x06, 0x06, 0x08};
    private static final int ESTABLISHED = 0x01;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** As wide as seq_pad makes them: TMPSZ of tcp_ipv4.c, the same constant of udp.c. IPv6 rows are not padded. */
    private static final int TCP_WIDTH = 149;

    private static final int UDP_WIDTH = 127;

    ProcNetTable {
        listeners = List.copyOf(listeners);
    }

    /**
     * What is in all rows: listening sockets, or connections.
     *
     * <p>Most servers listen on few ports and hold many connections, so the rows that are left out are those that are to be cheap.
     */
    enum Rows {
        KEPT,
        SKIPPED
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The lines, as {@code Files.readAllLines} gives them. */
    List<String> lines() {
        return text.lines().toList();
    }

    static ProcNetTable generate(Protocol protocol, AddressFamily family, Rows rows, int count, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(160 * (count + 1));
        text.append(padded(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                protocol,
                family));
        List<Listener> listeners = new ArrayList<>();
        long inode = 10_000L + random.nextInt(10_000);
        for (int row = 0; row < count; row++) {
            inode += 1L + random.nextInt(5_000);
            Words local = Words.random(random, family);
            int port = 1 + random.nextInt(65_535);
            boolean kept = rows == Rows.KEPT;
            text.append(padded(row(protocol, family, kept, row, local, port, inode, random), protocol, family));
            if (kept) {
                listeners.add(new Listener(local.address(), port, inode));
            }
        }
        return new ProcNetTable(text.toString(), listeners);
    }

    private static String row(
            Protocol protocol,
            AddressFamily family,
            boolean kept,
            int index,
            Words local,
            int port,
            long inode,
            Random random) {
        boolean tcp = protocol == Protocol.TCP;
        int state = state(tcp, kept, random);
        Words remote = kept ? Words.any(family) : Words.random(random, family);
        int remotePort = kept ? 0 : 1024 + random.nextInt(64_000);
        int sending = kept || random.nextInt(8) > 0 ? 0 : random.nextInt(100_000);
        int waiting = random.nextInt(8) > 0 ? 0 : random.nextInt(128);
        int uid = random.nextBoolean() ? 0 : random.nextInt(70_000);
        int timer = sending > 0 ? random.nextInt(20_000) : 0;
        StringBuilder text = new StringBuilder(160);
        text.append(pad(index, tcp ? 4 : 5)).append(": ").append(local.hex()).append(':');
        text.append(hex(port, 4)).append(' ').append(remote.hex()).append(':').append(hex(remotePort, 4));
        text.append(' ').append(hex(state, 2)).append(' ');
        text.append(hex(sending, 8)).append(':').append(hex(waiting, 8)).append(' ');
        text.append(hex(timer > 0 ? 1 : 0, 2)).append(':').append(hex(timer, 8)).append(" 00000000 ");
        text.append(pad(uid, 5)).append(' ').append(pad(0, 8)).append(' ').append(inode);
        text.append(tcp ? " 1 ffff" : " 2 ffff").append(HexFormat.of().toHexDigits(random.nextLong(), 12));
        return text.append(tcp ? " 100 0 0 10 0" : " 0").toString();
    }

    /** By hand: a format for each field would make the table slower than what is measured with it. */
    private static String hex(long value, int digits) {
        return HEX.toHexDigits(value, digits);
    }

    private static int state(boolean tcp, boolean kept, Random random) {
        if (kept) {
            return tcp ? 0x0A : 0x07;
        }
        return tcp ? CONNECTED_TCP_STATES[random.nextInt(CONNECTED_TCP_STATES.length)] : ESTABLISHED;
    }

    private static String pad(int value, int width) {
        String digits = Integer.toString(value);
        return " ".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static String padded(String row, Protocol protocol, AddressFamily family) {
        int width = family == AddressFamily.IPV6 ? 0 : protocol == Protocol.TCP ? TCP_WIDTH : UDP_WIDTH;
        return row + " ".repeat(Math.max(0, width - row.length())) + "\n";
    }
}
