package io.github.listeningports.linux.containers;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to "GET /containers/json" of Docker's Engine API, which Podman gives too: an array of objects, of whose members {@code Id}, {@code Names}, {@code Image} and {@code Ports} are
 * read. A port without {@code PublicPort} is not published; Podman leaves {@code IP} empty for all addresses.
 */
final class ContainerListParser {

    private static final int MAX_PORT = 65_535;

    /** More than any machine runs, and less than any heap. */
    static final int MAX_CONTAINERS = 50_000;

    private ContainerListParser() {}

    /** @throws IllegalArgumentException if it is none */
    static List<ListedContainer> parse(String answer) {
        List<ListedContainer> containers = new ArrayList<>();
        JsonCursor json = new JsonCursor(answer);
        json.array(() -> {
            container(json).ifPresent(containers::add);
            if (containers.size() > MAX_CONTAINERS) {
                throw new IllegalArgumentException("there are more than " + MAX_CONTAINERS + " containers");
            }
        });
        json.end();
        return containers;
    }

    private static final class Draft {
        String id = "";
        String image = "";
        String name = "";
        final List<PublishedPort> ports = new ArrayList<>();
    }

    /** Empty without an id. */
    private static Optional<ListedContainer> container(JsonCursor json) {
        Draft draft = new Draft();
        json.object(member -> {
            switch (member) {
                case "Id" -> draft.id = json.text();
                case "Image" -> draft.image = json.text();
                case "Names" ->
                    json.array(() -> {
                        String name = name(json.text());
                        draft.name = draft.name.isEmpty() ? name : draft.name;
                    });
                case "Ports" -> json.array(() -> port(json, draft.ports));
                default -> json.skip();
            }
        });
        return draft.id.isBlank()
                ? Optional.empty()
                : Optional.of(new ListedContainer(
                        new ContainerInfo(draft.id, known(draft.name), known(draft.image)), draft.ports));
    }

    private static Optional<String> known(String text) {
        return Optional.of(text).filter(each -> !each.isBlank());
    }

    /** Docker's begin with a slash; those with a second one are what another container calls it (links): "". */
    private static String name(String text) {
        String name = text.startsWith("/") ? text.substring(1) : text;
        return name.isBlank() || name.contains("/") ? "" : name;
    }

    private static void port(JsonCursor json, List<PublishedPort> ports) {
        String[] address = {""};
        String[] type = {""};
        int[] port = {0};
        json.object(member -> {
            switch (member) {
                case "IP" -> address[0] = json.text();
                case "Type" -> type[0] = json.text();
                case "PublicPort" -> port[0] = json.natural();
                default -> json.skip();
            }
        });
        for (Protocol protocol : Protocol.values()) {
            if (type[0].equals(protocol.toString()) && port[0] > 0 && port[0] <= MAX_PORT) {
                ports.add(new PublishedPort(protocol, address[0].isEmpty() ? "0.0.0.0" : address[0], port[0]));
            }
        }
    }
}
