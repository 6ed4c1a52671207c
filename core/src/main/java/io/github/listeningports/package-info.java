/**
 * Lists the TCP and UDP ports this machine listens on, and their owners. Start with {@link io.github.listeningports.ListeningPorts}.
 *
 * <p>All types are immutable, and any thread may use them, except {@link io.github.listeningports.ListeningPortSource} and {@link io.github.listeningports.PortWatch}, which are thread-safe, and the builders, which are
 * for one thread at a time. No method takes or returns {@code null}; an absent value is an empty {@link java.util.Optional} or list. Lists and sets cannot be changed.
 *
 * <p>Later versions may add components to records, at the end, and constants to enums: make a {@code switch} with a {@code default}, which takes what it does not know as the enum's {@code UNKNOWN} or {@code OTHER}, and build the records
 * that have a builder by it. Records are equal if all components are; {@link io.github.listeningports.ListeningPort#id()} tells the same socket in two snapshots. What {@code toString} returns is for people,
 * and safe to print; its wording is no promise. No type but the exceptions is {@link java.io.Serializable}.
 */
@NullMarked
package io.github.listeningports;

import org.jspecify.annotations.NullMarked;
