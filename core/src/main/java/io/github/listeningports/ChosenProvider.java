package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chosen provider, which is cached. A failed search is not: class paths can grow.
 *
 * @param failures what is wrong with other providers
 */
record ChosenProvider(ListeningPortProvider provider, Optional<Diagnostic> failures) {

    private static volatile @Nullable ChosenProvider chosen;

    static ChosenProvider get() {
        ChosenProvider known = chosen;
        if (known == null) {
            // Two threads may both search; both find the same provider.
            ProviderSearch search = ProviderSearch.in(ChosenProvider.class.getClassLoader());
            ListeningPortProvider provider =
                    search.choose(Optional.ofNullable(System.getProperty(ProviderSearch.NAME_PROPERTY)));
            known = new ChosenProvider(provider, search.failures(provider));
            chosen = known;
            if (known.failures().isPresent()) {
                BoundLog.debug(known.failures().get());
            }
        }
        return known;
    }
}
