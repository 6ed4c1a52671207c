package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links read by their directory's descriptor: the same as by their path. */
class DirectDescriptorReaderTest {

    private static final Path PROC = Path.of("/proc");
    private static final long OWN = ProcessHandle.current().pid();

    private static NativeTier tier;
    private static DescriptorReader byPath;
    private static DirectDescriptorReader direct;

    @BeforeAll
    static void needsNativeCode() {
        Tiers.needNativeCode();
        byPath = new DescriptorReader(PROC, new NativeTier(Mode.NEVER));
        tier = new NativeTier(Mode.ALWAYS);
        tier.libc();
        Machine.needs(tier.acquireLinks(), "a C library with getdents64");
        tier.releaseLinks(); // bound until it is closed
        direct = new DirectDescriptorReader();
    }

    @AfterAll
    static void close() {
        if (tier != null) {
            tier.close();
        }
    }

    @Test
    void findsTheSocketsOfAProcessThatHoldsMoreDescriptorsThanFitOneReading() throws IOException {
        List<AutoCloseable> open = new ArrayList<>();
        try (ServerSocketChannel socket = ServerSocketChannel.open();
                ServerSocket last = socketBehindManyFiles(open)) {
            socket.bind(null);
            Set<Long> inodes = socketsOfThisProcess();
            Descriptors expected;
            Descriptors found;
            do { // again, if another thread of this JVM opened or closed one meanwhile
                expected = byPath.read(OWN, inodes, Deadline.none());
                found = read(OWN, inodes).orElseThrow();
            } while (expected.count()
                    != byPath.read(OWN, inodes, Deadline.none()).count());

            assertEquals(expected.held(), found.held());
            // Each counts those that it takes itself.
            assertEquals(expected.count() - 2, found.count() - 1);
            assertTrue(found.count() > 2000, "several pieces of 32 KB: " + found.count());
            assertTrue(found.held().size() >= 2 && last.isBound(), found.held().toString());
        } finally {
            open.forEach(DirectDescriptorReaderTest::close);
        }
    }

    @Test
    void keepsOnlyTheSocketsThatAreLookedFor() {
        assertEquals(List.of(), read(OWN, Set.of(1L)).orElseThrow().held());
    }

    @Test
    void aProcessThatIsGoneIsLeftToTheOtherReader() {
        long nobody = 1 << 29; // above every pid_max
        assertEquals(Optional.empty(), read(nobody, Set.of(1L)));
    }

    @Test
    void leavesNoDescriptorBehind() throws IOException {
        long before = descriptors();
        for (int i = 0; i < 1000; i++) {
            assertTrue(read(OWN, Set.of(1L)).isPresent());
        }
        // Others of this JVM may open some meanwhile, but not a thousand.
        assertTrue(descriptors() < before + 500, before + " before, " + descriptors() + " after");
    }

    private static Optional<Descriptors> read(long pid, Set<Long> inodes) {
        Path process = PROC.resolve(Long.toString(pid));
        return direct.read(
                new DescriptorSearch(process, pid, inodes, Deadline.none(), Division.NONE), DescriptorPart.WHOLE);
    }

    private static ServerSocket socketBehindManyFiles(List<AutoCloseable> open) throws IOException {
        for (int i = 0; i < 2000; i++) {
            open.add(FileChannel.open(Path.of("/dev/null")));
        }
        return new ServerSocket(0);
    }

    private static Set<Long> socketsOfThisProcess() throws IOException {
        try (Stream<Path> links = Files.list(directory(OWN))) {
            return links.map(ProcFiles::link)
                    .flatMap(Optional::stream)
                    .filter(link -> link.startsWith("socket:["))
                    .map(link -> Long.parseLong(link.substring("socket:[".length(), link.length() - 1)))
                    .collect(Collectors.toSet());
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> links = Files.list(directory(OWN))) {
            return links.count();
        }
    }

    private static Path directory(long pid) {
        return PROC.resolve(Long.toString(pid)).resolve("fd");
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
