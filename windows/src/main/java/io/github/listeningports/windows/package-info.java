/**
 * Listening ports of Windows, from the IP helper library's tables, through JNA.
 *
 * <p>Data flows one way: {@code SocketTableReader} reads the tables, {@code OwnerReader} finds out about the processes that they name, {@code FirewallReader}
 * about the firewall, and {@code WindowsSource} joins all. Each {@code ...Parser} turns the bytes of one structure, or one text, into records and touches nothing, so
 * that it is tested on any system; so is {@code FirewallEvaluator}, which says what the firewall's rules decide. The functions of Windows are called by
 * {@code IpHelper} and the classes whose names end with {@code Api} alone.
 */
@NullMarked
package io.github.listeningports.windows;

import org.jspecify.annotations.NullMarked;
