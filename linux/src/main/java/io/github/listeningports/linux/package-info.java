/**
 * Listening ports of Linux, from proc(5), in pure Java.
 *
 * <p>Data flows one way: {@code SocketTableReader} reads the tables of a network namespace, {@code SocketOwnerReader} finds who holds the
 * sockets, {@code ProcessReader} reads about those processes, and {@code LinuxSource} joins them. Each {@code ...Parser} turns the bytes of
 * one kind of file into records and touches nothing.
 */
@NullMarked
package io.github.listeningports.linux;

import org.jspecify.annotations.NullMarked;
