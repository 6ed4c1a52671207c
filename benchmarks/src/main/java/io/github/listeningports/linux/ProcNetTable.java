package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        String head = String.format(
                Locale.ROOT,
                "%s: %s:%04X %s:%04X %02X %08X:%08X %02X:%08X %08X %5d %8d %d",
                tcp ? pad(index, 4) : pad(index, 5),
                local.hex(),
                port,
                remote.hex(),
                remotePort,
                state,
                sending,
                waiting,
                sending > 0 ? 1 : 0,
                sending > 0 ? random.nextInt(20_000) : 0,
                0,
                uid,
                0,
                inode);
        return tcp
                ? head + String.format(Locale.ROOT, " 1 ffff%012x 100 0 0 10 0", random.nextLong() & 0xFFFF_FFFF_FFFFL)
                : head + String.format(Locale.ROOT, " 2 ffff%012x 0", random.nextLong() & 0xFFFF_FFFF_FFFFL);
    }

    private static int state(boolean tcp, boolean kept, Random random) {
        if (kept) {
            return tcp ? 0x0A : 0x07;
        }
        return tcp ? CONNECTED_TCP_STATES[random.nextInt(CONNECTED_TCP_STATES.length)] : ESTABLISHED;
    }

    private static String pad(int index, int width) {
        return String.format(Locale.ROOT, "%" + width + "d", index);
    }

    private static String padded(String row, Protocol protocol, AddressFamily family) {
        int width = family == AddressFamily.IPV6 ? 0 : protocol == Protocol.TCP ? TCP_WIDTH : UDP_WIDTH;
        return row + " ".repeat(Math.max(0, width - row.length())) + "\n";
    }
}
