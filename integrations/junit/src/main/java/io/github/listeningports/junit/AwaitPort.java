package io.github.listeningports.junit;

import io.github.listeningports.AwaitException;
import io.github.listeningports.Protocol;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Waits, before a test class or a test, until something on this machine listens on a port: a server that the build or another program starts. It never connects.
 *
 * <pre>{@code
 * @AwaitPort(5432)
 * @AwaitPort(value = 8125, protocol = Protocol.UDP, timeoutSeconds = 5)
 * class OrdersIT { ... }
 * }</pre>
 *
 * <p>If nothing does in time, the tests fail with an {@link AwaitException}, which says what was seen instead.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(AwaitPort.All.class)
@ExtendWith(AwaitPortExtension.class)
@SuppressWarnings("exports") // JUnit alone needs the extension
public @interface AwaitPort {

    /** The port, 1 to 65535. */
    int value();

    /** TCP or UDP. */
    Protocol protocol() default Protocol.TCP;

    /** How long to wait, in seconds; 0 looks once. */
    int timeoutSeconds() default 30;

    /** Several of them, which the compiler puts together. */
    @Documented
    @Inherited
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(AwaitPortExtension.class)
    @SuppressWarnings("exports") // JUnit alone needs the extension
    @interface All {

        /** The annotations. */
        AwaitPort[] value();
    }
}
