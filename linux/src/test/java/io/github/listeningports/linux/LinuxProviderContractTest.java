package io.github.listeningports.linux;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;

class LinuxProviderContractTest implements ListeningPortProviderContract {

    @BeforeAll
    static void needsLinux() throws InterruptedException {
        Machine.needsLinux();
        // Some requests there load JNA, where it may be loaded.
        new NativeTier(NativeTier.Mode.AUTO).whyNot();
        Tiers.awaitJnasOwnThread();
    }

    @Override
    public ListeningPortProvider provider() {
        return new LinuxListeningPortProvider();
    }
}
