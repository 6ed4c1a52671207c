package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A class path directory: real classes, compiled when the test runs, whose files can be deleted, and a service file with arbitrary
 * content.
 */
final class ProviderPath {

    static final String SERVICE_FILE = "META-INF/services/" + ListeningPortProvider.class.getName();

    private static final String SUPPORTED = "return Optional.empty();";

    private final Path directory;
    private final Map<String, String> sources = new TreeMap<>();
    private final List<String> services = new ArrayList<>();

    ProviderPath(Path directory) {
        this.directory = directory;
    }

    /** A supported provider, listed in the service file; its snapshots have one diagnostic, whose source is the provider's name. */
    ProviderPath provider(String className, String name) {
        return provider(className, "", "return \"" + name + "\";", SUPPORTED);
    }

    /** A provider that returns a reason why it is unsupported. */
    ProviderPath unsupported(String className, String name, String why) {
        return provider(className, "", "return \"" + name + "\";", "return Optional.of(\"" + why + "\");");
    }

    /** A provider with the given bodies of the constructor and of the two methods that are called first. */
    ProviderPath provider(String className, String constructor, String name, String whyUnsupported) {
        return provider(className, "implements ListeningPortProvider", constructor, name, whyUnsupported);
    }

    /** Also with the types it extends and implements. */
    ProviderPath provider(String className, String types, String constructor, String name, String whyUnsupported) {
        int dot = className.lastIndexOf('.');
        String simpleName = className.substring(dot + 1);
        sources.put(className, """
                package %s;

                import io.github.listeningports.*;
                import io.github.listeningports.spi.ListeningPortProvider;
                import java.time.Instant;
                import java.util.*;

                public class %s %s {
                    public %s() { %s }
                    public String name() { %s }
                    public Optional<String> whyUnsupported() { %s }
                    public ListeningPortSource open(SnapshotRequest request) {
                        return new ListeningPortSource() {
                            public PortSnapshot snapshot() {
                                return new PortSnapshot(Instant.EPOCH, List.of(), List.of(new Diagnostic(
                                        Diagnostic.Kind.DETAIL_MISSING, name(), "made for a test")));
                            }
                            public void close() {}
                        };
                    }
                }
                """.formatted(
                        className.substring(0, dot), simpleName, types, simpleName, constructor, name, whyUnsupported));
        return services(className);
    }

    /** Any class, not listed in the service file. */
    ProviderPath source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** Adds raw lines to the service file. */
    ProviderPath services(String... lines) {
        services.addAll(List.of(lines));
        return this;
    }

    /** Empties the service file, as a fat jar loses it; the classes stay. */
    ProviderPath unlisted() {
        services.clear();
        return this;
    }

    /** Compiles the classes and writes the service file. */
    ProviderPath compile() throws IOException {
        // A JRE, such as the Windows one for wine, has no compiler; the class path then contains one.
        JavaCompiler compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
                .or(() -> ServiceLoader.load(JavaCompiler.class).findFirst())
                .orElseThrow();
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = directory.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-proc:none", "-source", "17", "-target", "17");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(directory));
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(ChildJvm.location(ListeningPorts.class)));
            assertTrue(
                    files.isEmpty()
                            || compiler.getTask(
                                            messages,
                                            manager,
                                            null,
                                            options,
                                            null,
                                            manager.getJavaFileObjectsFromPaths(files))
                                    .call(),
                    messages::toString);
        }
        Path serviceFile = directory.resolve(SERVICE_FILE);
        Files.createDirectories(serviceFile.getParent());
        Files.write(serviceFile, services);
        return this;
    }

    /** Deletes a compiled class, as if its jar were missing. */
    ProviderPath delete(String className) throws IOException {
        Files.delete(directory.resolve(className.replace('.', '/') + ".class"));
        return this;
    }

    /** A search of this directory, then of the given ones. */
    ProviderSearch search(ProviderPath... others) {
        List<URL> urls = new ArrayList<>(List.of(url(directory)));
        for (ProviderPath other : others) {
            urls.add(url(other.directory));
        }
        // Not closed: providers also load classes later. A loader of directories keeps no file open.
        return ProviderSearch.in(new URLClassLoader(urls.toArray(URL[]::new), ListeningPorts.class.getClassLoader()));
    }

    /** The jar or directory of a class. */
    private static URL url(Path directory) {
        try {
            return directory.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
