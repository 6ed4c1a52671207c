package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Verdicts agree with the packets that arrive, whatever modules of the kernel stand in their way. Most kernels lack some: see docs/quality.md. */
class ModuleCasesTest {

    /** For trying some only: a pattern of the case's name. */
    private static final String ONLY = System.getProperty("listeningports.test.case", ".*");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
    }

    @TestFactory
    Stream<DynamicTest> theVerdictIsWhatHappens() throws IOException {
        Map<String, String> known = ModuleCase.knownDisagreements();
        return ModuleCase.all().stream()
                .filter(each -> each.name().matches(ONLY))
                .map(each -> dynamicTest(each.name(), () -> check(each, known.containsKey(each.name()))));
    }

    /** One that is mended must leave the list. */
    private static void check(ModuleCase each, boolean known) {
        each.needs()
                .forEach((what, command) -> Machine.needs(
                        Machine.succeeds("unshare", "--net", "sh", "-c", command), "a kernel with " + what));
        assertFalse(each.expectations().isEmpty(), "it expects nothing");
        // What is expected to be wrong needs no patience.
        List<String> wrong = wrong(each, known ? 2 : FirewallTruth.MAX_TRIES);
        if (known) {
            assertFalse(wrong.isEmpty(), "it agrees now: take it out of known-disagreements");
            System.out.println("Known disagreement: " + each.name() + ", " + wrong.size() + " in all: " + wrong.get(0));
        } else {
            assertEquals("", String.join("\n", wrong), each.name());
        }
    }

    private static List<String> wrong(ModuleCase each, int tries) {
        List<String> listeners = new ArrayList<>(FirewallTruth.LISTENERS);
        try (PacketLab lab = PacketLab.open(listeners)) {
            each.load(lab);
            listeners.addAll(each.listens());
            FirewallTruth.Comparison comparison = FirewallTruth.compare(listeners, lab, tries, each.enters());
            List<String> wrong = new ArrayList<>(comparison.wrong());
            for (ModuleCase.Expectation expected : each.expectations()) {
                int i = listeners.indexOf(expected.listener());
                assertTrue(i >= 0, () -> "no such listener: " + expected);
                FirewallStatus status = comparison.statuses().get(i);
                if (!expected.isMetBy(status)) {
                    wrong.add(expected + ", but is " + status + ", and "
                            + comparison.arrived().get(i));
                }
            }
            return wrong;
        }
    }

    @Test
    void everyKnownDisagreementIsACase() throws IOException {
        Set<String> unknown = new TreeSet<>(ModuleCase.knownDisagreements().keySet());
        unknown.removeAll(ModuleCase.all().stream().map(ModuleCase::name).collect(Collectors.toSet()));
        assertEquals(Set.of(), unknown);
    }
}
