/**
 * The front end for ip_tables and ip6_tables: a table's bytes become an {@code XtRuleset} of typed matches and targets, which {@code XtCompiler} turns into chains of
 * the model.
 *
 * <p>It uses {@code linux.kernel} and {@code linux.firewall.packet}.
 *
 * <p>No API: the module exports nothing. Layouts and numbers are those of linux/netfilter/x_tables.h and xt_*.h.
 */
@NullMarked
package io.github.listeningports.linux.firewall.xt;

import org.jspecify.annotations.NullMarked;
