/**
 * Whether bind(2) would succeed: every socket on one port, in whichever state, and the kernel's rules for two of them; the settings, addresses and rights that it checks.
 *
 * <p>It uses linux.kernel and the API's types only. Owners are found, and the report is written, one room above.
 *
 * <p>No API: the module exports nothing.
 */
@NullMarked
package io.github.listeningports.linux.bind;

import org.jspecify.annotations.NullMarked;
