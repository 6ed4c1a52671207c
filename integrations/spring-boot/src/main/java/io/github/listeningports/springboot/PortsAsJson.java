package io.github.listeningports.springboot;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Maps, lists, texts and numbers, which Jackson 2 and 3 write alike, with the names of docs/json.md. */
final class PortsAsJson {

    /** Of docs/json.md. */
    private static final int VERSION = 1;

    private PortsAsJson() {}

    static Map<String, Object> of(PortSnapshot snapshot) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("takenAt", snapshot.takenAt().toString());
        json.put("complete", snapshot.isComplete());
        json.put("ports", snapshot.ports().stream().map(PortsAsJson::port).toList());
        json.put(
                "diagnostics",
                snapshot.diagnostics().stream().map(PortsAsJson::diagnostic).toList());
        return json;
    }

    private static Map<String, Object> port(ListeningPort port) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("protocol", word(port.protocol()));
        json.put("address", port.addressText());
        json.put("port", port.port());
        json.put("reach", word(port.reach()));
        json.put("owners", port.owners().stream().map(PortsAsJson::owner).toList());
        json.put("firewall", firewall(port.firewall()));
        return json;
    }

    private static Map<String, Object> owner(ProcessInfo owner) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", owner.pid());
        owner.parentPid().ifPresent(pid -> json.put("parentPid", pid));
        putIfPresent(json, "name", owner.name());
        putIfPresent(json, "executable", owner.executable());
        putIfPresent(
                json,
                "program",
                owner.program().map(program -> Map.of("kind", word(program.kind()), "name", program.name())));
        putIfPresent(json, "user", owner.user().map(PortsAsJson::user));
        putIfPresent(json, "startedAt", owner.startedAt().map(Object::toString));
        json.put("services", List.copyOf(owner.services()));
        putIfPresent(json, "containerId", owner.containerId());
        return json;
    }

    private static Map<String, Object> user(ProcessUser user) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", user.id());
        putIfPresent(json, "name", user.name());
        return json;
    }

    private static Map<String, Object> firewall(FirewallStatus firewall) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", word(firewall.verdict()));
        json.put("internetExposure", word(firewall.internetExposure()));
        json.put("reason", firewall.reason());
        return json;
    }

    private static Map<String, Object> diagnostic(Diagnostic diagnostic) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", word(diagnostic.kind()));
        json.put("source", diagnostic.source());
        json.put("message", diagnostic.message());
        json.put("count", diagnostic.count());
        return json;
    }

    private static void putIfPresent(Map<String, Object> json, String name, Optional<?> value) {
        value.ifPresent(present -> json.put(name, present));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
