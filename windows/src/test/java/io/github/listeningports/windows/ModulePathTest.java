package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Pointer;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.Machine;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import probe.ModulePathProbe;

/** The modules as a user has them, in a separate JVM; JNA is an automatic module. */
class ModulePathTest {

    @Test
    void theProviderIsFoundOnTheModulePath() {
        Machine.needsWindows();
        try (Lab lab = Lab.hold("udp4")) {
            String output = Machine.run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--module-path="
                            + String.join(
                                    File.pathSeparator,
                                    NativeAccessTest.location(ListeningPorts.class),
                                    NativeAccessTest.location(WindowsListeningPortProvider.class),
                                    NativeAccessTest.location(Pointer.class),
                                    NativeAccessTest.location(LoggerFactory.class)),
                    "--add-modules=io.github.listeningports.windows",
                    "-cp",
                    NativeAccessTest.location(ModulePathProbe.class),
                    ModulePathProbe.class.getName(),
                    Integer.toString(lab.port(0))));

            assertEquals(
                    List.of(
                            "module io.github.listeningports",
                            "udp 127.0.0.1:" + lab.port(0) + " lab.exe (" + lab.pid() + ")"),
                    output.lines().toList());
        }
    }
}
