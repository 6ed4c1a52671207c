package io.github.listeningports.macos;

import java.nio.file.Path;

/**
 * The tools that show the settings of a Mac's two firewalls. Neither has a published API: since macOS 15 the settings of the Application Firewall are in no
 * file, and pf is queried through a device that only root may open.
 *
 * @param socketfilterfw shows the Application Firewall to everybody
 * @param pfctl shows the packet filter to root
 */
record FirewallTools(Path socketfilterfw, Path pfctl) {

    /** Their places on every Mac, on a read-only volume. */
    static final FirewallTools OF_THE_SYSTEM =
            new FirewallTools(Path.of("/usr/libexec/ApplicationFirewall/socketfilterfw"), Path.of("/sbin/pfctl"));
}
