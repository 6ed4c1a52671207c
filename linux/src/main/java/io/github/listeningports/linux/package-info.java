/**
 * Listening ports of Linux: from proc(5) in pure Java, optionally from sock_diag(7), with the firewall's verdicts.
 *
 * <p>Data flows one way: {@code SocketTableReader} reads the tables of a network namespace, {@code SocketOwnerReader} finds the processes that
 * hold the sockets, {@code ProcessReader} reads their details, and {@code LinuxSource} joins them. Each {@code ...Parser} turns the bytes of
 * one kind of file into records and performs no I/O.
 */
@NullMarked
package io.github.listeningports.linux;

import org.jspecify.annotations.NullMarked;
