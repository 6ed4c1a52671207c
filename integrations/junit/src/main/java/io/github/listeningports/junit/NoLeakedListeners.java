package io.github.listeningports.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Fails a test, or at its end a test class, that leaves a TCP or UDP port open: one that this JVM or a process that it started holds afterwards, and that was not open before.
 *
 * <pre>{@code
 * @Test
 * @NoLeakedListeners
 * void stopsCleanly() { ... }
 * // stopsCleanly() left a listener open: tcp 127.0.0.1:41287 Orders (java 977), this JVM
 * }</pre>
 *
 * <p>It looks before {@code @BeforeEach} and after {@code @AfterEach} methods, on a class before {@code @BeforeAll} and after {@code @AfterAll} methods. No other test of this JVM runs meanwhile, also if they run in parallel
 * otherwise. Not found: what a started process opens whose own parent has ended.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeakedListenersExtension.class)
@SuppressWarnings("exports") // JUnit alone needs the extension
@ResourceLock(Resources.GLOBAL)
public @interface NoLeakedListeners {

    /** How long to wait, in milliseconds, until all are closed: some servers close their sockets a moment after their {@code stop()} has returned. */
    int waitMillis() default 2000;
}
