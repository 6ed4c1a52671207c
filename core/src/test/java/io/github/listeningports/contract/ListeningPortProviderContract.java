package io.github.listeningports.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The contract of every provider, as tests. All you write for your provider is:
 *
 * <pre>{@code
 * class MyProviderContractTest implements ListeningPortProviderContract {
 *     public ListeningPortProvider provider() {
 *         return new MyProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>Run it on the provider's system, as any user, without privilege. Values that a system may not report are checked only where
 * present; features that a system lacks are assumptions and show as skipped tests. Do not run it in parallel with other tests: it
 * counts threads and file descriptors and captures {@code System.out}.
 */
public interface ListeningPortProviderContract
        extends SocketsContract,
                OwnersContract,
                RequestContract,
                FirewallContract,
                ChangesContract,
                SourceContract,
                WatchContract,
                AwaitContract,
                BindContract,
                FootprintContract {

    /** The provider under test; a new instance or always the same. */
    @Override
    ListeningPortProvider provider();

    /**
     * Whether the system distinguishes connected UDP sockets, which serve one peer only, from unconnected ones. Override it with
     * {@code false} if not (Windows: its table has no remote address).
     */
    @Override
    default boolean recognizesConnectedUdp() {
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
