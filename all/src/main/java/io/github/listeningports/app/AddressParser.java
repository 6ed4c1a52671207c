package io.github.listeningports.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numeric IP addresses as tools print them. No name is looked up. */
final class AddressParser {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:\\d{1,3}(?:\\.\\d{1,3}){3})?");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private AddressParser() {}

    /** With or without brackets and scope; IPv4-mapped becomes IPv4. Empty if it is none, or is cut short. */
    static Optional<InetAddress> address(String text) {
        String host = text.startsWith("[") ? text.substring(1).replaceFirst("]", "") : text;
        int scope = host.indexOf('%');
        host = scope < 0 ? host : host.substring(0, scope);
        Optional<byte[]> bytes = IPV4.matcher(host).matches()
                ? ipv4(host)
                : IPV6.matcher(host).matches() ? ipv6(host) : Optional.empty();
        return bytes.map(AddressParser::toAddress);
    }

    /** Empty if it is none, or 0. */
    static Optional<Integer> port(String text) {
        return Optional.of(text)
                .filter(digits -> PORT.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(port -> port > 0 && port <= 65535);
    }

    private static Optional<byte[]> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = Integer.parseInt(parts[i]);
            if (part > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) part;
        }
        return Optional.of(bytes);
    }

    /** Groups before and after "::", the last two perhaps as IPv4 (RFC 4291, 2.2). */
    private static Optional<byte[]> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(bytes -> bytes.length == 16);
        }
        Optional<byte[]> head = groups(text.substring(0, gap));
        Optional<byte[]> tail = groups(text.substring(gap + 2));
        if (head.isEmpty() || tail.isEmpty() || head.get().length + tail.get().length > 14) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(head.get(), 16);
        System.arraycopy(tail.get(), 0, bytes, 16 - tail.get().length, tail.get().length);
        return Optional.of(bytes);
    }

    private static Optional<byte[]> groups(String text) {
        byte[] bytes = new byte[0];
        for (String group : text.isEmpty() ? new String[0] : text.split(":", -1)) {
            Optional<byte[]> more = IPV4.matcher(group).matches() ? ipv4(group) : group(group);
            if (more.isEmpty()) {
                return Optional.empty();
            }
            int at = bytes.length;
            bytes = Arrays.copyOf(bytes, at + more.get().length);
            System.arraycopy(more.get(), 0, bytes, at, more.get().length);
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> group(String text) {
        if (!GROUP.matcher(text).matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text, 16);
        return Optional.of(new byte[] {(byte) (number >> 8), (byte) number});
    }

    private static InetAddress toAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
