package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The child processes and threads of this JVM: those that are new at the end were left behind. */
final class Leftovers {

    private final Set<Long> children;
    private final Set<Thread> threads;

    Leftovers() {
        children = children();
        threads = Thread.getAllStackTraces().keySet();
    }

    /** A killed process takes a moment to disappear; one that was not killed would stay for minutes. */
    void assertNone() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Machine.PATIENCE_SECONDS);
        while (!children.containsAll(children()) && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        Set<Long> left = children();
        left.removeAll(children);
        assertEquals(Set.of(), left, "child processes left behind");
        List<String> started = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("process reaper")) // the JDK's, kept for a minute
                .toList();
        assertEquals(List.of(), started, "threads left behind");
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}
