package io.github.listeningports.micrometer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes this JVM, and is asked what it knows. */
class PrometheusTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]+,\"([^\"]+)\"\\]");
    private static final int POLL_MILLIS = 100;

    @TempDir
    private Path directory;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ListeningPortMetrics metrics =
            new ListeningPortMetrics(SnapshotRequest.detailed(), Duration.ofMillis(POLL_MILLIS));
    private final List<AutoCloseable> open = new ArrayList<>();

    private int prometheusPort;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Machine.needs("prometheus");
        metrics.bindTo(registry);
        open.add(metrics);
        HttpServer exporter = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        exporter.createContext("/metrics", exchange -> {
            byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        exporter.start();
        open.add(() -> exporter.stop(0));
        startPrometheus(exporter.getAddress().getPort());
    }

    private void startPrometheus(int scraped) throws IOException, InterruptedException {
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: test
                    scrape_timeout: 200ms
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(alerts(), scraped));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "log"))
                .start();
        open.add(() -> {
            prometheus.destroy();
            Machine.exitStatus(prometheus);
        });
        prometheusPort = ListeningPorts.await(
                        AwaitRequest.tcp().withProcess(prometheus), Duration.ofSeconds(Machine.PATIENCE_SECONDS))
                .port();
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static Path alerts() {
        return Stream.iterate(ChildJvm.location(PrometheusTest.class), each -> each != null, Path::getParent)
                .map(each -> each.resolve("alerts.yml"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private String get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + prometheusPort + "/api/v1/" + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        return response.body();
    }

    /** Asks until the answer is as expected. */
    private String await(String path, Predicate<String> expected) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String answer = get(path);
        while (!expected.test(answer)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(Machine.PATIENCE_SECONDS)) {
                throw new AssertionError(path + ": " + answer + Files.readString(directory.resolve("log")));
            }
            Thread.sleep(POLL_MILLIS);
            answer = get(path);
        }
        return answer;
    }

    private void awaitValues(String query, List<String> expected) throws IOException, InterruptedException {
        await(
                "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                answer -> answer.contains("\"success\"")
                        && VALUE.matcher(answer)
                                .results()
                                .map(result -> result.group(1))
                                .toList()
                                .equals(expected));
    }

    /** Connects until more wait than the backlog allows; nobody accepts. */
    private void fill(ServerSocket server) throws IOException {
        SnapshotRequest request = SnapshotRequest.detailed().withPorts(server.getLocalPort());
        while (!isOverfull(ListeningPorts.snapshot(request).ports().get(0).socket())) {
            Socket client = new Socket();
            open.add(client);
            try {
                client.connect(server.getLocalSocketAddress(), POLL_MILLIS);
            } catch (SocketTimeoutException e) {
                client.close(); // full, or slow
            }
        }
    }

    private static boolean isOverfull(SocketDetails socket) {
        return socket.acceptQueue().orElseThrow() > socket.backlog().orElseThrow();
    }

    /** Not on an ephemeral port, which has no series of its own. */
    private static DatagramSocket openDatagrams() {
        for (int port = 20_000; port < 30_000; port++) {
            try {
                return new DatagramSocket(port, LOOPBACK);
            } catch (SocketException e) {
                // taken
            }
        }
        throw new AssertionError("no port is free");
    }

    @Test
    void knowsEachListenerAndForgetsTheClosed() throws IOException, InterruptedException {
        String series;
        try (ServerSocket server = new ServerSocket(0, 3, LOOPBACK)) {
            ListeningPort port = ListeningPorts.snapshot(SnapshotRequest.detailed())
                    .onPort(server.getLocalPort())
                    .get(0);
            series = "{protocol=\"tcp\",address=\"127.0.0.1\",port=\"" + port.port() + "\",process=\""
                    + port.process().orElseThrow().program().orElseThrow().displayName() + "\"}";

            awaitValues("listening_ports_owners" + series, List.of("1"));
            awaitValues("listening_ports_exposed" + series, List.of("0"));
            awaitValues("listening_ports_accept_queue" + series, List.of("0"));
            if (port.socket().backlog().isPresent()) {
                awaitValues("listening_ports_backlog" + series, List.of("3"));
            }
            awaitValues("listening_ports_missing{kind=\"snapshot_failed\"}", List.of("0"));
            try (Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
                awaitValues("listening_ports_accept_queue" + series, List.of("1"));
                assertTrue(client.isConnected());
            }
        }
        awaitValues("listening_ports_owners" + series, List.of());
    }

    @Test
    void itsAlertsSeeAFullQueueAndDroppedDatagrams() throws IOException, InterruptedException {
        Machine.needsLinux(); // where connections wait beyond the backlog
        ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        open.add(server);
        fill(server);
        DatagramSocket datagrams = openDatagrams();
        open.add(datagrams);
        datagrams.setReceiveBufferSize(1);
        String series = "{protocol=\"udp\",port=\"" + datagrams.getLocalPort() + "\"}";
        awaitValues("listening_ports_drops" + series, List.of("0"));
        try (DatagramSocket sender = new DatagramSocket()) {
            byte[] large = new byte[1000];
            for (int i = 0; i < 100; i++) {
                sender.send(new DatagramPacket(large, large.length, LOOPBACK, datagrams.getLocalPort()));
            }
        }

        awaitAlert("AcceptQueueOverflows", server.getLocalPort());
        awaitAlert("DatagramsDropped", datagrams.getLocalPort());
    }

    private void awaitAlert(String name, int port) throws IOException, InterruptedException {
        awaitValues("count(ALERTS{alertname=\"" + name + "\",port=\"" + port + "\"})", List.of("1"));
    }

    @Test
    void theExampleOfAlertsIsSyntacticallyRight() {
        Machine.needs("promtool");

        String said = Machine.run("promtool", "check", "rules", alerts().toString());

        assertTrue(said.contains("SUCCESS: 4 rules found"), said);
    }
}
