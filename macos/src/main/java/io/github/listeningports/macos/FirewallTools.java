package io.github.listeningports.macos;

import java.nio.file.Path;

/**
 * The tools that tell of a Mac's two firewalls. There is no published call for either: the settings of the Application Firewall are in no file since macOS 15, and
 * pf is asked through a device that only root may open.
 *
 * @param socketfilterfw tells of the Application Firewall, to everybody
 * @param pfctl tells of the packet filter, to root
 */
record FirewallTools(Path socketfilterfw, Path pfctl) {

    /** Where every Mac has them, on a volume that nobody writes to. */
    static final FirewallTools OF_THE_SYSTEM =
            new FirewallTools(Path.of("/usr/libexec/ApplicationFirewall/socketfilterfw"), Path.of("/sbin/pfctl"));
}
