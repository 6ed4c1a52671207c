package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRange;
import io.github.listeningports.AddressRanges;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases of {@code firewall/cases.txt}, on every system. */
class FirewallCasesTest {

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return FirewallCase.all().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each.read())));
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
        if (!each.expectedOutcomes().isEmpty()) {
            assertEquals(
                    each.expectedOutcomes(),
                    status.outcomes().stream().map(FirewallOutcome::toString).toList());
        }
        each.expectedFrom().forEach((source, verdict) -> assertEquals(verdict, status.verdictFrom(source)));
        each.expectedExposure().ifPresent(exposure -> assertEquals(exposure, status.internetExposure()));
    }

    /** Where no other host is: an outcome may name it or not. */
    private static final List<AddressRange> NOBODY = List.of(
            range("0.0.0.0", "0.255.255.255"),
            range("127.0.0.0", "127.255.255.255"),
            range("224.0.0.0", "239.255.255.255"),
            range("255.255.255.255", "255.255.255.255"),
            range("::", "::1"),
            range("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));

    private static AddressRange range(String first, String last) {
        return new AddressRange(FirewallCase.address(first), FirewallCase.address(last));
    }

    /** The verdict is one for all packets; the outcomes are the same answer for each. */
    @TestFactory
    Stream<DynamicTest> everyAnswerFollowsFromTheOutcomes() {
        return FirewallCase.all().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> agrees(each.read())));
    }

    private static void agrees(FirewallCase each) {
        FirewallStatus status = each.status();
        if (status.verdict() == FirewallVerdict.NOT_EXPOSED) {
            assertEquals(List.of(), status.outcomes());
            return;
        }
        List<FirewallVerdict> families = each.listener().families().stream()
                .map(status::verdict)
                .distinct()
                .toList();
        FirewallVerdict both =
                families.contains(FirewallVerdict.UNKNOWN) ? FirewallVerdict.UNKNOWN : FirewallVerdict.RESTRICTED;
        assertEquals(families.size() == 1 ? families.get(0) : both, status.verdict(), status::toString);
        boolean firm = status.verdict() == FirewallVerdict.ALLOWED || status.verdict() == FirewallVerdict.BLOCKED;
        for (FirewallOutcome outcome : status.outcomes()) {
            outcome.rule()
                    .filter(rule -> rule.startsWith("rule "))
                    .ifPresent(rule -> assertTrue(
                            status.reason().contains(rule) || status.reason().contains("other rules"),
                            status + " " + outcome));
            for (AddressRange range : outcome.sources().ranges()) {
                for (InetAddress source : List.of(range.first(), range.last())) {
                    FirewallVerdict there = status.verdictFrom(source);
                    boolean other = AddressRanges.ofOtherHosts(outcome.family()).contains(source);
                    assertTrue(!other || !firm || there == status.verdict(), status + " " + source.getHostAddress());
                    assertTrue(other || there == FirewallVerdict.UNKNOWN, source::getHostAddress);
                }
            }
        }
        for (AddressFamily family : each.listener().families()) {
            AddressRanges.Builder all = AddressRanges.builder(family);
            NOBODY.stream()
                    .filter(range -> (range.first().getAddress().length == 4) == (family == AddressFamily.IPV4))
                    .forEach(all::add);
            status.outcomes().stream()
                    .filter(outcome -> outcome.family() == family)
                    .forEach(outcome -> outcome.sources().ranges().forEach(all::add));
            assertTrue(all.build().isAll(), () -> "every source has an outcome: " + status.outcomes());
        }
    }
}
