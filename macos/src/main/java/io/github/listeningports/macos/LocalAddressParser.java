package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The local address of a socket: 16 bytes, of which an IPv4 address takes the last four (struct in_addr_4in6). The flags INP_IPV4 and INP_IPV6 give the family:
 * an AF_INET6 socket with INP_IPV4 alone is bound to an IPv4 address, one with both flags accepts IPv4 as well.
 */
final class LocalAddressParser {

    static final int INP_IPV4 = 1;
    static final int INP_IPV6 = 2;
    static final int EITHER = INP_IPV4 | INP_IPV6;

    private static final int AF_INET = 2;

    private static final int IPV4_AT = 12;

    /** 127.0.0.1 as a little-endian number. */
    private static final int LOOPBACK = 0x0100007f;

    private final byte[] four = new byte[4];
    private final byte[] sixteen = new byte[16];
    private final InetAddress anyIpv4 = toAddress(new byte[4]);
    private final InetAddress anyIpv6 = toAddress(new byte[16]);
    private final InetAddress loopbackIpv4 = toAddress(new byte[] {127, 0, 0, 1});

    private InetAddress address = anyIpv4;
    private AddressFamily family = AddressFamily.IPV4;
    private int scopeId;
    private boolean acceptsIpv4;

    /** @param socketFamily AF_INET, AF_INET6, or 0 where it is not reported */
    void parse(ByteBuffer bytes, int at, int socketFamily, int flags) {
        boolean plainIpv4 = socketFamily == AF_INET || (socketFamily == 0 && (flags & EITHER) == INP_IPV4);
        family = plainIpv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        scopeId = 0;
        if (plainIpv4 || (flags & EITHER) == INP_IPV4) {
            address = ipv4(bytes, at + IPV4_AT);
            acceptsIpv4 = true;
            return;
        }
        if (bytes.getLong(at) == 0 && bytes.getLong(at + 8) == 0) {
            address = anyIpv6;
            acceptsIpv4 = (flags & EITHER) == EITHER;
            return;
        }
        bytes.get(at, sixteen);
        extractScope();
        address = toAddress(sixteen);
        acceptsIpv4 = address.getClass() == anyIpv4.getClass(); // ::ffff:1.2.3.4
    }

    InetAddress address() {
        return address;
    }

    /** The address family of the socket, AF_INET or AF_INET6, whatever the address is. */
    AddressFamily family() {
        return family;
    }

    OptionalInt scopeId() {
        return scopeId == 0 ? OptionalInt.empty() : OptionalInt.of(scopeId);
    }

    boolean acceptsIpv4() {
        return acceptsIpv4;
    }

    /** The kernel embeds the scope of a link-local address in two of its zero bytes (bsd/netinet6/scope6.c in6_embedscope). */
    private void extractScope() {
        int first = sixteen[0] & 0xff;
        int second = sixteen[1] & 0xff;
        boolean linkLocal = first == 0xfe && (second & 0xc0) == 0x80;
        boolean multicast = first == 0xff && ((second & 0x0f) == 1 || (second & 0x0f) == 2);
        if (linkLocal || multicast) {
            scopeId = (sixteen[2] & 0xff) << 8 | (sixteen[3] & 0xff);
            sixteen[2] = 0;
            sixteen[3] = 0;
        }
    }

    /** Most listeners are bound to one of two addresses, which are shared. */
    private InetAddress ipv4(ByteBuffer bytes, int at) {
        bytes.get(at, four);
        int number = bytes.getInt(at);
        if (number == 0) {
            return anyIpv4;
        }
        return number == LOOPBACK ? loopbackIpv4 : toAddress(four);
    }

    private static InetAddress toAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
