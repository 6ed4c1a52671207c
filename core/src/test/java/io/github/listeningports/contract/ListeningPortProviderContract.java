package io.github.listeningports.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every provider promises, as tests. This is all that a provider's author writes:
 *
 * <pre>{@code
 * class MyProviderContractTest implements ListeningPortProviderContract {
 *     public ListeningPortProvider provider() {
 *         return new MyProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>It runs on the system that the provider is for, as any user, without privilege. What a system may be unable to tell is looked at
 * only where it is told; what it cannot do at all is an assumption, and shows as a skipped test. Do not run it in parallel with other
 * tests: it counts threads and file descriptors, and watches {@code System.out}.
 */
public interface ListeningPortProviderContract
        extends SocketsContract,
                OwnersContract,
                RequestContract,
                FirewallContract,
                ChangesContract,
                SourceContract,
                FootprintContract {

    /** The provider to test; a new one or always the same. */
    @Override
    ListeningPortProvider provider();

    /**
     * Whether the system tells a connected UDP socket, which waits for one peer only, from one that waits for strangers. Override it with
     * {@code false} for one that does not (Windows: its table has no remote address).
     */
    @Override
    default boolean tellsConnectedUdp() {
        return true;
    }

    @Test
    default void theNameIsStableLowerCaseAndNotBlank() {
        String name = provider().name();
        assertFalse(name.isBlank());
        assertEquals(name.strip().toLowerCase(Locale.ROOT), name);
        assertEquals(name, provider().name());
    }

    @Test
    default void itWorksHere() {
        assertEquals(Optional.empty(), provider().whyUnsupported());
    }
}
