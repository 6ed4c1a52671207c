package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads settings of this thread's network namespace from /proc/sys/net (Documentation/networking/ip-sysctl.rst). */
final class SysctlReader {

    private final Path net;
    private final ProcFiles files;

    SysctlReader(Path root, ProcFiles files) {
        net = root.resolve("sys/net");
        this.files = files;
    }

    NetworkSysctls read() {
        return new NetworkSysctls(
                setting(net.resolve("ipv4/tcp_l3mdev_accept")), setting(net.resolve("ipv4/udp_l3mdev_accept")));
    }

    /** A setting of an interface, or of "all". */
    Switch conf(boolean ipv6, String link, String name) {
        try {
            return setting(
                    net.resolve(ipv6 ? "ipv6/conf" : "ipv4/conf").resolve(link).resolve(name));
        } catch (InvalidPathException e) {
            return Switch.UNKNOWN; // this locale cannot name it
        }
    }

    /** Documentation/networking/ipvs-sysctl.rst. */
    Switch ipVsDropsStrays() {
        return setting(net.resolve("ipv4/vs/nat_icmp_send"));
    }

    /** A file that is hidden, masked or missing says nothing. */
    private Switch setting(Path file) {
        byte[] value = files.readIfPossible(file).orElse(new byte[0]);
        if (value.length == 0) {
            return Switch.UNKNOWN;
        }
        return value[0] == '0' ? Switch.OFF : Switch.ON;
    }
}
