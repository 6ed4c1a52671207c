package io.github.listeningports.windows.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Reads the active profiles of Windows Firewall and the number of third-party firewalls from Windows; the answer is kept for some seconds. */
final class FirewallProfileReader {

    /** A change of network is seen at most this late. */
    static final Duration AGE = Duration.ofSeconds(5);

    /**
     * The answer.
     *
     * @param profiles the active profiles; all of them if there is no answer
     * @param failure why there is no answer
     * @param others the number of registered third-party firewalls, as far as known
     */
    record Answer(Set<FirewallProfile> profiles, Optional<String> failure, int others) {

        static Answer none(String failure) {
            return new Answer(FirewallProfile.ALL, Optional.of(failure), 0);
        }
    }

    private final FirewallTarget target;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private Optional<Answer> known = Optional.empty();
    private long knownSince;

    FirewallProfileReader(FirewallTarget target, Duration timeout, LongSupplier nanoTime) {
        this.target = target;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    Answer read() {
        long now = nanoTime.getAsLong();
        if (known.isPresent() && now - knownSince < AGE.toNanos()) {
            return known.get();
        }
        Answer answer = query();
        known = answer.failure().isEmpty() ? Optional.of(answer) : Optional.empty();
        knownSince = now;
        return answer;
    }

    private Answer query() {
        if (timeout.isZero()) {
            return Answer.none("the firewall timeout is 0");
        }
        try {
            FirewallComApi.Answers answers = FirewallThread.call(
                    target,
                    FirewallComApi.Answers.class,
                    () -> new FirewallComApi().query(target.policyClass(), target.productsClass()),
                    timeout);
            Set<FirewallProfile> profiles = FirewallProfile.ofBits(answers.profiles());
            boolean known = !profiles.isEmpty();
            return new Answer(
                    known ? profiles : FirewallProfile.ALL,
                    known
                            ? Optional.empty()
                            : Optional.of("CurrentProfileTypes returned 0x%X".formatted(answers.profiles())),
                    answers.others().orElse(0));
        } catch (TimeoutException e) {
            return Answer.none("CurrentProfileTypes: " + e.getMessage());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            return Answer.none(
                    cause instanceof IOException ? String.valueOf(cause.getMessage()) : String.valueOf(cause));
        }
    }
}
