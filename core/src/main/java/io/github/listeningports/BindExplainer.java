package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the chosen provider about a bind, once or until nothing refuses it. */
final class BindExplainer {

    private BindExplainer() {}

    static BindReport explain(BindRequest request) {
        return explain(ChosenProvider.get().provider(), request);
    }

    private static BindReport explain(ListeningPortProvider provider, BindRequest request) {
        try {
            return provider.explainBind(request);
        } finally {
            RecordLinkage.forget();
        }
    }

    static BindReport await(BindRequest request, Duration timeout) throws InterruptedException {
        ListeningPortProvider provider = ChosenProvider.get().provider();
        return await(provider, request, timeout);
    }

    static BindReport await(ListeningPortProvider provider, BindRequest request, Duration timeout)
            throws InterruptedException {
        List<BindReport> refused = new ArrayList<>();
        Optional<BindReport> found = Polling.until(timeout, () -> {
            BindReport report = explain(provider, request);
            refused.clear();
            refused.add(report);
            return report.answer() == BindReport.Answer.REFUSED ? Optional.empty() : Optional.of(report);
        });
        return found.orElseThrow(() -> new BindTimeoutException(timeout, refused.get(0)));
    }
}
