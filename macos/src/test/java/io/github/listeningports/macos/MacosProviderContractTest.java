package io.github.listeningports.macos;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;

/** The real libproc, on a real Mac. */
class MacosProviderContractTest implements ListeningPortProviderContract {

    @BeforeAll
    static void needsMac() {
        String system = System.getProperty("os.name");
        Machine.needs(system.equals("Mac OS X"), "macOS; this is " + system);
    }

    @Override
    public ListeningPortProvider provider() {
        return new MacosListeningPortProvider();
    }
}
