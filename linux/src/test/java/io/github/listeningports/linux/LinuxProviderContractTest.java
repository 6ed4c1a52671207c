package io.github.listeningports.linux;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;

class LinuxProviderContractTest implements ListeningPortProviderContract {

    @BeforeAll
    static void needsLinux() {
        Machine.needsLinux();
    }

    @Override
    public ListeningPortProvider provider() {
        return new LinuxListeningPortProvider();
    }
}
