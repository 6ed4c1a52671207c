package io.github.listeningports.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Ancestor;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AncestryTest {

    private static final long UNKNOWN = -1;

    private final Map<Long, ProcessInfo> table = new HashMap<>();
    private final List<Long> reads = new ArrayList<>();

    @Test
    void listsTheParentFirstAndInitLast() {
        add(1, 0, 0);
        add(50, 1, 10);
        add(60, 50, 20);
        assertEquals("[60, 50, 1]", pids(adopted().of(process(70, 60, 20))));
        assertEquals("[]", pids(adopted().of(process(1, 0, 0))));
    }

    @Test
    void eachProcessIsReadOnceHoweverManyAreBelowIt() {
        add(1, 0, 0);
        add(50, 1, 10);
        Ancestry ancestry = adopted();
        for (int worker = 100; worker < 200; worker++) {
            assertEquals("[50, 1]", pids(ancestry.of(process(worker, 50, 20))));
        }
        assertEquals(List.of(50L, 1L), reads);
    }

    @Test
    void aParentThatStartedAfterItsChildIsAnotherProcess() {
        add(1, 0, 0);
        add(50, 1, 30);
        assertEquals("[]", pids(adopted().of(process(70, 50, 20))));
        assertEquals("[]", pids(orphans().of(process(70, 50, 20))));
        add(60, 50, 10);
        assertEquals("[60]", pids(orphans().of(process(70, 60, 20))), "the grandparent's pid was reused");
    }

    @Test
    void whereParentsStayNamedTheirStartMustBeKnown() {
        add(1, 0, 0);
        add(50, 1, UNKNOWN);
        assertEquals("[50, 1]", pids(adopted().of(process(70, 50, 20))));
        assertEquals("[]", pids(orphans().of(process(70, 50, 20))));
        assertEquals("[]", pids(orphans().of(process(70, 1, UNKNOWN))));
        assertEquals("[1]", pids(orphans().of(process(70, 1, 5))));
    }

    @Test
    void endsAtAVanishedParentAndAtACircle() {
        add(50, 60, 10);
        add(60, 50, 10);
        add(70, 70, 10);
        assertEquals("[50, 60]", pids(adopted().of(process(80, 50, 20))));
        assertEquals("[60]", pids(adopted().of(process(50, 60, 10))), "not itself");
        assertEquals("[]", pids(adopted().of(process(70, 70, 10))));
        assertEquals("[]", pids(adopted().of(process(80, 99, 20))));
    }

    @Test
    void aChainIsBounded() {
        for (int pid = 1; pid < 1000; pid++) {
            add(pid, pid + 1, 0);
        }
        assertEquals(Ancestry.MAX_DEPTH, adopted().of(process(1, 2, 0)).size());
    }

    @Test
    void whatTheDeadlineCutsIsCounted() {
        add(1, 0, 0);
        add(50, 1, 10);
        CountingClock clock = new CountingClock();
        clock.allow(2); // the first begins it
        Deadline deadline = Deadline.of(SnapshotRequest.owners().withTimeout(CountingClock.TIMEOUT), clock);
        Ancestry ancestry = Ancestry.ofAdopted(this::read, deadline);
        assertEquals("[50]", pids(ancestry.of(process(70, 50, 20))));
        assertEquals("[50]", pids(ancestry.of(process(71, 50, 20))), "known");
        assertEquals(
                "DETAIL_MISSING /proc: the ancestors of 2 processes were not all read: the timeout of 5000 ms was over"
                        + " (withTimeout)",
                ancestry.missing("/proc").orElseThrow().toString());
        assertEquals(Optional.empty(), adopted().missing("/proc"));
    }

    private Ancestry adopted() {
        return Ancestry.ofAdopted(this::read, Deadline.none());
    }

    private Ancestry orphans() {
        return Ancestry.ofOrphans(this::read, Deadline.none());
    }

    private Optional<ProcessInfo> read(long pid) {
        reads.add(pid);
        return Optional.ofNullable(table.get(pid));
    }

    private void add(long pid, long parent, long second) {
        table.put(pid, process(pid, parent, second));
    }

    private static ProcessInfo process(long pid, long parent, long second) {
        ProcessInfo.Builder process = ProcessInfo.builder(pid);
        if (parent != 0) {
            process.parentPid(parent);
        }
        if (second != UNKNOWN) {
            process.startedAt(Instant.ofEpochSecond(second));
        }
        return process.build();
    }

    private static String pids(List<Ancestor> ancestors) {
        return ancestors.stream().map(Ancestor::pid).toList().toString();
    }
}
