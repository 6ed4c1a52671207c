package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.WrittenEquals;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The records that each look compares: two are equal if all of their components are. */
class WrittenEqualsTest {

    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private static final SocketRow ROW = new SocketRow(
            Protocol.TCP,
            AddressFamily.IPV4,
            ADDRESS,
            80,
            1,
            2,
            OptionalLong.of(3),
            OptionalLong.of(4),
            Optional.empty());

    private static final NetworkNamespaceEntry ENTRY = new NetworkNamespaceEntry(
            Optional.of(new NetworkNamespace(9, Optional.of("net:[1]"), true)),
            Optional.of("blue"),
            true,
            List.of(Path.of("/proc/1/net")));

    @Test
    void stamps() throws ReflectiveOperationException {
        WrittenEquals.check(new Stamp(1L, 2), new Stamp(2L, 3));
    }

    @Test
    void rows() throws Exception {
        SocketRow other = new SocketRow(
                Protocol.UDP,
                AddressFamily.IPV6,
                InetAddress.getByAddress(new byte[16]),
                81,
                2,
                3,
                OptionalLong.empty(),
                OptionalLong.of(5),
                Optional.of(new SocketRow.Extras(
                        1, OptionalLong.empty(), Optional.empty(), 0, Optional.empty(), OptionalLong.empty())));
        WrittenEquals.check(ROW, other);
    }

    @Test
    void namespaces() throws ReflectiveOperationException {
        WrittenEquals.check(ENTRY, new NetworkNamespaceEntry(Optional.empty(), Optional.empty(), false, List.of()));
    }

    @Test
    void tables() throws ReflectiveOperationException {
        SocketTable table = new SocketTable(List.of(ROW), List.of(), true);
        SocketTable empty = new SocketTable(List.of(), List.of(), true);
        NetworkNamespaceEntry none = new NetworkNamespaceEntry(Optional.empty(), Optional.empty(), false, List.of());
        WrittenEquals.check(
                new NamespaceSockets(ENTRY, Path.of("/proc/1/net"), table, Map.of(ADDRESS, 1)),
                new NamespaceSockets(none, Path.of("/proc/2/net"), empty, Map.of()));
    }
}
