package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Pointer;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.File;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import probe.ModulePathProbe;

/** The modules as a user has them, in a separate JVM; JNA is an automatic module. */
class ModulePathTest {

    @Test
    void theProviderIsFoundOnTheModulePath() {
        WindowsMachine.needsWindows();
        try (Lab lab = Lab.hold("udp4")) {
            String modules = Stream.of(
                            ListeningPorts.class,
                            WindowsListeningPortProvider.class,
                            Pointer.class,
                            LoggerFactory.class)
                    .map(each -> ChildJvm.location(each).toString())
                    .collect(Collectors.joining(File.pathSeparator));
            ChildJvm.Output output = ChildJvm.withClasses(ModulePathProbe.class)
                    .with("--module-path=" + modules, "--add-modules=io.github.listeningports.windows")
                    .run(ModulePathProbe.class.getName(), Integer.toString(lab.port(0)));

            assertEquals(
                    List.of(
                            "module io.github.listeningports",
                            "udp 127.0.0.1:" + lab.port(0) + " lab.exe (" + lab.pid() + ")"),
                    output.lines());
        }
    }
}
