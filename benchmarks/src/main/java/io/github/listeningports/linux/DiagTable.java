package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Answers of sock_diag(7) as a little-endian Linux 6.18 sends them, made up from a seed: the attributes, their order and their lengths are those of
 * the recorded ones in {@code linux/src/test/resources/sock_diag}.
 *
 * @param datagrams direct, as the reader's own
 * @param listeners what a reader should find in them
 */
record DiagTable(List<ByteBuffer> datagrams, List<Listener> listeners) {

    static final int SEQUENCE = 7;

    /** The kernel makes no datagram of a dump larger (net/netlink/af_netlink.c netlink_recvmsg). */
    private static final int MAX_DATAGRAM = 32 * 1024;

    private static final int HEADER = 16;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_MULTI = 2;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** linux/inet_diag.h, with the lengths of their values. */
    private static final int SHUTDOWN = 8;

    private static final int MARK = 15;
    private static final int CGROUP_ID = 21;
    private static final int SOCKOPT = 22;
    private static final int V6ONLY = 11;
    private static final int SKMEMINFO = 7;
    private static final int INFO = 2;
    private static final int SKMEMINFO_BYTES = 36;
    private static final int INFO_BYTES = 280;

    DiagTable {
        datagrams = List.copyOf(datagrams);
        listeners = List.copyOf(listeners);
    }

    static DiagTable generate(Protocol protocol, AddressFamily family, int count, long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> datagrams = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        ByteBuffer filling = empty(MAX_DATAGRAM);
        long inode = 10_000;
        for (int i = 0; i < count; i++) {
            inode += 1L + random.nextInt(5_000);
            Words address = Words.random(random, family);
            Listener listener = new Listener(address.address(), 1 + random.nextInt(65_535), inode);
            listeners.add(listener);
            ByteBuffer message = message(protocol, address, listener, random);
            if (message.remaining() > filling.remaining()) {
                datagrams.add(exact(filling));
                filling = empty(MAX_DATAGRAM);
            }
            filling.put(message);
        }
        datagrams.add(exact(filling));
        ByteBuffer done = empty(HEADER + 4);
        datagrams.add(exact(header(done, HEADER + 4, NLMSG_DONE).putInt(0)));
        return new DiagTable(datagrams, listeners);
    }

    private static ByteBuffer message(Protocol protocol, Words address, Listener listener, Random random) {
        ByteBuffer message = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        boolean tcp = protocol == Protocol.TCP;
        boolean ipv4 = address.bytes().length == 4;
        header(message, 0, SOCK_DIAG_BY_FAMILY);
        message.put((byte) (ipv4 ? AF_INET : AF_INET6))
                .put((byte) (tcp ? 0x0A : 0x07))
                .putShort((short) 0)
                .putShort(Short.reverseBytes((short) listener.port()))
                .putShort((short) 0);
        message.put(address.bytes()).position(HEADER + 8 + 32);
        message.putInt(0) // the interface
                .putLong(random.nextLong()) // the cookie
                .putInt(0)
                .putInt(random.nextInt(8) > 0 ? 0 : random.nextInt(128))
                .putInt(tcp ? 4096 : 0)
                .putInt(random.nextInt(70_000))
                .putInt((int) listener.inode());
        attributes(message, tcp, ipv4, random);
        message.putInt(0, message.position());
        return message.flip();
    }

    private static void attributes(ByteBuffer message, boolean tcp, boolean ipv4, Random random) {
        attribute(message, SHUTDOWN, 1);
        if (!ipv4) {
            attribute(message, V6ONLY, 1);
        }
        attribute(message, MARK, 4);
        attribute(message, CGROUP_ID, 8);
        attribute(message, SOCKOPT, 2);
        if (tcp) {
            attribute(message, INFO, INFO_BYTES);
        } else {
            int value = message.position() + 4;
            attribute(message, SKMEMINFO, SKMEMINFO_BYTES);
            message.putInt(value + 32, random.nextInt(8) > 0 ? 0 : random.nextInt(1000));
        }
    }

    private static void attribute(ByteBuffer message, int type, int length) {
        int at = message.position();
        message.putShort((short) (4 + length)).putShort((short) type).position(at + 4 + (length + 3 & ~3));
    }

    private static ByteBuffer header(ByteBuffer message, int length, int type) {
        return message.putInt(length)
                .putShort((short) type)
                .putShort((short) NLM_F_MULTI)
                .putInt(SEQUENCE)
                .putInt(0);
    }

    private static ByteBuffer empty(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** As long as what is in it. */
    private static ByteBuffer exact(ByteBuffer filled) {
        ByteBuffer exact = empty(filled.position());
        return exact.put(filled.flip()).flip();
    }
}
