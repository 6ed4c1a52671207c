/**
 * Reads the firewall of a network namespace, follows packets from other hosts through it, and explains the verdict on each listener.
 *
 * <p>It uses {@code linux.kernel} and its own rooms: {@code .nft} and {@code .xt} turn the kernel's rules into the model in {@code .packet}.
 *
 * <p>No API: the module exports nothing. {@code FirewallReader} reads and {@code FirewallEvaluator} answers, for a {@code FirewallListener}.
 */
@NullMarked
package io.github.listeningports.linux.firewall;

import org.jspecify.annotations.NullMarked;
