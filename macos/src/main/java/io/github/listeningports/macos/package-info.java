/**
 * The macOS provider: sockets that processes hold (libproc), the kernel's lists of sockets (sysctl), and the firewall's settings (the system's own tools).
 * It may use {@code io.github.listeningports}, its {@code spi} and JNA, the latter in {@code LibSystem} and {@code NativeAccess} only.
 * No API: the module exports nothing, and only the provider is public.
 *
 * <p>Data flows one way: {@code SocketOwnerReader} has {@code ProcessSocketReader} read the sockets that processes hold and {@code PcbListReader} the kernel's
 * lists, {@code ProcessReader} reads the owners, {@code FirewallReader} runs the tools of the two firewalls, and {@code MacosSource} joins them. Each
 * {@code ...Parser} turns the bytes of one structure, or the output of one tool, into records and touches nothing; nor does {@code FirewallEvaluator}, which turns
 * firewall settings into a verdict. {@code CommandReader} alone runs a tool.
 *
 * <p>Nothing here ran on a Mac before the first run of the continuous build. Layouts are those of Apple's published headers, compiled for x86-64 and arm64,
 * where they are the same; behaviour is that of the published source of xnu; the output of the tools is as published by others.
 */
@NullMarked
package io.github.listeningports.macos;

import org.jspecify.annotations.NullMarked;
