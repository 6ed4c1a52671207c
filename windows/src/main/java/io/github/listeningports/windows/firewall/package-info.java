/**
 * Windows Firewall: its rules, settings and active profiles, and their verdict for a {@code FirewallListener}.
 * It uses {@code windows.api}; the parsers and the evaluator are pure, and only {@code FirewallComApi} calls JNA. It knows neither sockets nor processes.
 * Not an API: the package is not exported and can change in any release.
 */
@NullMarked
package io.github.listeningports.windows.firewall;

import org.jspecify.annotations.NullMarked;
