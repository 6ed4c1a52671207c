package io.github.listeningports.junit;

import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link NoLeakedListeners}, on the class or method that has the annotation itself. */
final class LeakedListenersExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LeakedListenersExtension.class);

    private static final int PAUSE_MILLIS = 20;

    /** The listeners of the whole machine. */
    private record Before(Set<ListenerId> listeners) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        before(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        before(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        after(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        after(context);
    }

    private static Optional<NoLeakedListeners> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NoLeakedListeners.class);
    }

    private static void before(ExtensionContext context) {
        if (annotation(context).isPresent()) {
            Set<ListenerId> listeners = ListeningPorts.snapshot(SnapshotRequest.ports()).ports().stream()
                    .map(ListeningPort::id)
                    .collect(Collectors.toSet());
            context.getStore(NAMESPACE).put(context.getUniqueId(), new Before(listeners));
        }
    }

    private static void after(ExtensionContext context) throws InterruptedException {
        Before before = context.getStore(NAMESPACE).remove(context.getUniqueId(), Before.class);
        if (before == null) {
            return; // no annotation here, or the look before has failed
        }
        long waitNanos = TimeUnit.MILLISECONDS.toNanos(
                annotation(context).map(NoLeakedListeners::waitMillis).orElse(0));
        long start = System.nanoTime();
        List<ListeningPort> left = leftOpen(before);
        while (!left.isEmpty() && System.nanoTime() - start < waitNanos) {
            Thread.sleep(PAUSE_MILLIS);
            left = leftOpen(before);
        }
        if (!left.isEmpty()) {
            throw new AssertionError(message(context.getDisplayName(), left));
        }
    }

    private static List<ListeningPort> leftOpen(Before before) {
        Set<Long> ours = Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
        return ListeningPorts.snapshot(SnapshotRequest.owners()).ports().stream()
                .filter(port -> !before.listeners().contains(port.id()))
                .filter(port -> port.owners().stream().anyMatch(owner -> ours.contains(owner.pid())))
                .toList();
    }

    private static String message(String test, List<ListeningPort> left) {
        String count = left.size() == 1 ? "a listener" : left.size() + " listeners";
        return left.stream()
                .map(port -> port + (isOfThisJvm(port) ? ", this JVM" : ", started by this JVM"))
                .collect(Collectors.joining("\n    ", test + " left " + count + " open:\n    ", ""));
    }

    private static boolean isOfThisJvm(ListeningPort port) {
        return port.owners().stream()
                .anyMatch(owner -> owner.pid() == ProcessHandle.current().pid());
    }
}
