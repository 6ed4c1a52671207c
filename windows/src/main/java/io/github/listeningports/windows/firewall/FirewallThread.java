package io.github.listeningports.windows.firewall;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks what may never answer, on a thread of its own that ends with the answer. There is at most one in a process: while one hangs, whoever asks the same waits for
 * that one as long as is left of its time, and no other is started.
 */
final class FirewallThread {

    private static final String NAME = "listening-ports-firewall";

    private static @Nullable Question running;

    private FirewallThread() {}

    private static final class Question extends FutureTask<Object> {

        final Object about;
        final long askedAt = System.nanoTime();

        Question(Object about, Callable<?> call) {
            super(call::call);
            this.about = about;
        }
    }

    /**
     * The answer.
     *
     * @param about what makes two questions the same
     * @throws TimeoutException if there was none in time, or another question hangs
     * @throws ExecutionException with what was thrown
     */
    static <T> T ask(Object about, Class<T> type, Callable<T> call, Duration timeout)
            throws TimeoutException, ExecutionException {
        Question question = begin(about, call);
        long left = timeout.minusNanos(System.nanoTime() - question.askedAt).toNanos();
        try {
            return type.cast(question.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timedOut("the caller was interrupted");
        } catch (TimeoutException e) {
            throw timedOut("no answer within " + timeout.toMillis() + " ms");
        }
    }

    private static synchronized Question begin(Object about, Callable<?> call) throws TimeoutException {
        Question before = running;
        if (before != null && !before.isDone()) {
            if (!before.about.equals(about)) {
                throw timedOut("an earlier question is not answered yet");
            }
            return before;
        }
        Question question = new Question(about, call);
        // It may never end: nothing of the caller's is to stay with it.
        Thread thread = new Thread(null, question, NAME, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        thread.start();
        running = question;
        return question;
    }

    private static TimeoutException timedOut(String why) {
        return new TimeoutException(why);
    }
}
