package io.github.listeningports.macos;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;

/** The real libproc, on a real Mac. */
class MacosProviderContractTest implements ListeningPortProviderContract {

    @BeforeAll
    static void needsMac() {
        Machine.needsMac();
    }

    @Override
    public ListeningPortProvider provider() {
        return new MacosListeningPortProvider();
    }
}
