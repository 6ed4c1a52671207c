package io.github.listeningports.junit;

import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link AwaitPort}, on the class or method that has the annotation itself. */
final class AwaitPortExtension implements BeforeAllCallback, BeforeEachCallback {

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        await(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        await(context);
    }

    private static void await(ExtensionContext context) throws InterruptedException {
        for (AwaitPort port : AnnotationSupport.findRepeatableAnnotations(context.getElement(), AwaitPort.class)) {
            SnapshotRequest request =
                    SnapshotRequest.ports().withProtocols(port.protocol()).withPorts(port.value());
            ListeningPorts.await(AwaitRequest.of(request), Duration.ofSeconds(port.timeoutSeconds()));
        }
    }
}
