package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/**
 * Finds the providers of a class loader and chooses one. A provider that cannot be loaded does not affect the others; every failure is
 * recorded, and reported if no provider can be chosen.
 */
final class ProviderSearch {

    static final String NAME_PROPERTY = "listeningports.provider";

    private static final String OUR_PACKAGE = ProviderSearch.class.getPackageName() + ".";

    /** The class users call, rather than this one. */
    private static final String LOGGER = OUR_PACKAGE + "ListeningPorts";

    /** Bounds the search: a broken service file can fail at every step. */
    private static final int MAX_FAILURES = 100;

    private final List<ListeningPortProvider> providers = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    /** Whether one of the reasons is an error. A provider for another operating system is not: every system has some. */
    private boolean faulty;

    private ProviderSearch() {}

    static ProviderSearch in(ClassLoader loader) {
        ProviderSearch search = new ProviderSearch();
        Iterator<ListeningPortProvider> found =
                ServiceLoader.load(ListeningPortProvider.class, loader).iterator();
        while (search.reasons.size() < MAX_FAILURES) {
            // Both steps can fail: hasNext reads the name and loads the class, next creates the object.
            try {
                if (!found.hasNext()) {
                    break;
                }
                search.providers.add(found.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                search.addFault("a provider could not be loaded: " + messageOf(e));
            }
        }
        search.providers.sort(Comparator.comparing(ProviderSearch::isOurs)
                .thenComparing(p -> p.getClass().getName()));
        return search;
    }

    /**
     * The provider of that name, or the first one that supports this system: third-party ones before ours, then by class name.
     *
     * @throws ListeningPortsException with all reasons, if there is none
     */
    ListeningPortProvider choose(Optional<String> name) {
        List<ListeningPortProvider> candidates = new ArrayList<>(providers);
        candidates.removeIf(provider -> !isNamed(provider, name));
        for (ListeningPortProvider provider : candidates) {
            if (isSupported(provider)) {
                logFailures(provider);
                return provider;
            }
        }
        throw new ListeningPortsException(explanation(name, candidates));
    }

    private boolean isNamed(ListeningPortProvider provider, Optional<String> name) {
        try {
            return name.isEmpty() || provider.name().equals(name.get());
        } catch (RuntimeException | LinkageError e) {
            addFault(provider.getClass().getName() + " failed to return its name: " + messageOf(e));
            return false;
        }
    }

    /** Whether it works here; records the reason if not. */
    private boolean isSupported(ListeningPortProvider provider) {
        try {
            Optional<String> why = provider.whyUnsupported();
            why.ifPresent(text -> reasons.add(nameOf(provider) + ": " + text));
            return why.isEmpty();
        } catch (RuntimeException | LinkageError e) {
            addFault(provider.getClass().getName() + " failed in whyUnsupported(): " + messageOf(e));
            return false;
        }
    }

    private void addFault(String reason) {
        reasons.add(reason);
        faulty = true;
    }

    private String explanation(Optional<String> name, List<ListeningPortProvider> candidates) {
        StringBuilder text = new StringBuilder();
        if (name.isPresent() && candidates.isEmpty()) {
            List<String> names = providers.stream().map(ProviderSearch::nameOf).toList();
            text.append("no provider is named \"")
                    .append(name.get())
                    .append("\" (-D")
                    .append(NAME_PROPERTY);
            text.append("); available: ").append(names.isEmpty() ? "none" : String.join(", ", names));
        } else if (name.isPresent()) {
            text.append("the provider chosen by -D")
                    .append(NAME_PROPERTY)
                    .append(" does not work on ")
                    .append(System.getProperty("os.name"));
        } else {
            text.append("no provider works on ").append(System.getProperty("os.name"));
        }
        reasons.forEach(reason -> text.append("; ").append(reason));
        if (providers.isEmpty()) {
            text.append(
                    "; add the dependency io.github.listeningports:listening-ports, which includes a provider for each system");
        }
        return text.toString();
    }

    /** Only after an error: without a binding, slf4j prints when the first logger is created. */
    private void logFailures(ListeningPortProvider chosen) {
        if (faulty) {
            LoggerFactory.getLogger(LOGGER)
                    .debug("using provider {}; not used: {}", chosen.getClass().getName(), reasons);
        }
    }

    private static String nameOf(ListeningPortProvider provider) {
        try {
            return provider.name();
        } catch (RuntimeException | LinkageError e) {
            return provider.getClass().getName();
        }
    }

    private static boolean isOurs(ListeningPortProvider provider) {
        return provider.getClass().getName().startsWith(OUR_PACKAGE);
    }

    private static String messageOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure + (cause == null ? "" : " (" + cause + ")");
    }
}
