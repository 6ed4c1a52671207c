/**
 * The model: sets of packets, conditions on them, and the chains, rules and steps that decide on packets.
 *
 * <p>Pure computation: no I/O, no netlink, no JNA, no other room.
 *
 * <p>No API: the module exports nothing. {@code linux.firewall.nft} and {@code .xt} write it, {@code linux.firewall} walks it.
 */
@NullMarked
package io.github.listeningports.linux.firewall.packet;

import org.jspecify.annotations.NullMarked;
