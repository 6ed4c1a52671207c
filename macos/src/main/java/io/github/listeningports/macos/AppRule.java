package io.github.listeningports.macos;

/**
 * What the Application Firewall was told of one application.
 *
 * @param path an executable, or a bundle such as {@code /Applications/Foo.app}
 */
record AppRule(String path, boolean allows) {}
