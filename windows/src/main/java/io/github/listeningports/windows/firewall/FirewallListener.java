package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ProcessToken;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A listener, as rules of the firewall see it.
 *
 * @param families over which packets come to it: both for {@code ::}, of which Windows does not tell whether it is for IPv6 alone
 * @param program the path of its program, {@code System} for the kernel's own; empty if unknown
 * @param programName the last part of that path, which may be known alone
 * @param services those that run in its process and can be named by rules; empty if unknown
 * @param unnamedServices those that have no identifier of their own in the process (service SID type "none"), so that rules for them may not apply
 * @param token what its token tells of AppContainers and of services that it, or what started it, runs for
 */
public record FirewallListener(
        Protocol protocol,
        Set<AddressFamily> families,
        InetAddress address,
        int port,
        Optional<String> program,
        Optional<String> programName,
        Optional<List<String>> services,
        List<String> unnamedServices,
        ProcessToken token) {

    /** What App= says for the kernel's own listeners, of pid 4. */
    public static final String SYSTEM = "System";

    /** Whether it is one of the kernel's own. */
    boolean isKernel() {
        return program.filter(SYSTEM::equals).isPresent();
    }
}
