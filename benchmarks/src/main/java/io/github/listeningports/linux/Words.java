package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** An address in network byte order, and as a little-endian kernel prints it: each 32-bit word with its bytes turned round. */
final class Words {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final byte[] bytes;

    private Words(byte[] bytes) {
        this.bytes = bytes;
    }

    static Words any(AddressFamily family) {
        return new Words(new byte[family == AddressFamily.IPV4 ? 4 : 16]);
    }

    /** All addresses, loopback or one address, as servers bind them. */
    static Words random(Random random, AddressFamily family) {
        Words words = any(family);
        int last = words.bytes.length - 1;
        switch (random.nextInt(3)) {
            case 0 -> words.bytes[last] = 0;
            case 1 -> {
                words.bytes[0] = (byte) (last == 3 ? 127 : 0);
                words.bytes[last] = 1;
            }
            default -> {
                random.nextBytes(words.bytes);
                // A private network; of IPv6 a unique local one, which is never an IPv4-mapped address.
                words.bytes[0] = (byte) (last == 3 ? 10 : 0xFD);
            }
        }
        return words;
    }

    String hex() {
        StringBuilder hex = new StringBuilder(2 * bytes.length);
        for (int word = 0; word < bytes.length; word += 4) {
            for (int at = word + 3; at >= word; at--) {
                HEX.toHexDigits(hex, bytes[at]);
            }
        }
        return hex.toString();
    }

    String address() {
        return text(bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** One way to write an address, for all who are compared. */
    static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + Arrays.toString(address), e);
        }
    }
}
