package io.github.listeningports.macos;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** This machine's own sockets and processes as a Mac's libproc would report them, behind a firewall whose tools answer like a Mac's. */
class FakeMacContractTest implements ListeningPortProviderContract {

    @TempDir
    static Path directory;

    @BeforeAll
    static void mirror() throws IOException {
        FakeMac.needs();
        new FakeTools(directory)
                .prints(FakeTools.STATE, "Firewall is enabled. (State = 1)\n")
                .prints(FakeTools.BLOCK_ALL, "Block all DISABLED! \n")
                .prints(FakeTools.APPS, SocketFilterParserTest.NEW_APPS)
                .prints(FakeTools.PF_INFO, SocketFilterParserTest.PF_OFF);
        FakeMac.plays("mirror");
    }

    @Override
    public ListeningPortProvider provider() {
        return FakeMac.provider(FakeTools.in(directory));
    }
}
