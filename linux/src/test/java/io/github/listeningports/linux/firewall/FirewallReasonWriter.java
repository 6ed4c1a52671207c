package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes {@code firewall-cases/cases.txt} anew where reasons were reworded, from the recordings. No test of the build, which does not look for its name. */
class FirewallReasonWriter {

    /** A verdict that changed is no new wording: nothing is written. */
    @Test
    void writeReasons() throws IOException {
        FirewallCases cases = FirewallCases.read();
        Map<String, List<String>> now = new LinkedHashMap<>();
        cases.lines().forEach((ruleset, lines) -> {
            List<String> reworded = cases.linesNow(ruleset);
            assertEquals(verdicts(lines), verdicts(reworded), ruleset);
            now.put(ruleset, reworded);
        });
        new FirewallCases(cases.comments(), now).write();
    }

    private static String verdicts(List<String> lines) {
        return String.join("\n", lines.stream().map(FirewallCases::verdict).toList());
    }
}
