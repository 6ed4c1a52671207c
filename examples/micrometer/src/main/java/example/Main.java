package example;

import io.github.listeningports.micrometer.ListeningPortMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (ListeningPortMetrics metrics = new ListeningPortMetrics()) {
            metrics.bindTo(registry);
            System.out.print(registry.scrape());
        }
    }
}
