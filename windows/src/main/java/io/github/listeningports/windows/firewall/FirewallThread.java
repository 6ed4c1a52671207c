package io.github.listeningports.windows.firewall;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call that may never return, on a thread that ends with it. A process has at most one such thread: while a call hangs, callers with the same question wait
 * for it as long as their time limit, counted from its start, allows; no other call is started.
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
     * @param about the identity of the question
     * @throws TimeoutException if there is no answer in time, or another question hangs
     * @throws ExecutionException with the exception of the call
     */
    static <T> T call(Object about, Class<T> type, Callable<T> call, Duration timeout)
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
                throw timedOut("an earlier call has not returned yet");
            }
            return before;
        }
        Question question = new Question(about, call);
        // It may never end: it must not hold on to anything of the caller.
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
