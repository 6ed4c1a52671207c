/**
 * Windows Firewall: its rules, settings and profiles are read, and decide about a {@code FirewallListener}.
 * It uses {@code windows.api}; the parsers and the evaluator touch no system, and only {@code FirewallComApi} calls JNA. Sockets and processes are not known here.
 * Not an API: no module may read this package, and it can change in any release.
 */
@NullMarked
package io.github.listeningports.windows.firewall;

import org.jspecify.annotations.NullMarked;
