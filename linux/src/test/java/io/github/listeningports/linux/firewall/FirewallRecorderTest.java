package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded by this kernel gives the verdicts of the recordings that are kept, of another one. */
class FirewallRecorderTest {

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"recorded/firewalld.nft", "recorded/docker.sh legacy", "one-style/redirect-without-address.sh"})
    void aFreshRecordingGivesTheSameVerdicts(String ruleset) {
        FirewallCases cases = FirewallCases.read();
        try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
            Ruleset.named(ruleset).load(lab);
            RecordedFirewall fresh =
                    RecordedFirewall.of(lab.onHost(FirewallRecorder::network), lab.onHost(FirewallRecorder::rules));
            Machine.needs(!fresh.hasBridgeRules(), "a kernel without ebtables, as that of the recordings was");
            for (String line : cases.lines(ruleset)) {
                String listener = line.substring(0, line.indexOf(' '));
                String now = FirewallCases.line(listener, fresh.status(listener));
                assertEquals(FirewallCases.verdict(line), FirewallCases.verdict(now), line);
            }
        }
    }
}
