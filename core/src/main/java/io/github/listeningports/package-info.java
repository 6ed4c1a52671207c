/**
 * Lists the TCP and UDP ports this machine listens on, and their owners. Start with {@link io.github.listeningports.ListeningPorts}.
 *
 * <p>All types are immutable, except {@link io.github.listeningports.ListeningPortSource}, {@link io.github.listeningports.PortWatch} and the builders. No method takes or returns
 * {@code null}; an absent value is an empty {@link java.util.Optional} or list.
 */
@NullMarked
package io.github.listeningports;

import org.jspecify.annotations.NullMarked;
