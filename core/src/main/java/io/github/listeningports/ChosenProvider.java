package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Caches the chosen provider. A failed search is not cached: class paths can grow. */
final class ChosenProvider {

    private static volatile @Nullable ListeningPortProvider chosen;

    private ChosenProvider() {}

    static ListeningPortProvider get() {
        ListeningPortProvider provider = chosen;
        if (provider == null) {
            // Two threads may both search; both find the same provider.
            provider = ProviderSearch.in(ChosenProvider.class.getClassLoader())
                    .choose(Optional.ofNullable(System.getProperty(ProviderSearch.NAME_PROPERTY)));
            chosen = provider;
        }
        return provider;
    }
}
