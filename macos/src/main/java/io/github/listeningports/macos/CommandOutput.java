package io.github.listeningports.macos;

/**
 * What a tool said until it ended.
 *
 * @param exitStatus 0 if all went well
 */
record CommandOutput(String text, int exitStatus) {}
