package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the sockets on one port from /proc/thread-self/net. */
final class ProcPortReader {

    /** A long table can lose rows that never closed, because each read(2) resumes by row index: passes are made until two agree, at most so many. */
    private static final int MAX_PASSES = 3;

    /** Whatever can be read. */
    PortSockets read(Protocol protocol, int port) {
        List<PortSocket> sockets = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            Path file = ProcFiles.DEFAULT_ROOT
                    .resolve("thread-self/net")
                    .resolve(protocol + (family == AddressFamily.IPV6 ? "6" : ""));
            try {
                sockets.addAll(settled(file, new ProcPortParser(protocol, family, ByteOrder.nativeOrder(), port)));
            } catch (NoSuchFileException e) {
                // A kernel without IPv6 has no table of it.
                if (family == AddressFamily.IPV4) {
                    unread.add(file + " does not exist");
                }
            } catch (IOException e) {
                unread.add(file + " cannot be read: " + e.getMessage());
            }
        }
        Optional<String> why = unread.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", unread));
        return new PortSockets(sockets, protocol == Protocol.UDP, why);
    }

    private static List<PortSocket> settled(Path file, ProcPortParser parser) throws IOException {
        List<PortSocket> before = pass(file, parser);
        for (int i = 1; i < MAX_PASSES; i++) {
            List<PortSocket> now = pass(file, parser);
            if (keys(now).equals(keys(before))) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** What stays the same of a socket. */
    private static List<Object> keys(List<PortSocket> sockets) {
        return sockets.stream()
                .<Object>map(socket -> List.of(
                        socket.state(), socket.address(), socket.remoteAddress(), socket.remotePort(), socket.inode()))
                .toList();
    }

    private static List<PortSocket> pass(Path file, ProcPortParser parser) throws IOException {
        List<PortSocket> sockets = new ArrayList<>();
        try (BufferedReader rows = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String row = rows.readLine();
            if (row == null) {
                throw new IOException("it is empty, without even the header line: it is masked");
            }
            for (; row != null; row = rows.readLine()) {
                parser.parse(row).ifPresent(sockets::add);
            }
        }
        return sockets;
    }
}
