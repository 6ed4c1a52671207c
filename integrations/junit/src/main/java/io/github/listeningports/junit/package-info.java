/**
 * JUnit extensions for programs that listen: {@link io.github.listeningports.junit.ProcessUnderTest} starts a server and waits for its port, {@link io.github.listeningports.junit.AwaitPort} waits for one that
 * somebody else starts, {@link io.github.listeningports.junit.NoLeakedListeners} fails a test that leaves a listener open. Whatever fails says who holds which port.
 */
@NullMarked
package io.github.listeningports.junit;

import org.jspecify.annotations.NullMarked;
