package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process with 18,000 descriptors that is read in parts: the same as if it is read at once. */
class DivisionTest {

    private static final int MANY = 18_000;

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void thePartsAreTheWhole(Mode mode) throws IOException {
        try (Lab lab = Lab.start(List.of(), "many", Integer.toString(MANY), "0");
                NativeTier tier = tier(mode)) {
            long pid = lab.numbers().get(0);
            DescriptorReader reader = new DescriptorReader(Path.of("/proc"), tier);
            Set<Long> inodes = sockets(pid);
            Descriptors whole = reader.read(pid, inodes, Deadline.none());
            assertEquals(3, whole.held().size());

            List<Descriptors> parts = parts(reader, pid, inodes, part -> true);

            assertTrue(parts.size() > 10, "read in parts: " + parts.size());
            assertTrue(parts.stream().mapToLong(Descriptors::count).max().orElseThrow() < MANY / 2, "none has most");
            assertEquals(whole, FoundDescriptors.join(parts));
        }
    }

    /** As when others have something else to do most of the time. */
    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void whatNobodyTakesIsReadByWhoeverOffersIt(Mode mode) throws IOException {
        try (Lab lab = Lab.start(List.of(), "many", Integer.toString(MANY), "0");
                NativeTier tier = tier(mode)) {
            long pid = lab.numbers().get(0);
            DescriptorReader reader = new DescriptorReader(Path.of("/proc"), tier);
            Set<Long> inodes = sockets(pid);
            Descriptors whole = reader.read(pid, inodes, Deadline.none());

            assertEquals(whole, FoundDescriptors.join(parts(reader, pid, inodes, part -> part % 5 == 0)));
            assertEquals(List.of(whole), parts(reader, pid, inodes, part -> false));
        }
    }

    private interface Taken {
        boolean test(int part);
    }

    /** Reads the process by one thread, in the parts that are taken. */
    private static List<Descriptors> parts(DescriptorReader reader, long pid, Set<Long> inodes, Taken taken) {
        Deque<DescriptorPart> left = new ArrayDeque<>();
        int[] offered = {0};
        Division division = part -> taken.test(++offered[0]) && left.add(part);
        DescriptorSearch search = new DescriptorSearch(reader.process(pid), pid, inodes, Deadline.none(), division);
        List<Descriptors> parts = new ArrayList<>();
        left.add(DescriptorPart.WHOLE);
        while (!left.isEmpty()) {
            parts.add(reader.readPart(search, left.removeLast()).orElseThrow());
        }
        return parts;
    }

    private static NativeTier tier(Mode mode) {
        NativeTier tier = new NativeTier(mode);
        if (mode == Mode.ALWAYS) {
            Tiers.needNativeCode();
            tier.libc();
            Machine.needs(tier.acquireLinks(), "a C library with getdents64");
            tier.releaseLinks();
        }
        return tier;
    }

    private static Set<Long> sockets(long pid) throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return links.flatMap(link -> ProcFiles.link(link).stream())
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> Long.parseLong(target.substring("socket:[".length(), target.length() - 1)))
                    .collect(Collectors.toSet());
        }
    }
}
