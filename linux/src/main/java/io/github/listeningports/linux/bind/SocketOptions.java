package io.github.listeningports.linux.bind;

/** The options of a socket that decide on a second one on its port. */
public record SocketOptions(boolean reuseAddress, boolean reusePort, boolean v6Only) {}
