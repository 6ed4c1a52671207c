package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ProcessToken;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A listener in the terms of firewall rules.
 *
 * @param families the families over which it receives packets, or may
 * @param program the path of its program, {@code System} for the kernel; empty if unknown
 * @param programName the file name of the program, which may be known without the path
 * @param services the services in its process that rules can name; empty if unknown
 * @param unnamedServices the services without a SID in the process (service SID type "none"), so that rules for them may not apply
 * @param token whether it is in an AppContainer, and the services that it or an ancestor runs for
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

    /** The App= of the kernel, pid 4. */
    public static final String SYSTEM = "System";

    /** The same listener over these families alone. */
    FirewallListener over(Set<AddressFamily> only) {
        return new FirewallListener(
                protocol, only, address, port, program, programName, services, unnamedServices, token);
    }

    /** Whether it belongs to the kernel. */
    boolean isKernel() {
        return program.filter(SYSTEM::equals).isPresent();
    }
}
