package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRange;
import io.github.listeningports.AddressRanges;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.Protocol;
import io.github.listeningports.Reach;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.Starter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema of docs is that of what is written: a member that is added, removed or changed in one alone fails here. */
class JsonSchemaTest {

    private static final Path FILE = Path.of("..", "docs", "listening-ports.schema.json");
    private static final JsonNode TREE = tree();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TREE);

    @Test
    void whatIsWrittenIsValid() throws IOException {
        assertEquals(List.of(), errors(everything()));
        assertEquals(List.of(), errors(change()));
        ListeningPort little = Snapshots.tcp(22);
        assertEquals(List.of(), errors(JsonWriter.document(Snapshots.of(little), List.of(little))));
    }

    @Test
    void thisMachinesPortsAreValid() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            PortSnapshot now = ListeningPorts.snapshot(SnapshotRequest.detailed());

            String document = JsonWriter.document(now, now.ports());

            assertNotEquals(List.of(), now.onPort(socket.getLocalPort()));
            assertEquals(List.of(), errors(document));
        }
    }

    /** Otherwise a member that is no longer written, or never was, would stay in the schema. */
    @Test
    void eachMemberOfTheSchemaIsWritten() throws IOException {
        List<String> unwritten = new ArrayList<>();
        collectUnwritten(
                "", TREE.at("/$defs/document"), List.of(JsonMapper.shared().readTree(everything())), unwritten);

        assertEquals(List.of(), unwritten);
        assertEquals(
                TREE.at("/$defs/change/properties").propertyNames(),
                JsonMapper.shared().readTree(change()).propertyNames());
    }

    private static void collectUnwritten(String path, JsonNode schema, List<JsonNode> written, List<String> unwritten) {
        if (written.isEmpty()) {
            unwritten.add(path);
        } else if (schema.has("$ref")) {
            collectUnwritten(path, TREE.at(schema.get("$ref").asString().substring(1)), written, unwritten);
        } else if (schema.has("items")) {
            List<JsonNode> items =
                    written.stream().flatMap(JsonNode::valueStream).toList();
            collectUnwritten(path, schema.get("items"), items, unwritten);
        } else if (schema.has("properties")) {
            for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
                List<JsonNode> values = written.stream()
                        .flatMap(each -> each.optional(property.getKey()).stream())
                        .toList();
                collectUnwritten(path + "/" + property.getKey(), property.getValue(), values, unwritten);
            }
        }
    }

    @Test
    void whatIsAlwaysWrittenIsRequired() throws IOException {
        String document = everything();
        for (String required : List.of("version", "reach", "verdict", "sources", "services", "family", "own")) {
            assertNotEquals(List.of(), errors(document.replace('"' + required + "\" :", "\"other\" :")), required);
        }
    }

    @Test
    void theWordsAreTheConstants() {
        assertWords("/$defs/change/properties/change", PortChange.Kind.values());
        assertWords("/$defs/port/properties/protocol", Protocol.values());
        assertWords("/$defs/port/properties/reach", Reach.values());
        assertWords("/$defs/program/properties/kind", Program.Kind.values());
        assertWords("/$defs/owner/properties/startedBy/properties/kind", Starter.Kind.values());
        assertWords("/$defs/firewall/properties/verdict", FirewallVerdict.values());
        assertWords("/$defs/firewall/properties/internetExposure", InternetExposure.values());
        assertWords("/$defs/outcome/properties/fate", FirewallOutcome.Fate.values());
        assertWords("/$defs/outcome/properties/conditions/items/properties/kind", FirewallCondition.Kind.values());
        assertWords("/$defs/diagnostic/properties/kind", Diagnostic.Kind.values());
        assertWords("/$defs/family", AddressFamily.values());
    }

    private static void assertWords(String pointer, Enum<?>[] constants) {
        List<String> words = TREE.at(pointer)
                .get("enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertEquals(
                Arrays.stream(constants)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList(),
                words,
                pointer);
    }

    private static String everything() throws IOException {
        PortSnapshot snapshot = Snapshots.with(
                Snapshots.of(redirected(JsonWriterTest.everything().owners().get(0))),
                new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc/*/fd", "unknown", 1));
        return JsonWriter.document(snapshot, snapshot.ports());
    }

    /** Another process took the port over. */
    private static String change() throws IOException {
        PortSnapshot before = Snapshots.of(redirected(ProcessInfo.builder(1).build()));
        PortSnapshot after = Snapshots.of(redirected(ProcessInfo.builder(2).build()));
        return JsonWriter.line(after, after.changesSince(before).get(0));
    }

    private static ListeningPort redirected(ProcessInfo owner) throws IOException {
        ListeningPort port = JsonWriterTest.everything();
        InetAddress first = InetAddress.getByName("2001:db8::1");
        InetAddress last = InetAddress.getByName("2001:db8::9");
        FirewallDestination destination = new FirewallDestination(Optional.of(first), OptionalInt.of(80));
        FirewallOutcome outcome = FirewallOutcome.builder(AddressFamily.IPV6, FirewallOutcome.Fate.REDIRECTED)
                .sources(AddressRanges.of(AddressFamily.IPV6, List.of(new AddressRange(first, last))))
                .interfaces(List.of("eth0"))
                .rule("rule 3")
                .ruleText("tcp dport 22 accept")
                .condition(new FirewallCondition(FirewallCondition.Kind.RATE_LIMIT, "2 a second"))
                .redirectedTo(destination)
                .sentTo(destination)
                .build();
        return ListeningPort.builder(port.protocol(), port.address(), port.port())
                .owners(List.of(owner))
                .firewall(FirewallStatus.builder(FirewallVerdict.REDIRECTED, "by rule 3")
                        .outcomes(List.of(outcome))
                        .build())
                .socket(port.socket())
                .build();
    }

    private static List<String> errors(String json) {
        return SCHEMA.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    private static JsonNode tree() {
        try {
            return JsonMapper.shared().readTree(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
