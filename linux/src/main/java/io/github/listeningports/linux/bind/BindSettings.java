package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Settings of this thread's network namespace (Documentation/networking/ip-sysctl.rst) and the rights of this thread, from /proc. What is hidden, or masked, is absent. */
public final class BindSettings {

    private final ProcFiles files = new ProcFiles();

    /** The first port that any user may bind to: inet_port_requires_bind_service (include/net/ip.h). */
    OptionalInt unprivilegedPortStart() {
        return setting("ipv4/ip_unprivileged_port_start")
                .filter(text -> text.matches("\\d{1,5}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElseGet(OptionalInt::empty);
    }

    /** Whether a bind to an address that is not this machine's is allowed to everyone; absent if not known. */
    Optional<Boolean> nonlocalBind(AddressFamily family) {
        return setting((family == AddressFamily.IPV4 ? "ipv4" : "ipv6") + "/ip_nonlocal_bind")
                .map(text -> !text.equals("0"));
    }

    /** The range that the kernel takes ports from, as the kernel writes it; empty if it is not known, or the port is not in it. */
    Optional<String> ephemeralRangeWith(int port) {
        return setting("ipv4/ip_local_port_range").filter(text -> PortRanges.contain(text, port));
    }

    /** Whether the kernel never chooses a port of itself, for connect(2) or a bind to port 0. A bind that names it succeeds: only inet_csk_find_open_port and its likes ask for it. */
    boolean isReserved(int port) {
        return setting("ipv4/ip_local_reserved_ports")
                .filter(text -> PortRanges.contain(text, port))
                .isPresent();
    }

    /** Whether a VRF's listeners share the ports of all others (net.ipv4.tcp_l3mdev_accept): no, if it is not known, which is the default. */
    boolean sharesPortsWithVrfs() {
        return setting("ipv4/tcp_l3mdev_accept").filter("1"::equals).isPresent();
    }

    /** Whether this thread has CAP_NET_BIND_SERVICE in its own user namespace. */
    boolean hasBindService() {
        return status().filter(ProcessStatusParser::mayBindPrivileged).isPresent();
    }

    /** The user who would own a socket of this thread: its file system user id (net/socket.c sock_alloc). */
    OptionalLong uid() {
        return status().flatMap(ProcessStatusParser::fileSystemUid)
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    private Optional<byte[]> status() {
        return files.readIfPossible(ProcFiles.DEFAULT_ROOT.resolve("thread-self/status"));
    }

    private Optional<String> setting(String name) {
        Path file = ProcFiles.DEFAULT_ROOT.resolve("sys/net").resolve(name);
        return files.readIfPossible(file)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip())
                .filter(text -> !text.isEmpty());
    }
}
