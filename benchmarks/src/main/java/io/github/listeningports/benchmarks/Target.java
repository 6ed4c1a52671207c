package io.github.listeningports.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What we set out to reach: one median is at most so many times another, or so many kilobytes.
 *
 * @param measured empty if it was not measured
 */
record Target(String load, String what, double limit, OptionalDouble measured) {

    /** The targets that concern what was measured. */
    static List<Target> of(Results results) {
        List<Target> targets = new ArrayList<>();
        for (String load : results.loads()) {
            targets.add(ratio(results, load, Variant.NATIVE, Variant.FLOOR, 1.3));
            targets.add(ratio(results, load, Variant.PURE, Variant.FLOOR, 1.45));
            targets.add(ratio(results, load, Variant.NATIVE, Variant.SS, 0.7));
            targets.add(ratio(results, load, Variant.PURE, Variant.SS, 0.7));
            double oshi = isOn(Load.PROXY, load) ? 0.3 : 0.5;
            targets.add(ratio(results, load, Variant.NATIVE, Variant.OSHI, oshi));
            targets.add(ratio(results, load, Variant.PURE, Variant.OSHI, oshi));
            double parallel = 1 / speedUp(results.processors());
            targets.add(ratio(results, load, Variant.PARALLEL_NATIVE, Variant.NATIVE, parallel));
            targets.add(ratio(results, load, Variant.PARALLEL_PURE, Variant.PURE, parallel));
            if (isOn(Load.SERVER, load)) {
                for (Variant open : List.of(Variant.OPEN_NATIVE, Variant.OPEN_PURE)) {
                    targets.add(ratio(results, load, open, Variant.FLOOR, 0.04));
                    targets.add(new Target(
                            load, open.label() + ": kB allocated", 20, results.allocatedKilobytes(load, open)));
                }
            }
            if (isOn(Load.LAPTOP, load)) {
                targets.add(ratio(results, load, Variant.FIRST, Variant.FIRST_OSHI, 0.5));
                targets.add(ratio(results, load, Variant.FIRST_STANDARD, Variant.FIRST_OSHI, 0.9));
            }
            targets.add(ratio(results, load, Variant.MORE_PURE, Variant.PORTS_PURE, 1.2));
            targets.add(ratio(results, load, Variant.MORE_NATIVE, Variant.PORTS_NATIVE, 1.2));
        }
        return targets;
    }

    private static double speedUp(int processors) {
        return processors >= 16 ? 8 : processors >= 8 ? 5.5 : processors >= 4 ? 3.2 : 1.2;
    }

    private static boolean isOn(Load load, String name) {
        return load.name().equals(name);
    }

    private static Target ratio(Results results, String load, Variant variant, Variant against, double limit) {
        return new Target(
                load,
                variant.label() + " / " + against.label(),
                limit,
                results.ratio(load, variant, Optional.of(against)));
    }

    String verdict() {
        return measured.isEmpty() ? "not measured" : measured.getAsDouble() <= limit ? "met" : "missed";
    }
}
