package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Reports what a watch's snapshots and listener throw. */
final class WatchFailures {

    private final Optional<Consumer<? super Throwable>> handler;

    /** What was logged last; a watch without a table would log the same every second. */
    private final AtomicReference<String> logged = new AtomicReference<>("");

    WatchFailures(Optional<Consumer<? super Throwable>> handler) {
        this.handler = handler;
    }

    void report(String what, Throwable cause) {
        if (handler.isEmpty()) {
            log(what, cause);
            return;
        }
        try {
            handler.get().accept(cause);
        } catch (Throwable e) {
            log("the failure handler failed", e);
        }
    }

    /** Whatever a binding throws, it does not end the watch. */
    private void log(String what, Throwable cause) {
        String text = what + cause.getClass() + Objects.requireNonNullElse(cause.getMessage(), "");
        try {
            if (!text.equals(logged.getAndSet(text))) {
                BoundLog.warn("watch: " + what, cause);
            }
        } catch (Throwable e) {
            return; // there is nobody left to tell
        }
    }
}
