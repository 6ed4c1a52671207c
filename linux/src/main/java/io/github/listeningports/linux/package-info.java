/**
 * The listening ports of Linux: sockets from proc(5) or sock_diag(7), their owners, and the join of both.
 *
 * <p>It uses {@code linux.kernel} to call the kernel, {@code linux.processes} for what is known of an owner, and {@code linux.firewall} for the verdict. Without JNA everything but the firewall and a few details works.
 *
 * <p>No API: the module exports nothing, and {@code LinuxListeningPortProvider} alone is for ServiceLoader. Data flows one way: {@code SocketReader} reads the sockets of a
 * network namespace, {@code SocketOwnerReader} finds who holds them, {@code ProcessReader} reads about those processes, {@code FirewallLook} asks for verdicts, and
 * {@code LinuxSource} joins them.
 */
@NullMarked
package io.github.listeningports.linux;

import org.jspecify.annotations.NullMarked;
