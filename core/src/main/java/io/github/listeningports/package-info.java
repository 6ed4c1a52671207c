/**
 * Which TCP and UDP ports this machine listens on, and who holds each. Start at {@link io.github.listeningports.ListeningPorts}.
 *
 * <p>Everything here is immutable, but for {@link io.github.listeningports.ListeningPortSource} and the builders. Nothing returns
 * or takes {@code null}; what may be absent is an {@link java.util.Optional} or an empty list.
 */
@NullMarked
package io.github.listeningports;

import org.jspecify.annotations.NullMarked;
