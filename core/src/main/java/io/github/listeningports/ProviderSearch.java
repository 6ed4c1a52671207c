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
 * The providers that a class loader has, and the choice among them. One that cannot be loaded spoils nothing for the others; every reason
 * is kept, and told if in the end there is none to choose.
 */
final class ProviderSearch {

    static final String NAME_PROPERTY = "listeningports.provider";

    private static final String OUR_PACKAGE = ProviderSearch.class.getPackageName() + ".";

    /** Users know the class they call, not this one. */
    private static final String LOGGER = OUR_PACKAGE + "ListeningPorts";

    /** A broken service file can fail at every step; it ends the search at some point. */
    private static final int MAX_FAILURES = 100;

    private final List<ListeningPortProvider> providers = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    /** Whether one of the reasons is a fault. That a provider is for another system is none: on every system some are. */
    private boolean faulty;

    private ProviderSearch() {}

    static ProviderSearch in(ClassLoader loader) {
        ProviderSearch search = new ProviderSearch();
        Iterator<ListeningPortProvider> found =
                ServiceLoader.load(ListeningPortProvider.class, loader).iterator();
        while (search.reasons.size() < MAX_FAILURES) {
            // Both steps load classes, and both can fail: hasNext reads the name and finds the class, next makes the
            // object.
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
     * The provider of that name; without a name, the first that supports this system, other people's before ours, then by name.
     *
     * @throws ListeningPortsException with every reason, if there is none
     */
    ListeningPortProvider choose(Optional<String> name) {
        List<ListeningPortProvider> candidates = new ArrayList<>(providers);
        candidates.removeIf(provider -> !isNamed(provider, name));
        for (ListeningPortProvider provider : candidates) {
            if (isSupported(provider)) {
                tellWhatFailed(provider);
                return provider;
            }
        }
        throw new ListeningPortsException(explanation(name, candidates));
    }

    private boolean isNamed(ListeningPortProvider provider, Optional<String> name) {
        try {
            return name.isEmpty() || provider.name().equals(name.get());
        } catch (RuntimeException | LinkageError e) {
            addFault(provider.getClass().getName() + " does not tell its name: " + messageOf(e));
            return false;
        }
    }

    /** Whether it works here; if not, the reason is kept. */
    private boolean isSupported(ListeningPortProvider provider) {
        try {
            Optional<String> why = provider.whyUnsupported();
            why.ifPresent(text -> reasons.add(nameOf(provider) + ": " + text));
            return why.isEmpty();
        } catch (RuntimeException | LinkageError e) {
            addFault(provider.getClass().getName() + " failed when asked: " + messageOf(e));
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
                    .append("\", as -D")
                    .append(NAME_PROPERTY);
            text.append(" asks for; there ")
                    .append(names.isEmpty() ? "is none at all" : "is " + String.join(", ", names));
        } else if (name.isPresent()) {
            text.append("the provider that -D")
                    .append(NAME_PROPERTY)
                    .append(" asks for does not work on ")
                    .append(System.getProperty("os.name"));
        } else {
            text.append("no provider of listening ports works on ").append(System.getProperty("os.name"));
        }
        reasons.forEach(reason -> text.append("; ").append(reason));
        if (providers.isEmpty()) {
            text.append(
                    "; add the dependency io.github.listeningports:listening-ports, which brings one for each system");
        }
        return text.toString();
    }

    /** Only if something is faulty: without a binding, slf4j prints at the first logger. */
    private void tellWhatFailed(ListeningPortProvider chosen) {
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
