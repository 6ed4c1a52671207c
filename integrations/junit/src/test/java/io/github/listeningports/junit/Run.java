package io.github.listeningports.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Test classes that JUnit has run. */
record Run(TestExecutionSummary summary) {

    static Run of(Class<?>... tests) {
        return with(Map.of(), tests);
    }

    static Run with(Map<String, String> configuration, Class<?>... tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Stream.of(tests)
                                        .map(each -> selectClass(each))
                                        .toList())
                                .configurationParameters(configuration)
                                .build(),
                        listener);
        return new Run(listener.getSummary());
    }

    private List<TestExecutionSummary.Failure> failures() {
        return summary.getFailures();
    }

    void passes(int tests) {
        assertEquals(
                List.of(),
                failures().stream().map(each -> each.getException().toString()).toList());
        assertEquals(tests, summary.getTestsSucceededCount());
    }

    /** The only failure. */
    Throwable failure() {
        assertEquals(
                1,
                failures().size(),
                () -> failures().stream()
                        .map(each -> each.getException().toString())
                        .toList()
                        .toString());
        return failures().get(0).getException();
    }

    String message() {
        return String.valueOf(failure().getMessage());
    }
}
