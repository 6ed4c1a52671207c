package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases of {@code firewall/cases.txt}, on every system. */
class FirewallCasesTest {

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return FirewallCase.all().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)));
    }

    @Test
    void thereAreAsManyAsPromised() {
        List<FirewallCase> cases = FirewallCase.all();

        assertTrue(cases.size() >= 100, "cases: " + cases.size());
        assertEquals(
                cases.size(), cases.stream().map(FirewallCase::name).distinct().count(), "each name is unique");
    }

    private static void check(FirewallCase each) {
        FirewallStatus status = each.status();
        assertEquals(each.expectedVerdict(), status.verdict().name(), status::toString);
        assertTrue(status.reason().contains(each.expectedReason()), status::toString);
    }
}
