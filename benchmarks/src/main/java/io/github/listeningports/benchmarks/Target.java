package io.github.listeningports.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What we set out to reach: one median is at most so many times another.
 *
 * @param ratio empty if one of both was not measured
 */
record Target(String load, Variant variant, Variant against, double limit, OptionalDouble ratio) {

    private static final List<Variant> STATELESS = List.of(Variant.PURE, Variant.NATIVE);

    /** The targets that concern what was measured. */
    static List<Target> of(Results results) {
        List<Target> targets = new ArrayList<>();
        for (String load : results.loads()) {
            for (Variant ours : STATELESS) {
                targets.add(of(results, load, ours, Variant.FLOOR, 1.45));
                targets.add(of(results, load, ours, Variant.SS, 0.8));
                targets.add(of(results, load, ours, Variant.OSHI, isOn(Load.PROXY, load) ? 0.3 : 0.5));
            }
            if (isOn(Load.SERVER, load)) {
                targets.add(of(results, load, Variant.OPEN_PURE, Variant.FLOOR, 0.04));
                targets.add(of(results, load, Variant.OPEN_NATIVE, Variant.FLOOR, 0.04));
            }
            if (isOn(Load.LAPTOP, load)) {
                targets.add(of(results, load, Variant.FIRST, Variant.FIRST_OSHI, 0.3));
            }
            targets.add(of(results, load, Variant.MORE_PURE, Variant.PORTS_PURE, 1.2));
            targets.add(of(results, load, Variant.MORE_NATIVE, Variant.PORTS_NATIVE, 1.2));
        }
        return targets;
    }

    private static boolean isOn(Load load, String name) {
        return load.name().equals(name);
    }

    private static Target of(Results results, String load, Variant variant, Variant against, double limit) {
        return new Target(load, variant, against, limit, results.ratio(load, variant, Optional.of(against)));
    }

    String verdict() {
        return ratio.isEmpty() ? "not measured" : ratio.getAsDouble() <= limit ? "met" : "missed";
    }
}
