package io.github.listeningports.springboot;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindReport.Answer;
import io.github.listeningports.ListeningPorts;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains a start that failed because a port could not be bound: who holds it, since when, and the command that stops it, as {@link ListeningPorts#explainBind} knows them. If it is not about a port, or anything
 * fails here, Spring Boot goes on with its other analyzers.
 */
@Order(0) // before Spring Boot's own, which have no order
final class BindFailureAnalyzer implements FailureAnalyzer {

    private static final int OBSTACLES_NAMED = 5;

    private final Environment environment;

    BindFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        try {
            return FailedBind.in(failure, environment)
                    .flatMap(BindFailureAnalyzer::explain)
                    .orElse(null);
        } catch (RuntimeException | LinkageError e) {
            return null; // the user has to see what failed first
        }
    }

    private static Optional<FailureAnalysis> explain(FailedBind failed) {
        Stream<BindReport> reports = failed.requests().stream().map(ListeningPorts::explainBind);
        return reports.filter(report -> failed.portIsCertain() || report.answer() == Answer.REFUSED)
                .findFirst()
                .map(report -> new FailureAnalysis(description(report), action(report), failed.cause()));
    }

    private static String description(BindReport report) {
        int port = report.request().port();
        if (report.answer() == Answer.BINDABLE) {
            return "Port " + port + " was in use when the application tried to bind it. It is free now.";
        }
        Stream<?> reasons = report.obstacles().isEmpty()
                ? Stream.of(report)
                : report.obstacles().stream().limit(OBSTACLES_NAMED);
        int more = report.obstacles().size() - OBSTACLES_NAMED;
        Stream<?> notes = report.notes().stream()
                .filter(note -> note.kind() == BindNote.Kind.NOT_SEEN || note.kind() == BindNote.Kind.EPHEMERAL_PORT);
        return Stream.of(reasons, more > 0 ? Stream.of(more + " more") : Stream.empty(), notes)
                .flatMap(lines -> lines)
                .map(line -> "    " + line)
                .distinct()
                .collect(Collectors.joining("\n", "Port " + port + " could not be bound:\n\n", ""));
    }

    private static String action(BindReport report) {
        if (report.answer() == Answer.BINDABLE) {
            return "Start the application again.";
        }
        BindObstacle.Kind kind = report.obstacles().isEmpty()
                ? BindObstacle.Kind.OTHER
                : report.obstacles().get(0).kind();
        return switch (kind) {
            case LISTENER, BOUND_SOCKET, CONNECTIONS ->
                "Stop what holds the port, or configure this application to listen on another one.";
            case ADDRESS, ADDRESS_FAMILY -> "Configure this application to listen on an address of this machine.";
            case PRIVILEGED_PORT ->
                "Configure this application to listen on another port, or start it with the right to this one.";
            default -> "Configure this application to listen on another port.";
        };
    }
}
