package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.nft.NetfilterProbe;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Reads the policies of IPsec (NETLINK_XFRM), which requires CAP_NET_ADMIN. Where the kernel has no such socket yet, none is opened: that would load its module. */
final class XfrmReader {

    private static final int EINVAL = 22; // asm-generic/errno-base.h

    private static final int MAX_ATTEMPTS = 5;

    private final ProcFiles files;
    private final SysctlReader sysctls;

    XfrmReader(ProcFiles files, SysctlReader sysctls) {
        this.files = files;
        this.sysctls = sysctls;
    }

    /** @throws IOException if they cannot be read; its message names what is missing */
    XfrmPolicies read(Path netDirectory, LibC libc, Deadline deadline, LocalNetwork network) throws IOException {
        String sockets = new String(files.read(netDirectory.resolve("netlink")), StandardCharsets.ISO_8859_1);
        if (sockets.isBlank()) {
            throw new IOException(netDirectory.resolve("netlink") + " is empty");
        }
        if (!NetfilterProbe.hasKernelSocket(sockets, NetlinkSocket.XFRM)) {
            if (Files.exists(netDirectory.resolve("pfkey"))) {
                throw new IOException("they can be set over PF_KEY, and xfrm_user, which lists them, is not loaded");
            }
            return XfrmPolicies.NONE;
        }
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.XFRM, deadline)) {
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                XfrmParser parser = new XfrmParser(ByteOrder.nativeOrder());
                if (read(dump, parser)) {
                    return policies(parser, network);
                }
            }
        }
        throw new IOException("they change faster than they can be read");
    }

    private static boolean read(NetlinkDump dump, XfrmParser parser) throws IOException {
        boolean settled = dump.ask(
                XfrmParser.MSG_GETPOLICY,
                true,
                new byte[XfrmParser.REQUEST_BYTES],
                XfrmParser.policyHeader(System.getProperty("os.arch", "")),
                parser);
        try {
            dump.ask(
                    XfrmParser.MSG_GETDEFAULT,
                    false,
                    new byte[XfrmParser.DEFAULT_HEADER],
                    XfrmParser.DEFAULT_HEADER,
                    parser);
        } catch (IOException e) {
            if (!dump.error().equals(OptionalInt.of(EINVAL))) {
                throw e;
            }
            // Before Linux 5.15 the message is unknown, and the default is to accept.
        }
        if (!parser.isWhole()) {
            throw new IOException("they do not have the format that the kernel sends");
        }
        return settled;
    }

    private XfrmPolicies policies(XfrmParser parser, LocalNetwork network) {
        XfrmPolicies all = new XfrmPolicies(
                parser.policies(), parser.blocksOthers(), IntervalSet.EMPTY, IntervalSet.EMPTY, IntervalSet.EMPTY);
        if (all.areNone()) {
            return XfrmPolicies.NONE;
        }
        // Packets out of a tunnel are protected.
        IntervalSet tunnels =
                network.having(link -> link.kind().equals("xfrm") || link.kind().startsWith("vti"));
        // Linux before 5.14 ignores "all" for IPv4; for IPv6 the interface of the address counts (net/ipv6/addrconf.c
        // addrconf_f6i_alloc).
        boolean all4 = sysctls.conf(false, "all", "disable_policy") != Switch.OFF;
        boolean any6 = sysctls.conf(true, "all", "disable_policy") != Switch.OFF
                || network.interfaces().stream().anyMatch(link -> policyOff(true, link) != Switch.OFF);
        IntervalSet every = network.having(link -> true);
        return new XfrmPolicies(
                all.policies(),
                all.blocksOthers(),
                network.having(link -> policyOff(false, link) == Switch.ON),
                all4
                        ? every
                        : network.having(link -> policyOff(false, link) == Switch.UNKNOWN)
                                .union(tunnels),
                any6 ? every : tunnels);
    }

    private Switch policyOff(boolean ipv6, NetworkLink link) {
        return link.equals(NetworkLink.ANY) ? Switch.OFF : sysctls.conf(ipv6, link.name(), "disable_policy");
    }
}
