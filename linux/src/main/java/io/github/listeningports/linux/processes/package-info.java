/**
 * What is known of a process that owns a socket: name, program, user, start time, systemd unit, container. {@code ProcessReader} reads the files of /proc/PID, one parser each.
 *
 * <p>It uses {@code linux.kernel} and the API's types only: which sockets a process holds is found above it, in {@code linux}.
 *
 * <p>No API: the module exports nothing.
 */
@NullMarked
package io.github.listeningports.linux.processes;

import org.jspecify.annotations.NullMarked;
