/**
 * Listening ports of macOS, from libproc and sysctl(3), through JNA.
 *
 * <p>Data flows one way: {@code ProcessSocketReader} asks libproc for the sockets that processes hold, {@code PcbListReader} asks the kernel for all sockets,
 * {@code ProcessReader} reads about the owners, {@code FirewallReader} asks the tools of the two firewalls, and {@code MacosSource} joins them. Each
 * {@code ...Parser} turns the bytes of one structure, or the text of one tool, into records and touches nothing; nor does {@code FirewallEvaluator}, which turns what
 * the firewalls are set to into a verdict. {@code LibSystem} alone knows JNA, {@code CommandReader} alone runs a tool.
 *
 * <p>Nothing here was run on a Mac before its first continuous build: layouts are those of Apple's published headers (checked by compiling them for x86-64
 * and arm64, where they are the same), behaviour is that of the published source of xnu, and what the tools say is what others saw them say.
 */
@NullMarked
package io.github.listeningports.macos;

import org.jspecify.annotations.NullMarked;
