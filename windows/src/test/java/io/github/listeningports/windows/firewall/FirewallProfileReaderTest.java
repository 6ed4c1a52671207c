package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.firewall.FirewallLab.Scenario;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that is no profile, one answer for several reads, and no time to query. */
class FirewallProfileReaderTest {

    private static final SnapshotRequest STANDARD =
            SnapshotRequest.standard().withFirewallTimeout(Duration.ofSeconds(Machine.PATIENCE_SECONDS));

    private FirewallLab lab;

    @BeforeEach
    void openLab() {
        lab = FirewallLab.open();
    }

    @AfterEach
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void anAnswerThatIsNoProfileIsAFailure() {
        for (int bits : new int[] {0, 8, 0x7FFF_FFFF}) {
            lab.play(Scenario.ANSWER, bits);
            FirewallProfileReader.Answer answer = lab.profiles(STANDARD).read(Deadline.none());
            assertEquals(FirewallProfile.ALL, answer.profiles());
            assertTrue(answer.failure().orElseThrow().contains("CurrentProfileTypes returned 0x"), answer::toString);
        }
    }

    @Test
    void theAnswerIsKeptForAWhile() {
        FirewallProfileReader reader = lab.profiles(STANDARD);
        int before = lab.asked();
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    Set.of(FirewallProfile.PRIVATE),
                    reader.read(Deadline.none()).profiles());
        }
        assertEquals(1, lab.asked() - before);
    }

    @Test
    void withoutTimeNothingIsQueried() {
        int before = lab.asked();
        FirewallProfileReader.Answer answer =
                lab.profiles(STANDARD.withFirewallTimeout(Duration.ZERO)).read(Deadline.none());

        assertEquals(FirewallProfile.ALL, answer.profiles());
        assertEquals(before, lab.asked());
    }
}
