package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that fails to load or to answer never hides a working one; the failure is reported, by the exception if there is none. */
class BrokenProvidersTest {

    private static final String IMPLEMENTS = "implements ListeningPortProvider";
    private static final String NAME = "return \"broken\";";
    private static final String SUPPORTED = "return Optional.empty();";

    @TempDir
    Path brokenDirectory;

    @TempDir
    Path goodDirectory;

    private ProviderPath broken;

    @BeforeEach
    void createPath() {
        broken = new ProviderPath(brokenDirectory);
    }

    @Test
    void aConstructorThatThrows() throws IOException {
        broken.provider("example.alpha.Broken", "throw new IllegalStateException(\"no luck\");", NAME, SUPPORTED);
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.IllegalStateException: no luck");
    }

    @Test
    void aConstructorThatThrowsAnError() throws IOException {
        broken.provider(
                "example.alpha.Broken", "throw new UnsatisfiedLinkError(\"no such library\");", NAME, SUPPORTED);
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.UnsatisfiedLinkError: no such library");
    }

    @Test
    void aStaticInitialiserThatThrows() throws IOException {
        broken.source("example.alpha.Luck", """
                package example.alpha;
                class Luck { static final int NONE = Integer.parseInt("none"); }
                """);
        broken.provider("example.alpha.Broken", "System.identityHashCode(Luck.NONE);", NAME, SUPPORTED);
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.ExceptionInInitializerError");
    }

    @Test
    void aMissingSuperclass() throws IOException {
        broken.source("example.alpha.Base", "package example.alpha; public class Base {}");
        broken.provider("example.alpha.Broken", "extends Base " + IMPLEMENTS, "", NAME, SUPPORTED);
        broken.compile().delete("example.alpha.Base");
        assertReportedAndHarmless("java.lang.NoClassDefFoundError: example/alpha/Base");
    }

    @Test
    void aMissingClassThatTheConstructorNeeds() throws IOException {
        broken.source("example.alpha.Library", "package example.alpha; public class Library {}");
        broken.provider("example.alpha.Broken", "new Library();", NAME, SUPPORTED);
        broken.compile().delete("example.alpha.Library");
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.NoClassDefFoundError: example/alpha/Library");
    }

    @Test
    void aMissingClassThatAMethodNeeds() throws IOException {
        broken.source("example.alpha.Library", "package example.alpha; public class Library {}");
        broken.provider("example.alpha.Broken", "", NAME, "new Library(); " + SUPPORTED);
        broken.compile().delete("example.alpha.Library");
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.NoClassDefFoundError: example/alpha/Library");
    }

    @Test
    void aClassThatDoesNotExist() throws IOException {
        broken.services("example.alpha.Nowhere").compile();
        assertReportedAndHarmless("example.alpha.Nowhere not found");
    }

    @Test
    void aClassThatIsNoProvider() throws IOException {
        broken.source("example.alpha.Other", "package example.alpha; public class Other {}");
        broken.services("example.alpha.Other");
        assertReportedAndHarmless("example.alpha.Other not a subtype");
    }

    @Test
    void aServiceFileWithABadLine() throws IOException {
        broken.services("this is no class name");
        assertReportedAndHarmless(ProviderPath.SERVICE_FILE, "Illegal configuration-file syntax");
    }

    @Test
    void whyUnsupportedThrows() throws IOException {
        broken.provider("example.alpha.Broken", "", NAME, "throw new IllegalStateException(\"no luck\");");
        assertReportedAndHarmless("example.alpha.Broken", "java.lang.IllegalStateException: no luck");
    }

    @Test
    void whyUnsupportedIsNull() throws IOException {
        broken.provider("example.alpha.Broken", "", NAME, "return null;");
        assertReportedAndHarmless("example.alpha.Broken", "NullPointerException");
    }

    @Test
    void nameThrowsAndAProviderIsChosenByName() throws IOException {
        broken.provider("example.alpha.Broken", "", "throw new IllegalStateException(\"no name\");", SUPPORTED);
        broken.compile();
        assertEquals("good", broken.search(good()).choose(Optional.of("good")).name());

        ProviderSearch search = broken.search();
        assertEquals(
                "no provider is named \"good\" (-Dlisteningports.provider); available: example.alpha.Broken; "
                        + "example.alpha.Broken failed to return its name: java.lang.IllegalStateException: no name",
                Thrown.message(ListeningPortsException.class, () -> search.choose(Optional.of("good"))));
    }

    @Test
    void nameThrowsButItsReasonIsReported() throws IOException {
        broken.provider(
                "example.alpha.Broken",
                "",
                "throw new IllegalStateException(\"no name\");",
                "return Optional.of(\"this is not Plan 9\");");
        assertReportedAndHarmless("example.alpha.Broken: this is not Plan 9");
    }

    @Test
    void nameThrowsButWithoutAChoiceByNameItWorks() throws IOException {
        broken.provider("example.alpha.Broken", "", "throw new IllegalStateException(\"no name\");", SUPPORTED);
        broken.compile();
        assertEquals(
                "example.alpha.Broken",
                broken.search(good()).choose(Optional.empty()).getClass().getName());
    }

    @Test
    void manyBrokenOnesAndAGoodOneInOneServiceFile() throws IOException {
        broken.services("example.alpha.Nowhere1", "example.alpha.Nowhere2")
                .provider("example.alpha.Broken", "throw new IllegalStateException(\"no luck\");", NAME, SUPPORTED)
                .provider("example.omega.Good", "good")
                .services("example.alpha.Nowhere3")
                .compile();
        ProviderSearch search = broken.search();
        ListeningPortProvider chosen = search.choose(Optional.empty());
        assertEquals("good", chosen.name());
        assertEquals(4, search.failures(chosen).orElseThrow().count());
    }

    @Test
    void ofVeryManyTheFirstAreNamed() throws IOException {
        for (int i = 0; i < 20; i++) {
            broken.services("example.alpha.Nowhere" + i);
        }
        broken.provider("example.omega.Good", "good").compile();
        ProviderSearch search = broken.search();
        Diagnostic failures = search.failures(search.choose(Optional.empty())).orElseThrow();
        assertEquals(20, failures.count());
        assertTrue(failures.message().contains("Nowhere4 not found; ...; provider good is used"), failures::message);
    }

    @Test
    void nothingIsReportedIfAllIsWell() throws IOException {
        ProviderSearch search = broken.provider("example.omega.Good", "good")
                .unsupported("example.alpha.Other", "other", "this is not Plan 9")
                .compile()
                .search();
        assertEquals(Optional.empty(), search.failures(search.choose(Optional.empty())));
    }

    /** Alone: the exception contains each of the texts. With a working provider, before or after it on the class path: that one is chosen. */
    private void assertReportedAndHarmless(String... texts) throws IOException {
        if (!brokenDirectory.resolve(ProviderPath.SERVICE_FILE).toFile().exists()) {
            broken.compile();
        }
        ProviderSearch alone = broken.search();
        String message = Thrown.message(ListeningPortsException.class, () -> alone.choose(Optional.empty()));
        for (String text : texts) {
            assertTrue(message.contains(text), message);
        }
        ProviderPath good = good();
        for (ProviderSearch search : List.of(broken.search(good), good.search(broken))) {
            ListeningPortProvider chosen = search.choose(Optional.empty());
            assertEquals("good", chosen.name());
            // Those behind the chosen one are not asked.
            search.failures(chosen).ifPresent(failures -> {
                for (String text : texts) {
                    assertTrue(failures.message().contains(text), failures::message);
                }
                assertEquals(Diagnostic.Kind.PROVIDER_FAILED, failures.kind());
            });
        }
    }

    private ProviderPath good() throws IOException {
        return new ProviderPath(goodDirectory)
                .provider("example.omega.Good", "good")
                .compile();
    }
}
