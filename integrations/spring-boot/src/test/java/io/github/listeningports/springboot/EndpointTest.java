package io.github.listeningports.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.ChildJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Asks a running application over HTTP. */
class EndpointTest {

    private static final String EXPOSED = "--management.endpoints.web.exposure.include=health,listeningports";

    private static ConfigurableApplicationContext exposing;

    @BeforeAll
    static void start() {
        exposing = run(EXPOSED);
    }

    @AfterAll
    static void stop() {
        exposing.close();
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off",
                "logging.level.root", "warn"));
        return application.run(arguments);
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        URI address = URI.create("http://127.0.0.1:" + port + "/actuator" + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response::body);
        return JsonParserFactory.getJsonParser().parseMap(response.body());
    }

    private static Object member(Map<String, Object> json, String name) {
        return Objects.requireNonNull(json.get(name), () -> name + " in " + json);
    }

    @SuppressWarnings("unchecked") // what a parser of JSON returns
    private static List<Map<String, Object>> maps(Map<String, Object> json, String name) {
        return (List<Map<String, Object>>) member(json, name);
    }

    @Test
    void isNotServedUnlessItIsExposed() throws IOException, InterruptedException {
        try (ConfigurableApplicationContext application = run()) {
            assertEquals(200, get(application, "/health").statusCode());
            assertEquals(404, get(application, "/listeningports").statusCode());
            assertEquals(
                    0, application.getBeansOfType(ListeningPortsEndpoint.class).size());
        }
    }

    @Test
    void listsTheMachinesPorts() throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0)) {
            Map<String, Object> json = json(get(exposing, "/listeningports"));

            assertEquals(1, json.get("version"));
            Map<String, Object> port = maps(json, "ports").stream()
                    .filter(each -> member(each, "port").equals(socket.getLocalPort()))
                    .findFirst()
                    .orElseThrow();
            assertEquals("tcp", port.get("protocol"));
            // 0.0.0.0 without IPv6; Java's own notation would be 0:0:0:0:0:0:0:0
            assertTrue(List.of("::", "0.0.0.0").contains(member(port, "address")), port::toString);
            assertEquals("all_addresses", port.get("reach"));
            assertEquals(
                    ProcessHandle.current().pid(),
                    ((Number) member(maps(port, "owners").get(0), "pid")).longValue());
            int server = Integer.parseInt(exposing.getEnvironment().getRequiredProperty("local.server.port"));
            assertTrue(
                    maps(json, "ports").stream()
                            .anyMatch(each -> member(each, "port").equals(server)
                                    && member(each, "address").equals("127.0.0.1")),
                    json::toString);
        }
    }

    @Test
    void listsOnePort() throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0)) {
            Map<String, Object> json = json(get(exposing, "/listeningports/" + socket.getLocalPort()));

            assertEquals(
                    List.of(socket.getLocalPort()),
                    maps(json, "ports").stream().map(each -> each.get("port")).toList());
            assertEquals(400, get(exposing, "/listeningports/http").statusCode());
            assertEquals(400, get(exposing, "/listeningports/65536").statusCode());
        }
    }

    @Test
    void itsMembersAreThoseOfTheDocument() throws IOException, InterruptedException {
        Path document = Stream.iterate(ChildJvm.location(EndpointTest.class), each -> each != null, Path::getParent)
                .map(each -> each.resolve("docs/json.md"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();

        requireMembers(Files.readString(document), json(get(exposing, "/listeningports")));
    }

    private static void requireMembers(String document, Object json) {
        if (json instanceof Map<?, ?> map) {
            map.forEach((member, value) -> {
                assertTrue(document.contains("`" + member + "`"), member + " is not in docs/json.md");
                requireMembers(document, value);
            });
        } else if (json instanceof List<?> list) {
            list.forEach(each -> requireMembers(document, each));
        }
    }
}
