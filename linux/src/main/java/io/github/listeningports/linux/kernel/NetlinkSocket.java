package io.github.listeningports.linux.kernel;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A netlink(7) socket of one family. Not thread-safe. */
public final class NetlinkSocket implements AutoCloseable {

    public static final int SOCK_DIAG = 4; // linux/netlink.h NETLINK_SOCK_DIAG
    public static final int ROUTE = 0;
    public static final int XFRM = 6;
    public static final int NETFILTER = 12;

    private static final int MSG_TRUNC = 0x20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final short POLLIN = 1;

    /** The kernel answers at once; this guards against one that never does. */
    private static final int TIMEOUT_MILLIS = 2000;

    /** The kernel's dump datagrams are at most 32 KB (net/netlink/af_netlink.c netlink_recvmsg). */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final LibC libc;
    private final int descriptor;
    private final Deadline deadline;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer pollFd = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());

    /** One that waits for no answer longer than until the deadline. */
    public NetlinkSocket(LibC libc, int family, Deadline deadline) throws IOException {
        this.libc = libc;
        this.deadline = deadline;
        descriptor =
                libc.socket(SocketConstant.AF_NETLINK, SocketConstant.SOCK_RAW | SocketConstant.SOCK_CLOEXEC, family);
        pollFd.putInt(0, descriptor).putShort(4, POLLIN);
    }

    /** Enables strict checking, with which the kernel filters a dump by the fields of the request; false before Linux 4.20. */
    boolean filters() {
        try {
            ByteBuffer one = ByteBuffer.allocateDirect(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(1)
                    .flip();
            libc.setsockopt(descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, one);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends one request: the buffer's bytes up to its position. */
    public void send(ByteBuffer direct) throws IOException {
        libc.send(descriptor, direct.flip());
    }

    /** The next datagram, valid until the next call. One that is there is returned whatever the time. */
    public ByteBuffer receive() throws IOException {
        int timeoutMillis = (int)
                Math.max(1, deadline.within(Duration.ofMillis(TIMEOUT_MILLIS)).toMillis());
        if (libc.poll(pollFd, timeoutMillis) == 0) {
            throw new IOException("the kernel did not answer within " + timeoutMillis + " ms");
        }
        int length = libc.receive(descriptor, buffer, MSG_TRUNC);
        if (length > BUFFER_BYTES) {
            throw new IOException("a datagram of " + length + " bytes exceeds the buffer of " + BUFFER_BYTES);
        }
        return buffer.clear().limit(length);
    }

    @Override
    public void close() {
        try {
            libc.close(descriptor);
        } catch (IOException e) {
            // Linux has released the descriptor even so (close(2)).
            return;
        }
    }
}
