package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of /proc/net/{tcp,tcp6,udp,udp6} for one port, in whichever state. A socket that is bound and does nothing is in none of them, if it is of TCP.
 *
 * <p>Their fields are: index, local and remote address and port, state, queues, timer and when it fires, retransmissions, uid, timeout, inode (net/ipv4/tcp_ipv4.c get_tcp4_sock).
 */
final class ProcPortParser {

    /** Of the timer: what removes the socket in the end (net/ipv4/tcp_ipv4.c get_timewait4_sock). */
    private static final String TIME_WAIT_TIMER = "03";

    /** The timer counts in USER_HZ, 100 a second on every architecture that Java supports. */
    private static final long MILLIS_OF_A_TICK = 10;

    private final Protocol protocol;
    private final AddressFamily family;
    private final ByteOrder byteOrder;
    private final int port;
    private final int portAt;
    private final String portDigits;
    private final Pattern rowPattern;

    ProcPortParser(Protocol protocol, AddressFamily family, ByteOrder byteOrder, int port) {
        this.protocol = protocol;
        this.family = family;
        this.byteOrder = byteOrder;
        this.port = port;
        portAt = 2 + (family == AddressFamily.IPV4 ? 8 : 32);
        portDigits = String.format(Locale.ROOT, ":%04X ", port);
        rowPattern = row("[0-9A-F]{" + (portAt - 2) + "}");
    }

    /** A row as the kernel writes it, up to the inode. */
    private static Pattern row(String address) {
        return Pattern.compile(" *\\d+: (?<address>" + address + "):[0-9A-F]{4} (?<remote>" + address
                + "):(?<remotePort>[0-9A-F]{4}) (?<state>[0-9A-F]{2}) [0-9A-F]{8}:[0-9A-F]{8} (?<timer>[0-9A-F]{2}):(?<ticks>[0-9A-F]{8,12}) [0-9A-F]{8}"
                + " +(?<uid>\\d{1,10}) +-?\\d+ +(?<inode>\\d{1,18})(?: .*)?");
    }

    /** The socket of a row; empty if it is of another port, holds none, or cannot be understood, as the header. */
    Optional<PortSocket> parse(String row) {
        int colon = row.indexOf(':');
        if (colon < 0 || !row.startsWith(portDigits, colon + portAt)) {
            return Optional.empty();
        }
        Matcher fields = rowPattern.matcher(row);
        return fields.matches()
                ? Optional.of(socket(fields)).filter(socket -> socket.state().holdsAPort())
                : Optional.empty(); // not the kernel's own
    }

    private PortSocket socket(Matcher row) {
        OptionalLong remaining = row.group("timer").equals(TIME_WAIT_TIMER)
                ? OptionalLong.of(HexFormat.fromHexDigitsToLong(row.group("ticks")) * MILLIS_OF_A_TICK)
                : OptionalLong.empty();
        return new PortSocket(
                protocol,
                family,
                SocketState.of(HexFormat.fromHexDigits(row.group("state"))),
                address(row.group("address")),
                port,
                address(row.group("remote")),
                HexFormat.fromHexDigits(row.group("remotePort")),
                Long.parseLong(row.group("uid")),
                Long.parseLong(row.group("inode")),
                OptionalInt.empty(),
                Optional.empty(),
                remaining);
    }

    /** Words of 32 bits, printed in the machine's byte order. */
    private InetAddress address(String digits) {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(digits));
        ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(byteOrder);
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(address.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
