package io.github.listeningports.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The gauges of one registry. They read the last values; only a listener that is new or gone changes the registry, so that no scrape finds one missing for a moment. */
final class Meters {

    private final MeterRegistry registry;
    private final Map<Measure, MultiGauge> byMeasure = new EnumMap<>(Measure.class);
    private final List<Gauge> missing = new ArrayList<>();

    private volatile Readings now = Readings.NONE;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        for (Measure measure : Measure.values()) {
            byMeasure.put(
                    measure,
                    MultiGauge.builder(measure.meterName())
                            .description(measure.description())
                            .register(registry));
        }
        for (String kind : Readings.KINDS) {
            missing.add(Gauge.builder("listening.ports.missing", this, meters -> meters.missing(kind))
                    .description("What could not be seen, by kind of diagnostic")
                    .tag("kind", kind)
                    .strongReference(true)
                    .register(registry));
        }
    }

    void update(Readings readings) {
        now = readings;
        byMeasure.forEach((measure, gauge) -> gauge.register(values(measure).keySet().stream()
                .map(tags -> MultiGauge.Row.of(tags, () -> value(measure, tags)))
                .toList()));
    }

    void remove() {
        update(Readings.NONE);
        missing.forEach(registry::remove);
    }

    private Map<Tags, Double> values(Measure measure) {
        return now.values().getOrDefault(measure, Map.of());
    }

    /** NaN only between the two steps of an update. */
    private double value(Measure measure, Tags tags) {
        return values(measure).getOrDefault(tags, Double.NaN);
    }

    private double missing(String kind) {
        return now.missing().getOrDefault(kind, 0.0);
    }
}
