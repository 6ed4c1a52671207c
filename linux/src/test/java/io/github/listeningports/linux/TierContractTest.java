package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.ByteOrder;
import java.util.Optional;
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
            return new Fixed(Mode.ALWAYS);
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
            return new Fixed(Mode.NEVER);
        }
    }

    private record Fixed(Mode mode) implements ListeningPortProvider {

        @Override
        public String name() {
            return "linux";
        }

        @Override
        public Optional<String> whyUnsupported() {
            return Optional.empty();
        }

        @Override
        public ListeningPortSource open(SnapshotRequest request) {
            return new LinuxSource(request, ByteOrder.nativeOrder(), mode, System::nanoTime);
        }
    }
}
