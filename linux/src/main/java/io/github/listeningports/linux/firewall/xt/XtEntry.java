package io.github.listeningports.linux.firewall.xt;

/**
 * Where a rule is in its table.
 *
 * @param at the offset of its beginning
 * @param target the offset of its target
 * @param end the offset of its end
 */
record XtEntry(int at, int target, int end) {}
