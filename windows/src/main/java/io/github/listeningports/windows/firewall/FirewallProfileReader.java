package io.github.listeningports.windows.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Tells which profiles of Windows Firewall are in force, and whether another firewall may have taken over, as Windows says; the answer is kept for some seconds. */
final class FirewallProfileReader {

    /** A network that the machine joins is seen that late, at most. */
    static final Duration AGE = Duration.ofSeconds(5);

    /**
     * The answer.
     *
     * @param profiles all of them if there is none
     * @param failure why there is none
     * @param others how many firewalls of other makers are registered, as far as Windows told
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
        Answer answer = ask();
        known = answer.failure().isEmpty() ? Optional.of(answer) : Optional.empty();
        knownSince = now;
        return answer;
    }

    private Answer ask() {
        if (timeout.isZero()) {
            return Answer.none("no time was given to ask");
        }
        try {
            FirewallComApi.Answers told = FirewallThread.ask(
                    target,
                    FirewallComApi.Answers.class,
                    () -> new FirewallComApi().ask(target.policyClass(), target.productsClass()),
                    timeout);
            Set<FirewallProfile> profiles = FirewallProfile.ofBits(told.profiles());
            boolean known = !profiles.isEmpty();
            return new Answer(
                    known ? profiles : FirewallProfile.ALL,
                    known ? Optional.empty() : Optional.of("CurrentProfileTypes says 0x%X".formatted(told.profiles())),
                    told.others().orElse(0));
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
