package io.github.listeningports.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a soak found: the checks, and whether anything grew from the first half of the samples to the second, by their medians. */
final class SoakReport {

    /** The first minute loads classes, and compiles. */
    private static final int WARM_UP_SAMPLES = 2;

    private final List<SoakSample> samples;
    private final SoakChecks checks;
    private final List<Growth> growths;

    SoakReport(List<SoakSample> all, SoakChecks checks) {
        samples = all.subList(Math.min(WARM_UP_SAMPLES, all.size()), all.size());
        this.checks = checks;
        // What a leak of one in a thousand snapshots would show within minutes is far more. The JVM compiles on for
        // hours: hence the allowance for native memory.
        growths = List.of(
                growth("descriptors", SoakSample::descriptors, 0, 2),
                growth("threads", SoakSample::threads, 0, 2),
                growth("heap, kB", SoakSample::heapKb, 0.05, 1024),
                growth("direct buffers, kB", SoakSample::directKb, 0.05, 1024),
                growth("committed, kB", SoakSample::committedKb, 0.03, 4096),
                growth("RSS, kB", SoakSample::residentKb, 0.05, 8192));
    }

    /** @param allowed beyond the first, however small it is */
    private record Growth(String what, long first, long second, double share, long allowed) {

        boolean isFlat() {
            return second - first <= Math.max((double) allowed, share * (double) first);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-20s %10d %10d %+10d  %s%n",
                    what,
                    first,
                    second,
                    second - first,
                    isFlat() ? "flat" : "GROWS");
        }
    }

    private Growth growth(String what, ToLongFunction<SoakSample> figure, double share, long allowed) {
        int half = samples.size() / 2;
        return new Growth(
                what,
                median(samples.subList(0, half), figure),
                median(samples.subList(half, samples.size()), figure),
                share,
                allowed);
    }

    private static long median(List<SoakSample> half, ToLongFunction<SoakSample> figure) {
        long[] sorted = half.stream().mapToLong(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** With less than two samples in a half, nothing is known of growth. */
    private boolean isLongEnough() {
        return samples.size() >= 4;
    }

    boolean isWell() {
        return checks.areWell() && isLongEnough() && growths.stream().allMatch(Growth::isFlat);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add(String.format(
                "%nafter garbage collections, nobody looking: medians of the halves of %d samples, the first minute left out%n",
                samples.size()));
        parts.add(String.format("%-20s %10s %10s %10s%n", "", "first", "second", "growth"));
        growths.forEach(each -> parts.add(each.toString()));
        parts.add(checks + System.lineSeparator());
        parts.add(
                (isLongEnough()
                        ? ""
                        : "too short to tell whether anything grows: three minutes at least" + System.lineSeparator()));
        parts.add("verdict: " + (isWell() ? "well" : "NOT WELL") + System.lineSeparator());
        return String.join("", parts);
    }
}
