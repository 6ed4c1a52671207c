package io.github.listeningports.macos;

/**
 * What a reader should find of a socket.
 *
 * @param address as bytes in hexadecimal, the scope within it
 */
record MacListener(String address, int port, long handle, long generation) {}
