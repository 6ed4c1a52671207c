package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first two looks of a JVM make no lambda of ours and link no generated equals of a record: the first of each takes a JVM milliseconds. In a network namespace of their own, where no socket changes meanwhile.
 */
class ColdLooksTest {

    @ParameterizedTest
    @ValueSource(strings = {"ports", "owners"})
    void nothingIsLinkedAtRunTime(String level) throws IOException {
        Machine.needs("gcc");
        Lab.needsDescriptorCounts();
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab held = Lab.start(namespace.enter(), "hold")) {
            List<String> lines = ChildJvm.withClasses(
                            ColdLooksMain.class, LinuxListeningPortProvider.class, ListeningPorts.class)
                    .behind(namespace.enter())
                    .with("-Dlisteningports.native=never", "-Xlog:class+load")
                    .run(ColdLooksMain.class.getName(), level)
                    .lines();

            String port = "port " + held.port();
            assertEquals(
                    List.of(port, port),
                    lines.stream().filter(line -> line.startsWith("port ")).toList());
            assertTrue(
                    lines.stream().anyMatch(line -> line.contains(" " + LinuxLook.class.getName() + " ")),
                    lines::toString);
            assertEquals(
                    List.of(), lines.stream().filter(ColdLooksTest::isLinked).toList());
        }
    }

    private static boolean isLinked(String loaded) {
        boolean lambda = loaded.contains(ListeningPorts.class.getPackageName()) && loaded.contains("$$Lambda");
        return lambda || loaded.contains("java.lang.runtime.ObjectMethods");
    }
}
