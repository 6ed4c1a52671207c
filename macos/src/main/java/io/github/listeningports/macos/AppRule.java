package io.github.listeningports.macos;

/**
 * An entry of the Application Firewall's list.
 *
 * @param path an executable, or a bundle such as {@code /Applications/Foo.app}
 */
record AppRule(String path, boolean allows) {}
