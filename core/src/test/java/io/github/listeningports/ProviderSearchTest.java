package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice among providers that load; for others see {@link BrokenProvidersTest}. */
class ProviderSearchTest {

    private static final String DEPENDENCY = "add the dependency io.github.listeningports:listening-ports";

    @TempDir
    Path directory;

    @Test
    void withoutAnyProviderTheMessageNamesTheDependencyToAdd() throws IOException {
        ProviderSearch search = new ProviderPath(directory).search();
        String message = messageOf(search, Optional.empty());
        assertTrue(message.startsWith("no provider works on " + System.getProperty("os.name")), message);
        assertTrue(message.contains(DEPENDENCY), message);
    }

    @Test
    void theApiWithoutAProviderNamesTheDependencyToAdd() {
        // Core contains none, and there is none on the class path of its tests.
        String message = Thrown.message(ListeningPortsException.class, ListeningPorts::snapshot);
        assertTrue(message.contains(DEPENDENCY), message);
    }

    @Test
    void theOnlyProviderIsChosen() throws IOException {
        ProviderSearch search =
                path().provider("example.alpha.Alpha", "alpha").compile().search();
        assertEquals("alpha", search.choose(Optional.empty()).name());
    }

    @Test
    void thirdPartyProvidersComeBeforeOurs() throws IOException {
        ProviderSearch search = path().provider("io.github.listeningports.aaa.Ours", "ours")
                .provider("zzz.example.Theirs", "theirs")
                .compile()
                .search();
        assertEquals("theirs", search.choose(Optional.empty()).name());
    }

    @Test
    void aPackageThatOnlyBeginsLikeOursIsNotOurs() throws IOException {
        ProviderSearch search = path().provider("io.github.listeningports.aaa.Ours", "ours")
                .provider("io.github.listeningportsextra.Theirs", "theirs")
                .compile()
                .search();
        assertEquals("theirs", search.choose(Optional.empty()).name());
    }

    @Test
    void amongThirdPartyProvidersTheFirstClassNameIsChosenNotTheFirstLine() throws IOException {
        ProviderSearch search = path().provider("example.beta.First", "a-name-that-sorts-first")
                .provider("example.alpha.Second", "z-name-that-sorts-last")
                .compile()
                .search();
        assertEquals("z-name-that-sorts-last", search.choose(Optional.empty()).name());
    }

    @Test
    void oneThatDoesNotWorkHereIsPassedOver() throws IOException {
        ProviderSearch search = path().unsupported("example.alpha.Alpha", "alpha", "this is not Plan 9")
                .provider("example.beta.Beta", "beta")
                .compile()
                .search();
        assertEquals("beta", search.choose(Optional.empty()).name());
    }

    @Test
    void ifNoneWorksHereTheMessageHasEveryReasonInOrder() throws IOException {
        ProviderSearch search = path().unsupported("io.github.listeningports.aaa.Ours", "ours", "this is not Minix")
                .unsupported("example.beta.Beta", "beta", "this is not Multics")
                .unsupported("example.alpha.Alpha", "alpha", "this is not Plan 9")
                .compile()
                .search();
        String message = messageOf(search, Optional.empty());
        assertTrue(
                message.endsWith("; alpha: this is not Plan 9; beta: this is not Multics; ours: this is not Minix"),
                message);
        assertFalse(message.contains("dependency"), message);
    }

    @Test
    void aNameChoosesOverTheOrder() throws IOException {
        ProviderSearch search = path().provider("example.alpha.Alpha", "alpha")
                .provider("example.beta.Beta", "beta")
                .compile()
                .search();
        assertEquals("beta", search.choose(Optional.of("beta")).name());
    }

    @Test
    void anUnknownNameIsReportedWithTheAvailableNames() throws IOException {
        ProviderSearch search = path().provider("example.alpha.Alpha", "alpha")
                .provider("example.beta.Beta", "beta")
                .compile()
                .search();
        assertEquals(
                "no provider is named \"gamma\" (-Dlisteningports.provider); available: alpha, beta",
                messageOf(search, Optional.of("gamma")));
    }

    @Test
    void aNameWithoutAnyProviderIsReportedWithTheDependencyToAdd() throws IOException {
        String message = messageOf(new ProviderPath(directory).search(), Optional.of("alpha"));
        assertTrue(message.startsWith("no provider is named \"alpha\""), message);
        assertTrue(message.contains("available: none"), message);
        assertTrue(message.contains(DEPENDENCY), message);
    }

    @Test
    void aNamedProviderThatDoesNotWorkHereIsNotReplacedByAnother() throws IOException {
        ProviderSearch search = path().unsupported("example.alpha.Alpha", "alpha", "this is not Plan 9")
                .provider("example.beta.Beta", "beta")
                .compile()
                .search();
        String message = messageOf(search, Optional.of("alpha"));
        assertEquals(
                "the provider chosen by -Dlisteningports.provider does not work on " + System.getProperty("os.name")
                        + "; alpha: this is not Plan 9",
                message);
    }

    @Test
    void twoOfTheSameNameAreTriedInOrder() throws IOException {
        ProviderSearch search = path().unsupported("example.alpha.Alpha", "same", "this is not Plan 9")
                .provider("example.beta.Beta", "same")
                .compile()
                .search();
        ListeningPortProvider chosen = search.choose(Optional.of("same"));
        assertEquals("example.beta.Beta", chosen.getClass().getName());
    }

    private ProviderPath path() {
        return new ProviderPath(directory);
    }

    private static String messageOf(ProviderSearch search, Optional<String> name) {
        return Thrown.message(ListeningPortsException.class, () -> search.choose(name));
    }
}
