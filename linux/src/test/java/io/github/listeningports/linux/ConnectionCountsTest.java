package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many connections a listener has, by either tier. */
class ConnectionCountsTest {

    private final List<Socket> clients = new ArrayList<>();

    @BeforeAll
    static void needsBothTiers() {
        Machine.needs("gcc");
        Tiers.needNativeCode();
    }

    @AfterEach
    void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void noneAtFirstThenThree(Mode mode) throws IOException {
        try (Lab lab = Lab.hold("addr=127.0.0.1")) {
            assertEquals(Map.of("127.0.0.1", 0L), counts(mode, lab));
            connect(lab, 3, 127, 0, 0, 1);
            assertEquals(Map.of("127.0.0.1", 3L), counts(mode, lab));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void withoutTheRequestTheyAreNotCounted(Mode mode) {
        try (Lab lab = Lab.hold()) {
            PortSnapshot snapshot = Tiers.look(mode, SnapshotRequest.detailed().withPorts(lab.port()));
            assertEquals(OptionalLong.empty(), snapshot.ports().get(0).socket().connections());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void eachTwinHasTheNumberOfAll(Mode mode) throws IOException {
        try (Lab twin = Lab.hold("reuseport");
                Lab other = Lab.hold("reuseport", "port=" + twin.port())) {
            connect(twin, 3, 127, 0, 0, 1);
            PortSnapshot snapshot = look(mode, other);

            assertEquals(
                    List.of(OptionalLong.of(3), OptionalLong.of(3)),
                    snapshot.ports().stream()
                            .map(port -> port.socket().connections())
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void theMostSpecificListenerHasThem(Mode mode) throws IOException {
        try (Lab any = Lab.hold("addr=0.0.0.0", "reuseport");
                Lab one = Lab.hold("addr=127.0.0.1", "reuseport", "port=" + any.port());
                Lab six = Lab.hold("addr=::", "v6only=1", "port=" + any.port())) {
            connect(one, 2, 127, 0, 0, 1);
            connect(any, 1, 127, 0, 0, 2);

            assertEquals(Map.of("0.0.0.0", 1L, "127.0.0.1", 2L, "::", 0L), counts(mode, six));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void aDualStackListenerHasThoseOfBothFamilies(Mode mode) throws IOException {
        try (Lab dual = Lab.hold("addr=::", "v6only=0")) {
            connect(dual, 2, 127, 0, 0, 1);
            connect(dual, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

            assertEquals(Map.of("::", 3L), counts(mode, dual));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALWAYS", "NEVER"})
    void udpHasNone(Mode mode) {
        try (Lab bound = Lab.hold("proto=udp");
                Lab connected = Lab.hold("proto=udp", "connect=" + bound.port())) {
            assertEquals(
                    OptionalLong.empty(),
                    look(mode, bound).ports().get(0).socket().connections());
            assertEquals(List.of(), look(mode, connected).ports());
        }
    }

    private void connect(Lab lab, int count, int... address) throws IOException {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) address[i];
        }
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(InetAddress.getByAddress(bytes), lab.port()));
        }
    }

    private static PortSnapshot look(Mode mode, Lab lab) {
        return Tiers.look(mode, SnapshotRequest.ports().withConnectionCounts().withPorts(lab.port()));
    }

    private static Map<String, Long> counts(Mode mode, Lab lab) {
        return look(mode, lab).ports().stream()
                .filter(port -> port.protocol() == TCP)
                .collect(Collectors.toMap(
                        port -> port.addressText(),
                        port -> port.socket().connections().orElseThrow()));
    }
}
