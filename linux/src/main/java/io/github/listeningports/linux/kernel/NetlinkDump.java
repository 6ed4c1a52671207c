package io.github.listeningports.linux.kernel;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Sends requests to one netlink(7) family and parses the answers. */
public final class NetlinkDump implements AutoCloseable {

    private static final int HEADER = 16;
    private static final int MAX_REQUEST = 1024;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int EPERM = 1; // asm-generic/errno-base.h

    /** Guards against a kernel that never ends a dump. */
    private static final int MAX_DATAGRAMS = 100_000;

    private final NetlinkSocket socket;
    private final Deadline deadline;
    private final ByteBuffer request = ByteBuffer.allocateDirect(MAX_REQUEST).order(ByteOrder.nativeOrder());
    private int sequence;
    private OptionalInt error = OptionalInt.empty();

    /** @param deadline looked at between any two datagrams */
    public NetlinkDump(LibC libc, int family, Deadline deadline) throws IOException {
        socket = new NetlinkSocket(libc, family, deadline);
        this.deadline = deadline;
    }

    /** The number of errno(3) that the last answer consists of, if it is an error. */
    public OptionalInt error() {
        return error;
    }

    /** Whether the kernel filters dumps by the fields of the request; see {@link NetlinkSocket#filters}. */
    public boolean filters() {
        return socket.filters();
    }

    /**
     * Sends a request and parses the answer.
     *
     * @param whole whether to request a dump of all objects, or a single one
     * @param body the message after the netlink header
     * @return whether the answer is consistent: the kernel did not report that the dump was interrupted by changes
     * @throws IOException if the answer is an error, or incomplete, as it is when the time ends
     */
    public boolean ask(int type, boolean whole, byte[] body, int familyHeader, NetlinkParser.AttributeTaker taker)
            throws IOException {
        sequence++;
        error = OptionalInt.empty();
        request.clear();
        request.putInt(HEADER + body.length)
                .putShort((short) type)
                .putShort((short) (whole ? NLM_F_REQUEST | NLM_F_DUMP : NLM_F_REQUEST))
                .putInt(sequence)
                .putInt(0)
                .put(body);
        socket.send(request);
        NetlinkParser parser = new NetlinkParser(sequence, familyHeader, taker);
        for (int i = 0; i < MAX_DATAGRAMS && !parser.isDone(); i++) {
            if (deadline.isOver()) {
                throw new IOException(deadline.reason());
            }
            parser.parse(socket.receive());
            if (parser.isMalformed()) {
                throw new IOException("the kernel sent a malformed netlink message");
            }
        }
        error = parser.error();
        if (error.isPresent()) {
            throw new IOException(refusal(error.getAsInt()));
        }
        if (!parser.isDone()) {
            throw new IOException("the kernel's netlink dump did not end");
        }
        return !parser.isInterrupted();
    }

    /**
     * Explains an error number of errno(3). Root of a user namespace, as in a container that shares the host's network, has the capability only in its own
     * (user_namespaces(7)).
     */
    public static String refusal(int error) {
        return error == EPERM
                ? "not permitted (EPERM); this requires CAP_NET_ADMIN in the user namespace that owns the network namespace,"
                        + " such as the host's"
                : "the kernel returned error " + error + " (errno(3))";
    }

    /** A header of zero bytes whose first byte is the family, followed by texts as attributes 1, 2 and so on. */
    public static byte[] body(int headerBytes, int family, String... texts) {
        ByteBuffer body = ByteBuffer.allocate(MAX_REQUEST - HEADER).order(ByteOrder.nativeOrder());
        body.put(0, (byte) family).position(headerBytes);
        for (int i = 0; i < texts.length; i++) {
            byte[] text = (texts[i] + "\0").getBytes(StandardCharsets.UTF_8);
            body.putShort((short) (4 + text.length)).putShort((short) (i + 1)).put(text);
            body.position((body.position() + 3) & ~3);
        }
        byte[] bytes = new byte[body.position()];
        body.get(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
