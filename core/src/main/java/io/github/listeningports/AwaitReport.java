package io.github.listeningports;

import io.github.listeningports.Diagnostic.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Says what is there instead of the awaited listener. */
final class AwaitReport {

    /** In the message; {@link AwaitException#seenPorts()} has all. */
    private static final int MOST_IN_TEXT = 5;

    private final AwaitRequest request;
    private final PortSnapshot now;

    /** On the awaited ports; on any port, those of the awaited process. */
    private final List<ListeningPort> unfit = new ArrayList<>();

    /** What the awaited process opened on other ports. */
    private final List<ListeningPort> instead = new ArrayList<>();

    AwaitReport(AwaitRequest request, PortSnapshot now) {
        this.request = request;
        this.now = now;
        boolean named = !request.snapshots().portNumbers().isEmpty();
        for (ListeningPort port : now) {
            boolean own = request.process().filter(of -> of.holds(port)).isPresent();
            if (!request.snapshots().asksForPort(port.port())) {
                if (own) {
                    instead.add(port);
                }
            } else if (named || own) {
                unfit.add(port);
            }
        }
    }

    AwaitException exception(Duration timeout, boolean exited) {
        List<String> findings = new ArrayList<>();
        OptionalInt status = request.process().map(AwaitedProcess::ended).orElse(OptionalInt.empty());
        if (exited) {
            findings.add(request.process().map(AwaitedProcess::toString).orElse("the process") + " has exited"
                    + (status.isPresent() ? " with " + status.getAsInt() : ""));
        } else if (unfit.isEmpty()) {
            findings.add(nothing());
        }
        unfit.stream().limit(MOST_IN_TEXT).map(this::whyNot).forEach(findings::add);
        instead.stream().limit(MOST_IN_TEXT).map(AwaitReport::insteadOf).forEach(findings::add);
        if (!exited) {
            missing().ifPresent(findings::add);
        }
        String waited = exited ? "waited for " : "waited " + text(timeout) + " for ";
        List<ListeningPort> seen = new ArrayList<>(unfit);
        seen.addAll(instead);
        return new AwaitException(
                exited ? AwaitException.Reason.PROCESS_EXITED : AwaitException.Reason.TIMEOUT,
                waited + request + ": " + String.join("; ", findings),
                status,
                seen,
                now.diagnostics());
    }

    private String nothing() {
        boolean anyOfAnyone =
                request.snapshots().portNumbers().isEmpty() && request.process().isEmpty();
        if (anyOfAnyone && !now.ports().isEmpty()) {
            return "none of " + now.ports().size() + " listeners is one";
        }
        return now.isComplete() ? "nothing listens there" : "nothing that can be seen listens there";
    }

    private String whyNot(ListeningPort port) {
        List<String> reasons = new ArrayList<>();
        request.client().flatMap(client -> ClientReach.whyNot(port, client)).ifPresent(reasons::add);
        boolean other = request.process().filter(of -> !of.holds(port)).isPresent();
        if (reasons.isEmpty() && !other && !request.isFulfilledBy(port)) {
            reasons.add("does not fulfil the condition");
        }
        return reasons.isEmpty()
                ? at(port) + " is " + heldBy(port)
                : at(port) + ", " + heldBy(port) + ", " + String.join(" and ", reasons);
    }

    private static String insteadOf(ListeningPort port) {
        return at(port) + " is " + heldBy(port);
    }

    private static String at(ListeningPort port) {
        return port.protocol() + " " + AddressText.withPort(port.address(), port.addressText(), port.port());
    }

    private static String heldBy(ListeningPort port) {
        String others = port.owners().size() > 1 ? " and " + (port.owners().size() - 1) + " more" : "";
        return "held by " + port.process().map(ProcessInfo::toString).orElse("a process that cannot be seen") + others;
    }

    /** Why the awaited listener may be there unseen. */
    private Optional<String> missing() {
        boolean named = !request.snapshots().portNumbers().isEmpty();
        boolean ownersCount = named
                ? unfit.stream().anyMatch(each -> each.owners().isEmpty())
                : request.process().isPresent() && unfit.isEmpty();
        return now.diagnostics().stream()
                .filter(each -> each.kind() == Kind.PORTS_MISSING
                        || each.kind() == Kind.ROW_MALFORMED
                        || (each.kind() == Kind.OWNER_HIDDEN && ownersCount))
                .findFirst()
                .map(Diagnostic::message);
    }

    private static String text(Duration timeout) {
        if (timeout.compareTo(Duration.ofDays(1)) >= 0) {
            return timeout.toString();
        }
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
