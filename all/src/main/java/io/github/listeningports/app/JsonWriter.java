package io.github.listeningports.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.listeningports.AddressRange;
import io.github.listeningports.Ancestor;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.SocketDetails;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes what {@code --json} prints; docs/json.md describes it. What is unknown is left out. */
final class JsonWriter {

    /** To be raised when a member is renamed or removed, or changes its meaning; new ones may come at any time. */
    static final int VERSION = 1;

    /** A blocklist has many thousands. */
    private static final int MAX_RANGES = 32;

    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    private interface Content {
        void write(JsonWriter writer) throws IOException;
    }

    /** One document, over several lines. */
    static String document(PortSnapshot snapshot, List<ListeningPort> ports) {
        return text(true, writer -> writer.snapshot(snapshot, ports));
    }

    /** One line about a change. */
    static String line(PortSnapshot now, PortChange change) {
        return text(false, writer -> writer.change(now, change));
    }

    private static String text(boolean pretty, Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            // Terminals obey some characters that JSON does not escape.
            json.setHighestNonEscapedChar(0x7e);
            if (pretty) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            content.write(new JsonWriter(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + System.lineSeparator();
    }

    private void snapshot(PortSnapshot snapshot, List<ListeningPort> ports) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("takenAt", snapshot.takenAt().toString());
        json.writeBooleanField("complete", snapshot.isComplete());
        json.writeArrayFieldStart("ports");
        for (ListeningPort port : ports) {
            port(port);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("diagnostics");
        for (Diagnostic diagnostic : snapshot.diagnostics()) {
            diagnostic(diagnostic);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void change(PortSnapshot now, PortChange change) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("takenAt", now.takenAt().toString());
        json.writeStringField("change", word(change.kind()));
        json.writeFieldName("port");
        port(change.port());
        if (change.before().isPresent() && change.kind() != PortChange.Kind.CLOSED) {
            json.writeFieldName("before");
            port(change.before().get());
        }
        json.writeEndObject();
    }

    private void port(ListeningPort port) throws IOException {
        json.writeStartObject();
        json.writeStringField("protocol", word(port.protocol()));
        json.writeStringField("address", port.addressText());
        json.writeNumberField("port", port.port());
        json.writeStringField("reach", word(port.reach()));
        json.writeArrayFieldStart("owners");
        for (ProcessInfo owner : port.owners()) {
            owner(owner);
        }
        json.writeEndArray();
        json.writeFieldName("firewall");
        firewall(port.firewall());
        json.writeFieldName("socket");
        socket(port.socket());
        json.writeEndObject();
    }

    private void owner(ProcessInfo owner) throws IOException {
        json.writeStartObject();
        json.writeNumberField("pid", owner.pid());
        number("parentPid", owner.parentPid());
        text("name", owner.name());
        text("executable", owner.executable());
        program(owner.program());
        if (owner.user().isPresent()) {
            json.writeObjectFieldStart("user");
            json.writeStringField("id", owner.user().get().id());
            text("name", owner.user().get().name());
            json.writeEndObject();
        }
        text("startedAt", owner.startedAt());
        texts("services", owner.services());
        text("containerId", owner.containerId());
        if (owner.startedBy().isPresent()) {
            json.writeObjectFieldStart("startedBy");
            json.writeStringField("kind", word(owner.startedBy().get().kind()));
            json.writeStringField("name", owner.startedBy().get().name());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("ancestors");
        for (Ancestor ancestor : owner.ancestors()) {
            json.writeStartObject();
            json.writeNumberField("pid", ancestor.pid());
            text("name", ancestor.name());
            program(ancestor.program());
            text("startedAt", ancestor.startedAt());
            json.writeEndObject();
        }
        json.writeEndArray();
        text("workingDirectory", owner.workingDirectory());
        if (owner.container().isPresent()) {
            json.writeObjectFieldStart("container");
            json.writeStringField("id", owner.container().get().id());
            text("name", owner.container().get().name());
            text("image", owner.container().get().image());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void program(Optional<Program> program) throws IOException {
        if (program.isPresent()) {
            json.writeObjectFieldStart("program");
            json.writeStringField("kind", word(program.get().kind()));
            json.writeStringField("name", program.get().name());
            json.writeEndObject();
        }
    }

    private void firewall(FirewallStatus firewall) throws IOException {
        json.writeStartObject();
        json.writeStringField("verdict", word(firewall.verdict()));
        json.writeStringField("internetExposure", word(firewall.internetExposure()));
        json.writeStringField("reason", firewall.reason());
        json.writeArrayFieldStart("outcomes");
        for (FirewallOutcome outcome : firewall.outcomes()) {
            outcome(outcome);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void outcome(FirewallOutcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("family", word(outcome.family()));
        json.writeStringField("fate", word(outcome.fate()));
        json.writeObjectFieldStart("sources");
        json.writeBooleanField("all", outcome.sources().isAll());
        json.writeArrayFieldStart("ranges");
        List<AddressRange> ranges = outcome.sources().ranges();
        for (AddressRange range : ranges.subList(0, Math.min(MAX_RANGES, ranges.size()))) {
            json.writeStartObject();
            json.writeStringField("first", range.first().getHostAddress());
            json.writeStringField("last", range.last().getHostAddress());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("count", ranges.size());
        json.writeEndObject();
        json.writeBooleanField("allOthers", outcome.allOthers());
        texts("interfaces", outcome.interfaces());
        text("rule", outcome.rule());
        text("ruleText", outcome.ruleText());
        json.writeArrayFieldStart("conditions");
        for (var condition : outcome.conditions()) {
            json.writeStartObject();
            json.writeStringField("kind", word(condition.kind()));
            json.writeStringField("detail", condition.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
        destination("redirectedTo", outcome.redirectedTo());
        destination("sentTo", outcome.sentTo());
        json.writeEndObject();
    }

    private void destination(String name, Optional<FirewallDestination> destination) throws IOException {
        if (destination.isPresent()) {
            json.writeObjectFieldStart(name);
            text("address", destination.get().address().map(InetAddress::getHostAddress));
            if (destination.get().port().isPresent()) {
                json.writeNumberField("port", destination.get().port().getAsInt());
            }
            json.writeEndObject();
        }
    }

    private void socket(SocketDetails socket) throws IOException {
        json.writeStartObject();
        json.writeStringField("family", word(socket.family()));
        number("inode", socket.inode());
        text(
                "cookie",
                socket.cookie().isPresent()
                        ? Optional.of(Long.toUnsignedString(socket.cookie().getAsLong()))
                        : Optional.empty());
        number("uid", socket.uid());
        number("acceptQueue", socket.acceptQueue());
        number("backlog", socket.backlog());
        number("drops", socket.drops());
        number("connections", socket.connections());
        truth("acceptsIpv4", socket.acceptsIpv4());
        text("boundInterface", socket.boundInterface());
        truth("multipath", socket.multipath());
        if (socket.networkNamespace().isPresent()) {
            json.writeObjectFieldStart("networkNamespace");
            json.writeNumberField("id", socket.networkNamespace().get().id());
            text("label", socket.networkNamespace().get().label());
            json.writeBooleanField("own", socket.networkNamespace().get().own());
            json.writeEndObject();
        }
        text("createdAt", socket.createdAt());
        json.writeEndObject();
    }

    private void diagnostic(Diagnostic diagnostic) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", word(diagnostic.kind()));
        json.writeStringField("source", diagnostic.source());
        json.writeStringField("message", diagnostic.message());
        json.writeNumberField("count", diagnostic.count());
        json.writeEndObject();
    }

    private void text(String name, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get().toString());
        }
    }

    private void texts(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void number(String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        }
    }

    private void truth(String name, Optional<Boolean> value) throws IOException {
        if (value.isPresent()) {
            json.writeBooleanField(name, value.get());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
