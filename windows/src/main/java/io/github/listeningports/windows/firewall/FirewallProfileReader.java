package io.github.listeningports.windows.firewall;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Reads the active profiles of Windows Firewall, and whether a third-party firewall filters instead, from Windows; the answer is kept for some seconds. */
final class FirewallProfileReader {

    /** A change of network is seen at most this late. */
    static final Duration AGE = Duration.ofSeconds(5);

    /** NET_FW_RULE_CATEGORY_FIREWALL (icftypes.h). */
    private static final int FIREWALL = 2;

    /**
     * The answer.
     *
     * @param profiles the active profiles; all of them if there is no answer
     * @param failure why there is no answer
     * @param otherFirewall why another firewall filters instead of Windows Firewall, or may
     */
    record Answer(Set<FirewallProfile> profiles, Optional<String> failure, Optional<String> otherFirewall) {

        static Answer none(String failure) {
            return new Answer(FirewallProfile.ALL, Optional.of(failure), Optional.of(unknown(failure)));
        }

        private static String unknown(String failure) {
            return "whether a third-party firewall filters instead of Windows Firewall is unknown (INetFwProducts: "
                    + failure + ")";
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

    Answer read(Deadline deadline) {
        long now = nanoTime.getAsLong();
        if (known.isPresent() && now - knownSince < AGE.toNanos()) {
            return known.get();
        }
        Answer answer = query(deadline);
        known = answer.failure().isEmpty() && answer.otherFirewall().isEmpty() ? Optional.of(answer) : Optional.empty();
        knownSince = now;
        return answer;
    }

    private Answer query(Deadline deadline) {
        Duration allowed = deadline.within(timeout);
        if (timeout.isZero()) {
            return Answer.none("the firewall timeout is 0");
        }
        if (allowed.isZero()) {
            return Answer.none(deadline.reason());
        }
        try {
            FirewallComApi.Answers answers = FirewallThread.call(
                    target,
                    FirewallComApi.Answers.class,
                    () -> new FirewallComApi().query(target.policyClass(), target.productsClass()),
                    allowed);
            return new Answer(profiles(answers), failure(answers), otherFirewall(answers.products()));
        } catch (TimeoutException e) {
            return Answer.none(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            return Answer.none(
                    cause instanceof IOException ? String.valueOf(cause.getMessage()) : String.valueOf(cause));
        }
    }

    private static Set<FirewallProfile> profiles(FirewallComApi.Answers answers) {
        return answers.profiles()
                .value()
                .map(FirewallProfile::ofBits)
                .filter(profiles -> !profiles.isEmpty())
                .orElse(FirewallProfile.ALL);
    }

    private static Optional<String> failure(FirewallComApi.Answers answers) {
        FirewallComApi.Answer<Integer> bits = answers.profiles();
        if (bits.value().isEmpty()) {
            return Optional.of(bits.failure());
        }
        return FirewallProfile.ofBits(bits.value().get()).isEmpty()
                ? Optional.of("CurrentProfileTypes returned 0x%X"
                        .formatted(bits.value().get()))
                : Optional.empty();
    }

    /** A product that takes over other categories, such as IPsec rules, leaves the filtering to Windows Firewall. */
    private static Optional<String> otherFirewall(FirewallComApi.Answer<List<Optional<Set<Integer>>>> products) {
        if (products.value().isEmpty()) {
            return Optional.of(Answer.unknown(products.failure()));
        }
        List<Optional<Set<Integer>>> all = products.value().get();
        if (all.stream()
                .anyMatch(each -> each.filter(taken -> taken.contains(FIREWALL)).isPresent())) {
            return Optional.of(
                    "a third-party firewall is registered (INetFwProducts) and filters instead of Windows Firewall");
        }
        return all.stream().allMatch(Optional::isPresent)
                ? Optional.empty()
                : Optional.of("a third-party product is registered (INetFwProducts) and may filter instead of Windows"
                        + " Firewall: its rule categories cannot be read");
    }
}
