package io.github.listeningports.linux.containers;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Asks a daemon through its unix-domain socket (unix(7)): one request that changes nothing. Never waits longer than the deadline allows. */
final class EngineSocket {

    /** In bytes: a container takes about 1,000, more with many labels. */
    static final int MAX_ANSWER = 8 << 20;

    /** In HTTP/1.0 the server ends its answer by closing the connection, and does not encode it. */
    private static byte[] request() {
        return "GET /containers/json HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static final int FIRST_BUFFER = 64 << 10;

    /** The clock is looked at this often at least. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private EngineSocket() {}

    /**
     * The list of running containers, as the server sends it.
     *
     * @throws IOException if it cannot be asked, does not answer in time, or not in 8 MiB
     */
    static byte[] containers(Path socket, Deadline deadline) throws IOException {
        // A channel of an interrupted thread closes itself, but a snapshot works there too.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return ask(socket, deadline);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (UnsupportedOperationException e) {
                    throw new IOException("this JVM has no unix-domain sockets", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static byte[] ask(Path socket, Deadline deadline) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("it accepts no connection: too many are waiting");
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer request = ByteBuffer.wrap(request());
            while (request.hasRemaining()) {
                await(selector, deadline);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            return readAll(channel, selector, deadline);
        }
    }

    private static byte[] readAll(SocketChannel channel, Selector selector, Deadline deadline) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(FIRST_BUFFER);
        while (true) {
            await(selector, deadline);
            int read = channel.read(answer);
            if (read < 0) {
                return Arrays.copyOf(answer.array(), answer.position());
            }
            if (answer.position() > MAX_ANSWER) {
                throw new IOException("the answer is longer than 8 MiB");
            }
            if (!answer.hasRemaining()) {
                answer = ByteBuffer.allocate(2 * answer.capacity()).put(answer.flip());
            }
        }
    }

    /** Waits until the channel may be ready. */
    private static void await(Selector selector, Deadline deadline) throws IOException {
        if (deadline.isOver()) {
            throw new IOException("there is no answer yet: " + deadline.reason());
        }
        selector.selectedKeys().clear();
        selector.select(Math.max(1, deadline.within(LONGEST_WAIT).toMillis()));
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
    }
}
