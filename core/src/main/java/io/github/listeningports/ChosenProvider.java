package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the choice of provider, once there is one: a failed search is repeated, for a class path can grow. */
final class ChosenProvider {

    private static volatile @Nullable ListeningPortProvider chosen;

    private ChosenProvider() {}

    static ListeningPortProvider get() {
        ListeningPortProvider provider = chosen;
        if (provider == null) {
            // Two threads may both search; both find the same.
            provider = ProviderSearch.in(ChosenProvider.class.getClassLoader())
                    .choose(Optional.ofNullable(System.getProperty(ProviderSearch.NAME_PROPERTY)));
            chosen = provider;
        }
        return provider;
    }
}
