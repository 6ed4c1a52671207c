package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.linux.NativeTier.Mode;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What every provider promises, with native code always and never. */
class TierContractTest {

    @Nested
    class Always implements ListeningPortProviderContract {

        /**
         * Loads JNA, and waits until the thread that it starts while it loads has ended, half a minute later: what is alive before a test is not held
         * against it, but what JNA starts again would be.
         */
        @BeforeAll
        static void loadJna() throws InterruptedException {
            Tiers.needNativeCode();
            List<Thread> cleaners = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().contains("JNA"))
                    .toList();
            for (Thread each : cleaners) {
                each.join(60_000);
                assertFalse(each.isAlive(), "JNA's thread stays: " + each);
            }
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
