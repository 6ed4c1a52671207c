package io.github.listeningports.macos;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;

/** This machine's own sockets and processes, as a Mac's libproc would tell of them. */
class FakeMacContractTest implements ListeningPortProviderContract {

    @BeforeAll
    static void mirror() {
        Machine.needsGcc();
        FakeMac.plays("mirror");
    }

    @Override
    public ListeningPortProvider provider() {
        return FakeMac.provider();
    }
}
