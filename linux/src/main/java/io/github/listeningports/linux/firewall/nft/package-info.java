/**
 * The front end for nf_tables: netlink messages become an {@code NftRuleset} of typed expressions, which {@code NftCompiler} turns into chains of the model.
 *
 * <p>It uses {@code linux.kernel}, {@code linux.firewall.packet}, and {@code .xt} for the matches and targets of iptables-nft.
 *
 * <p>No API: the module exports nothing. The names and numbers are those of linux/netfilter/nf_tables.h.
 */
@NullMarked
package io.github.listeningports.linux.firewall.nft;

import org.jspecify.annotations.NullMarked;
