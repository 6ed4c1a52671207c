package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is measured decides something: every verdict that rules can give is there. */
class FirewallLoadTest {

    @Test
    void verdictsOfEveryKind() {
        FirewallLoad load = new FirewallLoad(1_000, 500, 1);

        List<FirewallStatus> statuses = load.evaluate(load.parse());

        Map<FirewallVerdict, Long> counts =
                statuses.stream().collect(Collectors.groupingBy(FirewallStatus::verdict, Collectors.counting()));
        assertEquals(500, statuses.size());
        for (FirewallVerdict each :
                List.of(FirewallVerdict.ALLOWED, FirewallVerdict.RESTRICTED, FirewallVerdict.BLOCKED)) {
            assertTrue(counts.getOrDefault(each, 0L) > 0, counts::toString);
        }
        assertEquals(statuses, load.evaluate(load.parse()));
    }
}
