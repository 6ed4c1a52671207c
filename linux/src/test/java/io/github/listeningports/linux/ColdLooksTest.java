package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The first looks of a JVM make no lambda of ours and link no generated equals of a record: the first of each takes a JVM milliseconds. In namespaces of their own,
 * where no process and no socket of another one changes meanwhile.
 */
class ColdLooksTest {

    private static final String BESIDE_A_LISTENER =
            "read -r ready < <(\"$0\" hold port=7201 < <(exec sleep 1000)) && exec \"$@\"";

    @ParameterizedTest
    @CsvSource({"ports, 0", "owners, 1"})
    void nothingIsLinkedAtRunTime(String level, int owners) {
        Machine.needs("gcc");
        Machine.needs("bash");
        List<String> lines;
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open()) {
            List<String> alone = Machine.concat(
                    namespace.enter(), "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--");
            String[] beside = {"bash", "-c", BESIDE_A_LISTENER, Lab.program().toString()};
            lines = ChildJvm.withClasses(ColdLooksMain.class, LinuxListeningPortProvider.class, ListeningPorts.class)
                    .behind(Machine.concat(alone, beside))
                    .with("-Dlisteningports.native=never", "-Xlog:class+load")
                    .run(ColdLooksMain.class.getName(), level)
                    .lines();
        }

        String seen = "port 7201 of " + owners;
        assertEquals(
                List.of(seen, seen),
                lines.stream().filter(line -> line.startsWith("port ")).toList());
        assertTrue(
                lines.stream().anyMatch(line -> line.contains(" " + LinuxLook.class.getName() + " ")), lines::toString);
        assertEquals(List.of(), lines.stream().filter(ColdLooksTest::isLinked).toList());
    }

    private static boolean isLinked(String loaded) {
        boolean lambda = loaded.contains(ListeningPorts.class.getPackageName()) && loaded.contains("$$Lambda");
        return lambda || loaded.contains("java.lang.runtime.ObjectMethods");
    }
}
