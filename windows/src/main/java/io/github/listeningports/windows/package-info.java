/**
 * Listening ports of Windows: {@code SocketTableReader} reads the tables, {@code OwnerReader} the processes, and {@code WindowsSource} joins them with the firewall's verdicts.
 * It uses {@code windows.api} for every native call and {@code windows.firewall} for the verdicts; each {@code ...Parser} is pure, and tested on any system.
 * Not an API: only the provider is known to others, through ServiceLoader; the package is not exported and can change in any release.
 */
@NullMarked
package io.github.listeningports.windows;

import org.jspecify.annotations.NullMarked;
