package io.github.listeningports.micrometer;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values of one snapshot.
 *
 * @param values by listener; a measure lacks those that the system does not report
 * @param missing by kind, all kinds
 */
record Readings(Map<Measure, Map<Tags, Double>> values, Map<String, Double> missing) {

    static final String SNAPSHOT_FAILED = "snapshot_failed";

    /** Every kind, which a registry has from the start. */
    static final List<String> KINDS = Stream.concat(
                    Stream.of(Diagnostic.Kind.values()).map(Readings::word), Stream.of(SNAPSHOT_FAILED))
            .toList();

    /** Before the first snapshot. */
    static final Readings NONE = new Readings(Map.of(), Map.of());

    static final Readings FAILED = new Readings(Map.of(), Map.of(SNAPSHOT_FAILED, 1.0));

    private static final int MOST_LISTENERS = 500;
    private static final String OTHER = "other";

    /** Linux chooses ports from here on, other systems from 49152. */
    private static final int FIRST_EPHEMERAL = 32_768;

    static Readings of(PortSnapshot snapshot) {
        Map<Measure, Map<Tags, Double>> values = new EnumMap<>(Measure.class);
        groups(snapshot).forEach((tags, ports) -> {
            PortSnapshot group = new PortSnapshot(snapshot.takenAt(), ports, List.of());
            for (Measure measure : Measure.values()) {
                measure.of(group)
                        .ifPresent(value -> values.computeIfAbsent(measure, key -> new HashMap<>())
                                .put(tags, (double) value));
            }
        });
        Map<String, Double> missing = snapshot.diagnostics().stream()
                .collect(Collectors.groupingBy(each -> word(each.kind()), Collectors.summingDouble(Diagnostic::count)));
        return new Readings(values, missing);
    }

    private static Map<Tags, List<ListeningPort>> groups(PortSnapshot snapshot) {
        Map<Tags, List<ListeningPort>> groups = new LinkedHashMap<>();
        for (ListeningPort port : snapshot) {
            Tags tags = tags(port);
            if (groups.size() >= MOST_LISTENERS && !groups.containsKey(tags)) {
                tags = tags(word(port.protocol()), OTHER, OTHER, OTHER);
            }
            groups.computeIfAbsent(tags, key -> new ArrayList<>()).add(port);
        }
        return groups;
    }

    private static Tags tags(ListeningPort port) {
        boolean ephemeral = port.protocol() == Protocol.UDP && port.port() >= FIRST_EPHEMERAL;
        return tags(
                word(port.protocol()),
                port.addressText(),
                ephemeral ? "ephemeral" : Integer.toString(port.port()),
                port.process().map(Readings::name).orElse("unknown"));
    }

    private static Tags tags(String protocol, String address, String port, String process) {
        return Tags.of("protocol", protocol, "address", address, "port", port, "process", process);
    }

    private static String name(ProcessInfo process) {
        return process.program().map(Program::displayName).orElseGet(process::displayName);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
