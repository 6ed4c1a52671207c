package io.github.listeningports.spi;

/**
 * Room on the stack for what must come to its end once it has begun: a lock that is released, a thread that is woken. ReentrantLock.lock() can throw a StackOverflowError and hold the lock for ever, and so can a
 * {@code finally} that no longer finds room to release it.
 */
public final class StackRoom {

    /** Far more than taking and releasing a lock needs, and a small part of any thread's stack. */
    private static final int CALLS = 100;

    private StackRoom() {}

    /** Returns if there is room for a hundred small calls. Throws a StackOverflowError if not, before anything has begun. */
    public static void ensure() {
        descend(CALLS);
    }

    private static int descend(int calls) {
        return calls == 0 ? 0 : 1 + descend(calls - 1);
    }
}
