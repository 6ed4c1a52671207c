package io.github.listeningports.linux;

/** What each way of reading a table must find: enough to compare two of them. */
record Listener(String address, int port, long inode) {}
