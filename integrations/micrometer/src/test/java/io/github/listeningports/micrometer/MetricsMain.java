package io.github.listeningports.micrometer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens, and prints its port and what Prometheus would scrape after the first snapshot, or if there can be none. */
final class MetricsMain {

    private MetricsMain() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ListeningPortMetrics metrics = new ListeningPortMetrics()) {
            PrometheusMeterRegistry first = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            metrics.bindTo(first);
            String scraped = first.scrape();
            while (!scraped.contains("port=\"" + socket.getLocalPort() + "\"")
                    && !scraped.contains("kind=\"snapshot_failed\"} 1")) {
                Thread.onSpinWait();
                scraped = first.scrape();
            }
            // Has all of the snapshot that the first may still be getting.
            PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            metrics.bindTo(second);
            System.out.println("port " + socket.getLocalPort());
            System.out.print(second.scrape());
        }
    }
}
