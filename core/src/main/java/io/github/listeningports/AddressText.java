package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.OptionalInt;

/** Formats addresses in the usual notation, for IPv6 that of RFC 5952 ({@code InetAddress} prints every zero), without name lookups. */
final class AddressText {

    private AddressText() {}

    /** {@code 127.0.0.1}, {@code ::1}, {@code fe80::1%2}. */
    static String of(InetAddress address, OptionalInt scopeId) {
        String text = address instanceof Inet6Address six ? compressed(six.getAddress()) : address.getHostAddress();
        return scopeId.isPresent() ? text + "%" + scopeId.getAsInt() : text;
    }

    /** {@code 127.0.0.1:80}, {@code [::1]:80}. */
    static String withPort(InetAddress address, OptionalInt scopeId, int port) {
        return withPort(address, of(address, scopeId), port);
    }

    /** The same for the text of an address. */
    static String withPort(InetAddress address, String text, int port) {
        return address instanceof Inet6Address ? "[" + text + "]:" + port : text + ":" + port;
    }

    /** The first longest run of two or more zero groups becomes "::" (RFC 5952, 4.2). */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
