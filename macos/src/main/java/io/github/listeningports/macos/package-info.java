/**
 * Listening ports of macOS, from libproc and sysctl(3), through JNA.
 *
 * <p>Data flows one way: {@code ProcessSocketReader} asks libproc for the sockets that processes hold, {@code PcbListReader} asks the kernel for all sockets,
 * {@code ProcessReader} reads about the owners, and {@code MacosSource} joins them. Each {@code ...Parser} turns the bytes of one structure into records and
 * touches nothing. {@code LibSystem} alone knows JNA.
 *
 * <p>Nothing here was run on a Mac before its first continuous build: layouts are those of Apple's published headers (checked by compiling them for x86-64
 * and arm64, where they are the same), behaviour is that of the published source of xnu.
 */
@NullMarked
package io.github.listeningports.macos;

import org.jspecify.annotations.NullMarked;
