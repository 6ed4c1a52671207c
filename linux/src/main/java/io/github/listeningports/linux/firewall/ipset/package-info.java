/**
 * The sets of ipset(8), which rules of ip_tables and of iptables-nft refer to: netlink messages become {@code IpSet}s, which become conditions of the model.
 *
 * <p>It uses {@code linux.kernel} and {@code linux.firewall.packet}.
 *
 * <p>No API: the module exports nothing. The names and numbers are those of linux/netfilter/ipset/ip_set.h.
 */
@NullMarked
package io.github.listeningports.linux.firewall.ipset;

import org.jspecify.annotations.NullMarked;
