package io.github.listeningports.macos;

/**
 * What a tool printed, and how it ended.
 *
 * @param exitStatus 0 is success
 */
record CommandOutput(String text, int exitStatus) {}
