package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two listeners on one port by two interfaces are not shown alike. */
class BoundInterfaceTest {

    @Test
    void theInterfaceIsPartOfTheAddress() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Tiers.needNativeCode();
        try (Lab four = Lab.hold("addr=0.0.0.0", "dev=lo");
                Lab six = Lab.hold("addr=::", "dev=lo")) {
            List<ListeningPort> ports = Tiers.look(
                            Mode.ALWAYS, SnapshotRequest.detailed().withPorts(four.port(), six.port()))
                    .ports();

            assertEquals(2, ports.size(), ports::toString);
            assertTrue(ports.toString().contains("tcp 0.0.0.0%lo:" + four.port() + " lab"), ports::toString);
            assertTrue(ports.toString().contains("tcp [::%lo]:" + six.port() + " lab"), ports::toString);
        }
    }
}
