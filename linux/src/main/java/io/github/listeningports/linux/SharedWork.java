package io.github.listeningports.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items that several threads work off. One may turn out to be large: then a part of it becomes an item of its own, if others are about to have nothing to do.
 *
 * <p>What an item throws ends the work of all, and is thrown by {@link #rethrow}. What takes no room on the stack keeps the threads apart, monitors: an item can come to the end of it.
 */
final class SharedWork<T> {

    private final Deque<T> waiting = new ArrayDeque<>();
    private final int threads;
    private int underWay;
    private @Nullable Throwable failure;

    SharedWork(int threads) {
        this.threads = threads;
    }

    /** Adds an item before the work begins. */
    void add(T item) {
        waiting.add(item);
    }

    /** Adds an item while others are under way: as the next one if it is large, so that nobody is left alone with it in the end. */
    synchronized void add(T item, boolean large) {
        if (failure != null) {
            return;
        }
        if (large) {
            waiting.addFirst(item);
        } else {
            waiting.addLast(item);
        }
        notify();
    }

    /** Adds a part of an item that is under way, as the next one; whether others are about to need it. */
    synchronized boolean offer(T part) {
        if (failure != null || waiting.size() >= threads) {
            return false;
        }
        waiting.addFirst(part);
        notify();
        return true;
    }

    /** Works until all items are done. */
    void work(Consumer<T> worker) {
        for (T item = take(); item != null; item = take()) {
            @Nullable Throwable thrown = null;
            try {
                worker.accept(item);
            } catch (RuntimeException | Error e) {
                thrown = e;
            }
            done(thrown);
        }
    }

    /** Waits while a part of what others do may still come. */
    private synchronized @Nullable T take() {
        boolean interrupted = false;
        while (waiting.isEmpty() && underWay > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        T next = waiting.poll();
        underWay += next == null ? 0 : 1;
        return next;
    }

    private synchronized void done(@Nullable Throwable thrown) {
        underWay--;
        if (thrown != null) {
            failure = failure == null ? thrown : failure;
            waiting.clear();
        }
        if (underWay == 0 && waiting.isEmpty()) {
            notifyAll();
        }
    }

    /** Throws what an item threw first. */
    void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
