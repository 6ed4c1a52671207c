package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The rows of /proc/net/{tcp,tcp6,udp,udp6} for listening sockets: TCP in state LISTEN, UDP bound and not connected
 * (net/ipv4/tcp_ipv4.c get_tcp4_sock, net/ipv6/udp.c udp6_seq_show and the like):
 *
 * <pre>
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm-&gt;when retrnsmt   uid  timeout inode ref pointer drops
 *    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1 ffff888 100 0 0 10 0
 * </pre>
 *
 * <p>Addresses are 32-bit words, printed in the machine's byte order. Rows differ in length: the index, the time and the inode grow, some
 * are padded. A row in another state is skipped as soon as its state is known, and allocates nothing.
 */
final class ProcNetParser {

    /** include/net/tcp_states.h. UDP uses TCP's numbers: CLOSE for a socket that is not connected. */
    private static final int ESTABLISHED = 0x01;

    private static final int CLOSE = 0x07;
    private static final int LISTEN = 0x0A;

    /** "%08X:%08X %02X:": tx_queue:rx_queue and the state of the timer, whose first digit is 0. */
    private static final int QUEUES_TO_TIME = 21;

    /** "%08lX %08X %5u %8d ": its time, retrnsmt, uid and timeout have at least so many characters. */
    private static final int TIME_TO_INODE = 33;

    private static final int MAX_EXAMPLE_LENGTH = 100;
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Protocol protocol;
    private final AddressFamily family;
    private final ByteOrder byteOrder;
    private final Set<Integer> wantedPorts;
    private final int wantedState;
    private final int addressDigits;
    private final int indexToTime;

    private final List<SocketRow> rows = new ArrayList<>();
    private boolean headerPassed;
    private int malformedRows;
    private Optional<String> malformedExample = Optional.empty();
    private final ListenOrder order = new ListenOrder();

    /**
     * A parser for the listening sockets.
     *
     * @param byteOrder the byte order of the machine that wrote the table
     */
    ProcNetParser(Protocol protocol, AddressFamily family, ByteOrder byteOrder) {
        this(protocol, family, byteOrder, Set.of(), protocol == Protocol.TCP ? LISTEN : CLOSE);
    }

    private ProcNetParser(
            Protocol protocol, AddressFamily family, ByteOrder byteOrder, Set<Integer> wantedPorts, int wantedState) {
        this.protocol = protocol;
        this.family = family;
        this.byteOrder = byteOrder;
        this.wantedPorts = wantedPorts;
        this.wantedState = wantedState;
        this.addressDigits = family == AddressFamily.IPV4 ? 8 : 32;
        this.indexToTime = ": ".length() + 2 * (addressDigits + ":0000 ".length()) + "0A ".length() + QUEUES_TO_TIME;
    }

    /**
     * A parser for the established TCP connections instead of the listening sockets.
     *
     * @param wantedPorts empty for all
     */
    static ProcNetParser ofConnections(AddressFamily family, ByteOrder byteOrder, Set<Integer> wantedPorts) {
        return new ProcNetParser(Protocol.TCP, family, byteOrder, wantedPorts, ESTABLISHED);
    }

    /** One for another pass over the same table. */
    ProcNetParser anew() {
        return new ProcNetParser(protocol, family, byteOrder, wantedPorts, wantedState);
    }

    /**
     * Parses the complete lines at the beginning of the buffer.
     *
     * @return the number of bytes parsed; the rest is the beginning of an incomplete line
     */
    int parse(byte[] buffer, int length) {
        ByteBuffer words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
        int start = 0;
        while (true) {
            int index = skipSpaces(buffer, start, length);
            int colon = skipDigits(buffer, index, length);
            int end = end(buffer, words, start, colon + indexToTime, length);
            if (end < 0) {
                return start;
            }
            parseLine(buffer, start, index, colon, end);
            start = end + 1;
        }
    }

    /** The newline of a line, or -1. That of a row is searched from the inode on, unless it is as long as one that was cut and the next one together. */
    private int end(byte[] buffer, ByteBuffer words, int start, int time, int length) {
        int inode = time + TIME_TO_INODE;
        boolean isRow = inode < length
                && buffer[time - 13] == ':'
                && buffer[time - 4] == ' '
                && buffer[time - 3] == '0'
                && buffer[time - 1] == ':';
        int end = isRow ? newline(words, inode, length) : -1;
        boolean isOne = end >= 0 && end - start <= time - start + inode - start;
        return isOne ? end : newline(words, start, length);
    }

    /** Parses the remainder at the end of the table: a line without a newline, if any. */
    void parseLast(byte[] buffer, int length) {
        if (length > 0) {
            int index = skipSpaces(buffer, 0, length);
            parseLine(buffer, 0, index, skipDigits(buffer, index, length), length);
        }
    }

    /** The listening sockets so far, in the table's order. */
    List<SocketRow> rows() {
        return rows;
    }

    int malformedRows() {
        return malformedRows;
    }

    /** The first malformed row, cut to fit a message. */
    Optional<String> malformedExample() {
        return malformedExample;
    }

    /** Whether all rows so far are listening ones. */
    boolean hasSeenOnlyListening() {
        return order.hasSeenOnlyListening() && malformedRows == 0;
    }

    /** Where the listening rows stand among the others. */
    ListenOrder order() {
        return order;
    }

    /** The index of the next newline, or -1; eight bytes at a time, because most rows are only skipped. */
    private static int newline(ByteBuffer buffer, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long zeros = newlines(buffer.getLong(at));
            if (zeros != 0) {
                return at + index(zeros);
            }
        }
        for (; at < to; at++) {
            if (buffer.get(at) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** A bit in each byte that is a newline, and perhaps in some after the first of them. */
    private static long newlines(long word) {
        long differing = word ^ NEWLINES;
        return (differing - LOW_BITS) & ~differing & HIGH_BITS;
    }

    private static int index(long bits) {
        return Long.numberOfTrailingZeros(bits) >> 3;
    }

    private void parseLine(byte[] line, int start, int index, int afterIndex, int end) {
        if (afterIndex == index && !headerPassed) {
            headerPassed = true;
            return;
        }
        headerPassed = true;
        boolean understood = afterIndex > index
                && afterIndex + 2 < end
                && line[afterIndex] == ':'
                && line[afterIndex + 1] == ' '
                && parseRow(line, afterIndex + 2, start, end);
        if (!understood) {
            malformedRows++;
            if (malformedExample.isEmpty()) {
                int length = Math.min(end - start, MAX_EXAMPLE_LENGTH);
                malformedExample = Optional.of(new String(line, start, length, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Whether the row is well-formed; it is kept if it is requested. */
    private boolean parseRow(byte[] line, int local, int start, int end) {
        int localPort = local + addressDigits + 1;
        int remote = localPort + 5;
        int remotePort = remote + addressDigits + 1;
        int state = remotePort + 5;
        int queues = state + 3;
        if (queues > end
                || line[localPort - 1] != ':'
                || line[remote - 1] != ' '
                || line[remotePort - 1] != ':'
                || line[state - 1] != ' '
                || line[queues - 1] != ' ') {
            return false;
        }
        long stateNumber = hex(line, state, 2);
        if (stateNumber != wantedState) {
            order.addOther(stateNumber, end - start);
            return stateNumber >= 0;
        }
        order.addListening();
        int port = (int) hex(line, localPort, 4);
        if (port <= 0 || !(wantedPorts.isEmpty() || wantedPorts.contains(port))) {
            return port >= 0;
        }
        return keep(line, local, port, queues, end);
    }

    /**
     * Reads the rest of a requested row. Its fields are separated by spaces: tx_queue:rx_queue, tr:when, retrnsmt, uid, timeout, inode, ref, pointer
     * and, for UDP, drops.
     */
    private boolean keep(byte[] line, int local, int port, int queues, int end) {
        int separator = queues + 8;
        int timer = nextField(line, queues, end);
        int uid = nextField(line, nextField(line, timer, end), end);
        int inode = nextField(line, nextField(line, uid, end), end);
        if (separator + 9 > end || line[separator] != ':') {
            return false;
        }
        long receiveQueue = hex(line, separator + 1, 8);
        long uidNumber = decimal(line, uid, end);
        long inodeNumber = decimal(line, inode, end);
        Optional<InetAddress> address = address(line, local);
        if (receiveQueue < 0 || uidNumber < 0 || inodeNumber < 0 || address.isEmpty()) {
            return false;
        }
        boolean tcp = protocol == Protocol.TCP;
        rows.add(new SocketRow(
                protocol,
                family,
                address.get(),
                port,
                uidNumber,
                inodeNumber,
                tcp ? OptionalLong.of(receiveQueue) : OptionalLong.empty(),
                tcp ? OptionalLong.empty() : drops(line, inode, end),
                Optional.empty()));
        return true;
    }

    /** The last field of a UDP row, since Linux 2.6.27; absent before. */
    private static OptionalLong drops(byte[] line, int inode, int end) {
        int pointer = nextField(line, nextField(line, inode, end), end);
        long drops = decimal(line, nextField(line, pointer, end), end);
        return drops < 0 ? OptionalLong.empty() : OptionalLong.of(drops);
    }

    private Optional<InetAddress> address(byte[] line, int start) {
        ByteBuffer address = ByteBuffer.allocate(addressDigits / 2).order(byteOrder);
        for (int at = start; at < start + addressDigits; at += 8) {
            long word = hex(line, at, 8);
            if (word < 0) {
                return Optional.empty();
            }
            address.putInt((int) word);
        }
        try {
            // The sixteen bytes of an IPv4-mapped address become an Inet4Address, as users expect.
            return Optional.of(InetAddress.getByAddress(address.array()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static int skipSpaces(byte[] line, int from, int end) {
        int at = from;
        while (at < end && line[at] == ' ') {
            at++;
        }
        return at;
    }

    private static int skipDigits(byte[] line, int from, int end) {
        int at = from;
        while (at < end && isDigit(line[at])) {
            at++;
        }
        return at;
    }

    /** The start of the next field; the end if there is none. */
    private static int nextField(byte[] line, int from, int end) {
        int at = from;
        while (at < end && line[at] != ' ') {
            at++;
        }
        return skipSpaces(line, at, end);
    }

    /** A number of exactly this many hexadecimal digits, or -1. */
    private static long hex(byte[] line, int from, int digits) {
        long value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = hexDigit(line[at]);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private static int hexDigit(byte character) {
        if (isDigit(character)) {
            return character - '0';
        }
        int letter = (character | 0x20) - 'a';
        return letter >= 0 && letter < 6 ? letter + 10 : -1;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /** A decimal number that ends at a space or at the end of the line and fits a long, or -1. */
    private static long decimal(byte[] line, int from, int end) {
        int after = skipDigits(line, from, end);
        if (after == from || after - from > 18 || (after < end && line[after] != ' ')) {
            return -1;
        }
        long value = 0;
        for (int at = from; at < after; at++) {
            value = value * 10 + (line[at] - '0');
        }
        return value;
    }
}
