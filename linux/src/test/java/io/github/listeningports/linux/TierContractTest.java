package io.github.listeningports.linux;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.spi.ListeningPortProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What every provider promises, with native code always and never. */
class TierContractTest {

    @Nested
    class Always implements ListeningPortProviderContract {

        @BeforeAll
        static void loadJna() throws InterruptedException {
            Tiers.needNativeCode();
            Tiers.awaitJnasOwnThread();
        }

        @Override
        public ListeningPortProvider provider() {
            return new FixedProvider(Mode.ALWAYS);
        }
    }

    @Nested
    class Never implements ListeningPortProviderContract {

        @BeforeAll
        static void needsLinux() {
            Machine.needsLinux();
        }

        @Override
        public ListeningPortProvider provider() {
            return new FixedProvider(Mode.NEVER);
        }
    }
}
