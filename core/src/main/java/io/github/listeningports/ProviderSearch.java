package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the providers of a class loader and chooses one. A provider that cannot be loaded does not affect the others; every failure is
 * recorded, and reported: by the exception if no provider can be chosen, otherwise by a diagnostic of every snapshot. Providers behind the chosen one
 * are loaded, but not made.
 *
 * <p>Fat jars often keep only one of several service files of the same name. If none of the listed providers works here, ours are also
 * searched by class name.
 */
final class ProviderSearch {

    static final String NAME_PROPERTY = "listeningports.provider";

    private static final String OUR_PACKAGE = ProviderSearch.class.getPackageName() + ".";

    /**
     * Our providers, relative to our package. Tools that relocate classes (such as maven-shade-plugin) rewrite full class names in constants, or do
     * not; the package of a loaded class is right either way.
     */
    private static final List<String> OURS = List.of(
            "linux.LinuxListeningPortProvider",
            "macos.MacosListeningPortProvider",
            "windows.WindowsListeningPortProvider");

    /** What the user of a fat jar has to do. */
    private static final String MERGE = "use the ServicesResourceTransformer of maven-shade-plugin, the"
            + " containerDescriptorHandler metaInf-services of maven-assembly-plugin, or mergeServiceFiles() of Gradle's Shadow plugin";

    /** Bounds the search: a broken service file can fail at every step. */
    private static final int MAX_FAILURES = 100;

    private static final int MAX_EXAMPLES = 5;

    private final ClassLoader loader;

    /** Those of third parties, by class name. */
    private final Map<String, ServiceLoader.Provider<ListeningPortProvider>> others = new TreeMap<>();

    private final Map<String, ServiceLoader.Provider<ListeningPortProvider>> ours = new TreeMap<>();

    /** Those that were made: not one behind the chosen one. */
    private final List<ListeningPortProvider> made = new ArrayList<>();

    private final List<String> reasons = new ArrayList<>();

    /** Those of the reasons that are errors. A provider for another operating system is none: every system has some. */
    private final List<String> faults = new ArrayList<>();

    /** The classes of {@link #OURS} that exist although no service file lists them. */
    private final List<String> unlisted = new ArrayList<>();

    private ProviderSearch(ClassLoader loader) {
        this.loader = loader;
    }

    static ProviderSearch in(ClassLoader loader) {
        ProviderSearch search = new ProviderSearch(loader);
        Iterator<ServiceLoader.Provider<ListeningPortProvider>> found =
                ServiceLoader.load(ListeningPortProvider.class, loader).stream().iterator();
        while (search.reasons.size() < MAX_FAILURES) {
            // Both can fail: hasNext reads the name and loads the class.
            try {
                if (!found.hasNext()) {
                    break;
                }
                search.add(found.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                search.addFault("a provider could not be loaded: " + messageOf(e));
            }
        }
        return search;
    }

    private void add(ServiceLoader.Provider<ListeningPortProvider> provider) {
        String className = provider.type().getName();
        (className.startsWith(OUR_PACKAGE) ? ours : others).put(className, provider);
    }

    /**
     * The provider of that name, or the first one that supports this system: third-party ones before ours, then by class name.
     *
     * @throws ListeningPortsException with all reasons, if there is none
     */
    ListeningPortProvider choose(Optional<String> name) {
        Optional<ListeningPortProvider> chosen = firstSupported(others.values(), name);
        if (chosen.isEmpty()) {
            chosen = firstSupported(ours.values(), name);
        }
        if (chosen.isEmpty()) {
            chosen = firstUnlisted(name);
        }
        if (chosen.isEmpty()) {
            throw new ListeningPortsException(explanation(name));
        }
        return chosen.get();
    }

    /** Makes one provider after the other until one is supported: ours come with those for other systems. */
    private Optional<ListeningPortProvider> firstSupported(
            Collection<ServiceLoader.Provider<ListeningPortProvider>> found, Optional<String> name) {
        for (ServiceLoader.Provider<ListeningPortProvider> each : found) {
            try {
                ListeningPortProvider provider = each.get();
                if (isSuitable(provider, name)) {
                    return Optional.of(provider);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                addFault("a provider could not be loaded: " + messageOf(e));
            }
        }
        return Optional.empty();
    }

    private boolean isSuitable(ListeningPortProvider provider, Optional<String> name) {
        made.add(provider);
        return isNamed(provider, name) && isSupported(provider);
    }

    /** One of our providers that no service file lists. */
    private Optional<ListeningPortProvider> firstUnlisted(Optional<String> name) {
        for (String relativeName : OURS) {
            String className = OUR_PACKAGE + relativeName;
            if (isListed(className)) {
                continue;
            }
            try {
                Class<?> type = Class.forName(className, false, loader);
                unlisted.add(className);
                ListeningPortProvider provider = type.asSubclass(ListeningPortProvider.class)
                        .getConstructor()
                        .newInstance();
                if (isSuitable(provider, name)) {
                    return Optional.of(provider);
                }
            } catch (ClassNotFoundException e) {
                // Not in this program; the explanation names the dependency to add.
            } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
                addFault(className + " could not be loaded: " + messageOf(e));
            }
        }
        return Optional.empty();
    }

    /** Whether ServiceLoader found it, or failed to load it and named it. */
    private boolean isListed(String className) {
        return ours.containsKey(className)
                || reasons.stream().anyMatch(reason -> reason.contains(" " + className + " "));
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
            if (why.isPresent()) {
                reasons.add(nameOf(provider) + ": " + why.get());
            }
            return why.isEmpty();
        } catch (RuntimeException | LinkageError e) {
            addFault(provider.getClass().getName() + " failed in whyUnsupported(): " + messageOf(e));
            return false;
        }
    }

    private void addFault(String reason) {
        reasons.add(reason);
        faults.add(reason);
    }

    private String explanation(Optional<String> name) {
        StringBuilder text = new StringBuilder();
        if (name.isPresent() && made.stream().map(ProviderSearch::nameOf).noneMatch(name.get()::equals)) {
            List<String> names = made.stream().map(ProviderSearch::nameOf).toList();
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
        return text.append(remedy()).toString();
    }

    private String remedy() {
        if (!unlisted.isEmpty()) {
            return "; META-INF/services was not merged into this fat jar, it does not list "
                    + String.join(", ", unlisted) + ": " + MERGE;
        }
        if (made.isEmpty()) {
            return "; add the dependency io.github.listeningports:listening-ports, which includes a provider for each system;"
                    + " if this is a fat jar that includes it, META-INF/services was not merged: "
                    + MERGE;
        }
        boolean some = OURS.stream().anyMatch(each -> isListed(OUR_PACKAGE + each));
        boolean all = OURS.stream().allMatch(each -> isListed(OUR_PACKAGE + each));
        return some && !all
                ? "; if this is a fat jar that includes more providers, META-INF/services was not merged: " + MERGE
                : UnsupportedSystem.advice(System.getProperty("os.name", ""));
    }

    /** What failed although the search did not; empty if nothing did. */
    Optional<Diagnostic> failures(ListeningPortProvider chosen) {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        String more = faults.size() > MAX_EXAMPLES ? "; ..." : "";
        return Optional.of(new Diagnostic(
                Diagnostic.Kind.PROVIDER_FAILED,
                ListeningPortProvider.class.getName(),
                faults.stream().limit(MAX_EXAMPLES).collect(Collectors.joining("; ")) + more
                        + "; provider " + nameOf(chosen)
                        + " is used: remove what fails from the class path, or add what it lacks",
                faults.size()));
    }

    private static String nameOf(ListeningPortProvider provider) {
        try {
            return provider.name();
        } catch (RuntimeException | LinkageError e) {
            return provider.getClass().getName();
        }
    }

    private static String messageOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure + (cause == null ? "" : " (" + cause + ")");
    }
}
