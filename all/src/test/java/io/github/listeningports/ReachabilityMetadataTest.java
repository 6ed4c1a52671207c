package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Native;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.NewerJdk;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GraalVM's native-image has to know of us. There is no native-image here: its parser reads the files, and what they name exists. */
class ReachabilityMetadataTest {

    private static final String FOLDER = "/META-INF/native-image/io.github.listeningports/listening-ports-";

    private static final List<String> MODULES = List.of("linux", "macos", "windows");

    /** The JDK that has Module.isNativeAccessEnabled. */
    private static final int NATIVE_ACCESS_SINCE = 22;

    @ParameterizedTest
    @ValueSource(strings = {"linux", "macos", "windows"})
    void graalVmAcceptsEveryAttribute(String module, @TempDir Path input, @TempDir Path output) throws Exception {
        try (InputStream file = file(module).openStream()) {
            Files.copy(file, input.resolve("reachability-metadata.json"));
        }
        String graalVm = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.contains("graalvm"))
                .collect(Collectors.joining(File.pathSeparator));
        ChildJvm.withClassPath(graalVm)
                .of(NewerJdk.home())
                .run(
                        "com.oracle.svm.configure.ConfigurationTool",
                        "generate",
                        "--input-dir=" + input,
                        "--output-dir=" + output);
        JsonNode read = new ObjectMapper()
                .readTree(output.resolve("reachability-metadata.json").toFile());
        assertEquals(
                metadata(module).get("reflection").size(),
                read.get("reflection").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "macos", "windows"})
    void everyClassAndMethodExists(String module) throws Exception {
        for (JsonNode entry : metadata(module).get("reflection")) {
            typeOf(entry.get("condition").get("typeReached"));
            Class<?> type = typeOf(entry.get("type"));
            for (JsonNode method : entry.path("methods")) {
                if (type != Module.class || Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
                    assertEquals(
                            method.get("parameterTypes").size(),
                            find(type, method).getParameterCount());
                }
            }
        }
    }

    private static Executable find(Class<?> type, JsonNode method) throws ReflectiveOperationException {
        List<Class<?>> parameters = new ArrayList<>();
        for (JsonNode parameter : method.get("parameterTypes")) {
            parameters.add(typeOf(parameter));
        }
        Class<?>[] types = parameters.toArray(Class<?>[]::new);
        String name = method.get("name").asText();
        return name.equals("<init>") ? type.getDeclaredConstructor(types) : type.getDeclaredMethod(name, types);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "macos", "windows"})
    void everyResourceIsInTheJarOfJna(String module) throws Exception {
        Set<String> names;
        try (JarFile jna = new JarFile(ChildJvm.location(Native.class).toFile())) {
            names = jna.stream().map(Object::toString).collect(Collectors.toSet());
        }
        for (JsonNode entry : metadata(module).get("resources")) {
            typeOf(entry.get("condition").get("typeReached"));
            PathMatcher glob = FileSystems.getDefault()
                    .getPathMatcher("glob:" + entry.get("glob").asText());
            assertTrue(names.stream().anyMatch(name -> glob.matches(Path.of(name))), entry.toString());
        }
    }

    @Test
    void everyProviderIsListed() throws Exception {
        Set<String> listed = types();
        for (ListeningPortProvider provider : ServiceLoader.load(ListeningPortProvider.class)) {
            assertTrue(listed.contains(provider.getClass().getName()), provider.name());
        }
    }

    @Test
    void everyNativeMethodIsListed() throws Exception {
        Set<String> inOurClasses = new TreeSet<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.listeningports")
                        .stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getModifiers().contains(JavaModifier.NATIVE))
                        .map(ReachabilityMetadataTest::signature)
                        .forEach(inOurClasses::add);
        Set<String> listed = new TreeSet<>();
        for (String module : MODULES) {
            for (JsonNode entry : metadata(module).get("reflection")) {
                String type = entry.get("type").asText();
                if (type.endsWith(".DirectCalls")) {
                    assertTrue(entry.get("jniAccessible").asBoolean());
                    entry.get("methods")
                            .forEach(method -> listed.add(type + "."
                                    + method.get("name").asText()
                                    + method.get("parameterTypes").toString().replace("\"", "")));
                }
            }
        }
        assertFalse(inOurClasses.isEmpty());
        assertEquals(inOurClasses, listed);
    }

    private static String signature(JavaMethod method) {
        return method.getOwner().getName() + "." + method.getName()
                + method.getRawParameterTypes().stream()
                        .map(type -> type.getName())
                        .collect(Collectors.joining(",", "[", "]"));
    }

    private static Set<String> types() throws IOException {
        Set<String> types = new TreeSet<>();
        for (String module : MODULES) {
            metadata(module)
                    .get("reflection")
                    .forEach(entry -> types.add(entry.get("type").asText()));
        }
        return types;
    }

    private static Class<?> typeOf(JsonNode name) throws ClassNotFoundException {
        return switch (name.asText()) {
            case "int" -> int.class;
            case "long" -> long.class;
            default -> Class.forName(name.asText(), false, ReachabilityMetadataTest.class.getClassLoader());
        };
    }

    private static JsonNode metadata(String module) throws IOException {
        try (InputStream text = file(module).openStream()) {
            return new ObjectMapper().readTree(text);
        }
    }

    private static URL file(String module) {
        return Objects.requireNonNull(
                ReachabilityMetadataTest.class.getResource(FOLDER + module + "/reachability-metadata.json"), module);
    }
}
