package io.github.listeningports.linux.containers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A daemon for tests, behind a real unix-domain socket: it answers each connection, and the answer ends with the connection. */
final class EngineServer implements AutoCloseable {

    interface Answer {
        void to(SocketChannel client) throws IOException;
    }

    private final ServerSocketChannel socket;
    private final Thread thread;
    final List<String> requests = new ArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    EngineServer(Path path, Answer answer) throws IOException {
        Files.createDirectories(path.getParent());
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        thread = new Thread(() -> serve(answer));
        thread.start();
    }

    private void serve(Answer answer) {
        try {
            while (true) {
                try (SocketChannel client = socket.accept()) {
                    connections.incrementAndGet();
                    ByteBuffer request = ByteBuffer.allocate(1000);
                    client.read(request);
                    requests.add(new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1));
                    answer.to(client);
                } catch (IOException e) {
                    if (!socket.isOpen()) {
                        return;
                    }
                }
            }
        } finally {
            Thread.interrupted();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void write(SocketChannel client, byte[] bytes) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
            client.write(rest);
        }
    }

    static Answer bytes(byte[] answer) {
        return client -> write(client, answer);
    }

    static Answer text(String answer) {
        return bytes(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void hang(SocketChannel client) throws IOException {
        client.read(ByteBuffer.allocate(1)); // until the other side gives up
    }
}
