package io.github.listeningports.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Answers of sock_diag: recorded ones, and a builder of made-up ones (linux/netlink.h, linux/inet_diag.h). */
final class Datagrams {

    static final int NOOP = 1;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int SOCKET = 20;
    static final int INTERRUPTED = 0x10;
    private static final int MULTI = 2; // set in every message of a dump

    static final int HEADER = 16;
    static final int BODY = 72;

    static final int SKMEMINFO = 7;
    static final int SKV6ONLY = 11;
    static final int ULP_INFO = 19;

    private final ByteBuffer bytes = ByteBuffer.allocate(4096);
    private final int sequence;

    /** A datagram whose messages answer the request of this number. */
    Datagrams(ByteOrder order, int sequence) {
        bytes.order(order);
        this.sequence = sequence;
    }

    /** The datagrams of one file of {@code src/test/resources/sock_diag}, each of which names its origin in its first line. */
    static List<ByteBuffer> recorded(String name) {
        try (InputStream in = Datagrams.class.getResourceAsStream("/sock_diag/" + name + ".hex")) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII)
                    .replaceAll("(?m)^#.*\n", "");
            List<ByteBuffer> datagrams = new ArrayList<>();
            for (String datagram : text.split("\n\n", -1)) {
                datagrams.add(ByteBuffer.wrap(HexFormat.of().parseHex(datagram.replace("\n", "")))
                        .order(ByteOrder.LITTLE_ENDIAN));
            }
            return datagrams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message of a dump, padded to a multiple of four as the kernel does. */
    Datagrams message(int type, int flags, byte... payload) {
        bytes.putInt(HEADER + payload.length)
                .putShort((short) type)
                .putShort((short) (flags | MULTI))
                .putInt(sequence)
                .putInt(0)
                .put(payload);
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0xee);
        }
        return this;
    }

    /** DONE or ERROR with the kernel's result: 0, or a negative errno. */
    Datagrams end(int type, int code) {
        return message(type, 0, number(code));
    }

    /** A socket in the requested state, on 10.1.2.3 or 2001:db8::1, all its numbers too large for a signed one. */
    Datagrams socket(boolean ipv4, int port, byte[]... attributes) {
        return message(SOCKET, 0, socketPayload(ipv4, port, attributes));
    }

    byte[] socketPayload(boolean ipv4, int port, byte[]... attributes) {
        int length = BODY;
        for (byte[] each : attributes) {
            length += each.length;
        }
        ByteBuffer payload = ByteBuffer.allocate(length).order(bytes.order());
        payload.put((byte) (ipv4 ? 2 : 10)).put(1, (byte) 10);
        payload.put(4, (byte) (port >> 8)).put(5, (byte) port);
        payload.put(8, HexFormat.of().parseHex(ipv4 ? "0a010203" : "20010db8000000000000000000000001"));
        payload.putInt(40, 7);
        payload.putInt(44, 0x8877_6655).putInt(48, 0xf123_4567); // the lower word first, in every byte order
        payload.putInt(56, 0xffff_fff0).putInt(60, 0xffff_fff1);
        payload.putInt(64, 0xffff_fff2).putInt(68, 0xffff_fff3);
        payload.position(BODY);
        for (byte[] each : attributes) {
            payload.put(each);
        }
        return payload.array();
    }

    /** An attribute, padded. */
    byte[] attribute(int type, byte... value) {
        int length = 4 + value.length;
        return ByteBuffer.allocate((length + 3) & ~3)
                .order(bytes.order())
                .putShort((short) length)
                .putShort((short) type)
                .put(value)
                .array();
    }

    /** INET_DIAG_SKMEMINFO with so many drops. */
    byte[] memory(int drops) {
        ByteBuffer numbers = ByteBuffer.allocate(36).order(bytes.order());
        return attribute(SKMEMINFO, numbers.putInt(32, drops).array());
    }

    /** INET_DIAG_ULP_INFO with the name of an upper layer protocol. */
    byte[] upperLayer(String name) {
        return attribute(ULP_INFO, attribute(1, (name + "\0").getBytes(StandardCharsets.US_ASCII)));
    }

    /** INET_DIAG_CGROUP_ID. */
    byte[] cgroup(long id) {
        return attribute(
                21,
                ByteBuffer.allocate(Long.BYTES).order(bytes.order()).putLong(id).array());
    }

    byte[] number(int value) {
        return ByteBuffer.allocate(4).order(bytes.order()).putInt(value).array();
    }

    /** What was put together so far, to be changed at will. */
    ByteBuffer datagram() {
        byte[] copy = new byte[bytes.position()];
        bytes.get(0, copy);
        return ByteBuffer.wrap(copy).order(bytes.order());
    }
}
