package io.github.listeningports.macos;

/**
 * A listener as every reader should find it.
 *
 * @param address its bytes in hexadecimal, with the scope embedded
 */
record MacListener(String address, int port, long handle, long generation) {}
