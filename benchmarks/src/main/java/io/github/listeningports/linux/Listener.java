package io.github.listeningports.linux;

/** What every way of reading a table has to find: enough to tell whether two of them found the same. */
record Listener(String address, int port, long inode) {}
