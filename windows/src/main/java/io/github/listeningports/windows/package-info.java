/**
 * Listening ports of Windows, from the IP helper library's tables, through JNA.
 *
 * <p>Data flows one way: {@code SocketTableReader} reads the tables, {@code OwnerReader} finds out about the processes that they name, and
 * {@code WindowsSource} joins both. Each {@code ...Parser} turns the bytes of one structure into records and touches nothing, so that it is tested on any
 * system. The functions of Windows are called by {@code IpHelper}, {@code ProcessApi} and {@code ServiceApi} alone.
 */
@NullMarked
package io.github.listeningports.windows;

import org.jspecify.annotations.NullMarked;
