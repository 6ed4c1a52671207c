package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fat jars whose service file lost providers: those of ours are found by name, or the message says what happened. */
class UnmergedServicesTest {

    private static final String LINUX = "io.github.listeningports.linux.LinuxListeningPortProvider";
    private static final String MACOS = "io.github.listeningports.macos.MacosListeningPortProvider";
    private static final String WINDOWS = "io.github.listeningports.windows.WindowsListeningPortProvider";
    private static final String NAME = "return \"linux\";";
    private static final String SUPPORTED = "return Optional.empty();";
    private static final String NOT_MERGED = "; META-INF/services was not merged into this fat jar, it does not list ";

    @TempDir
    Path directory;

    @Test
    void eachOfOursIsFoundByName() throws IOException {
        for (String className : new String[] {LINUX, MACOS, WINDOWS}) {
            Path own = directory.resolve(className);
            ProviderSearch search = new ProviderPath(own)
                    .provider(className, "ours")
                    .unlisted()
                    .compile()
                    .search();
            assertEquals(className, search.choose(Optional.empty()).getClass().getName());
        }
    }

    @Test
    void theServiceFileKeptOneForAnotherSystem() throws IOException {
        ProviderSearch search = path().provider(LINUX, "linux")
                .unlisted()
                .unsupported(MACOS, "macos", "this is not macOS")
                .compile()
                .search();
        assertEquals("linux", search.choose(Optional.empty()).name());
    }

    @Test
    void oneOfOursIsFoundByItsShortNameToo() throws IOException {
        ProviderSearch search = path().provider(LINUX, "linux")
                .unlisted()
                .provider(MACOS, "macos")
                .compile()
                .search();
        assertEquals("linux", search.choose(Optional.of("linux")).name());
    }

    @Test
    void aListedOneThatWorksIsPreferred() throws IOException {
        ProviderSearch search = path().provider(LINUX, "linux")
                .unlisted()
                .provider("example.alpha.Alpha", "alpha")
                .compile()
                .search();
        assertEquals("alpha", search.choose(Optional.empty()).name());
    }

    @Test
    void aThirdPartyProviderIsNotFoundByName() throws IOException {
        ProviderSearch search = path().provider("example.alpha.Alpha", "alpha")
                .unlisted()
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(
                message.contains("if this is a fat jar that includes it, META-INF/services was not merged"), message);
    }

    @Test
    void noneByNameAndNoneListedSaysHowToMerge() throws IOException {
        String message = messageOf(path().compile().search(), Optional.empty());
        assertTrue(message.contains("add the dependency io.github.listeningports:listening-ports,"), message);
        assertTrue(message.contains("META-INF/services was not merged: use the ServicesResourceTransformer"), message);
        assertTrue(message.contains("containerDescriptorHandler metaInf-services"), message);
    }

    @Test
    void oneForAnotherSystemAloneSaysHowToMerge() throws IOException {
        ProviderSearch search = path().unsupported(MACOS, "macos", "this is not macOS")
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(
                message.contains("; macos: this is not macOS; if this is a fat jar that includes more providers,"
                        + " META-INF/services was not merged: use the ServicesResourceTransformer"),
                message);
    }

    @Test
    void allThreeListedAndNoneForThisSystemIsNoFatJarsFault() throws IOException {
        ProviderSearch search = path().unsupported(LINUX, "linux", "this is not Linux")
                .unsupported(MACOS, "macos", "this is not macOS")
                .unsupported(WINDOWS, "windows", "this is not Windows")
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertFalse(message.contains("META-INF"), message);
    }

    @Test
    void oneByNameThatDoesNotWorkHereIsReported() throws IOException {
        ProviderSearch search = path().unsupported(LINUX, "linux", "this is not Linux")
                .unlisted()
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(message.contains("; linux: this is not Linux" + NOT_MERGED + LINUX + ": use the "), message);
    }

    @Test
    void oneByNameWhoseConstructorThrowsIsReported() throws IOException {
        ProviderSearch search = path().provider(LINUX, "throw new UnsatisfiedLinkError(\"no luck\");", NAME, SUPPORTED)
                .unlisted()
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(message.contains("; " + LINUX + " could not be loaded: "), message);
        assertTrue(message.contains("java.lang.UnsatisfiedLinkError: no luck"), message);
        assertTrue(message.contains(NOT_MERGED + LINUX), message);
    }

    @Test
    void oneByNameWithoutASuperclassIsReported() throws IOException {
        ProviderSearch search = path().source("example.alpha.Base", "package example.alpha; public class Base {}")
                .provider(LINUX, "extends example.alpha.Base implements ListeningPortProvider", "", NAME, SUPPORTED)
                .unlisted()
                .compile()
                .delete("example.alpha.Base")
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(
                message.contains(LINUX + " could not be loaded: java.lang.NoClassDefFoundError: example/alpha/Base"),
                message);
    }

    @Test
    void aClassOfThatNameThatIsNoProviderIsReported() throws IOException {
        ProviderSearch search = path().source(
                        LINUX, "package io.github.listeningports.linux; public class LinuxListeningPortProvider {}")
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(message.contains(LINUX + " could not be loaded: java.lang.ClassCastException"), message);
    }

    @Test
    void oneThatServiceLoaderCouldNotCreateIsNotTriedAgain() throws IOException {
        ProviderSearch search = path().provider(LINUX, "throw new IllegalStateException(\"no luck\");", NAME, SUPPORTED)
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertEquals(message.indexOf("no luck"), message.lastIndexOf("no luck"), message);
        assertFalse(message.contains("does not list"), message);
    }

    private ProviderPath path() {
        return new ProviderPath(directory);
    }

    private static String messageOf(ProviderSearch search, Optional<String> name) {
        return Thrown.message(ListeningPortsException.class, () -> search.choose(name));
    }
}
