package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the virtual servers of IPVS from /proc/net/ip_vs, which anyone may read, while netlink would require CAP_NET_ADMIN and could load a module. */
final class IpVsReader {

    private final ProcFiles files;
    private final SysctlReader sysctls;

    IpVsReader(ProcFiles files, SysctlReader sysctls) {
        this.files = files;
        this.sysctls = sysctls;
    }

    /** The virtual servers of this thread's namespace; empty if they are not known. */
    Optional<List<IpVsService>> read(Path netDirectory) {
        Path table = netDirectory.resolve("ip_vs");
        Optional<byte[]> bytes = files.readIfPossible(table);
        if (bytes.isPresent()) {
            return IpVsParser.parse(new String(bytes.get(), StandardCharsets.ISO_8859_1))
                    .map(this::withSysctl);
        }
        boolean none = Files.notExists(table) && Files.exists(netDirectory.resolve("dev"));
        return none ? Optional.of(List.of()) : Optional.empty();
    }

    private List<IpVsService> withSysctl(List<IpVsService> services) {
        if (services.isEmpty()) {
            return services;
        }
        Switch drops = sysctls.ipVsDropsStrays();
        return services.stream().map(each -> each.droppingStrays(drops)).toList();
    }
}
