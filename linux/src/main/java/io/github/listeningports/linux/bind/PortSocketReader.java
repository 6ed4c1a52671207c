package io.github.listeningports.linux.bind;

import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.util.Optional;

/** Reads every socket on one port of this thread's network namespace, in whichever state: from sock_diag(7) if native code may be used, otherwise from /proc. */
public final class PortSocketReader {

    /** sock_diag has listed TCP sockets that are bound and do nothing since Linux 6.8 (net/ipv4/inet_diag.c, TCPF_BOUND_INACTIVE). */
    private static final int LISTS_BOUND_MAJOR = 6;

    private static final int LISTS_BOUND_MINOR = 8;

    private final NativeTier nativeTier;
    private final ProcPortReader procReader = new ProcPortReader();

    public PortSocketReader(NativeTier nativeTier) {
        this.nativeTier = nativeTier;
    }

    /** The sockets on a port other than 0. */
    public PortSockets read(Protocol protocol, int port) {
        if (nativeTier.whyNot().isEmpty()) {
            try {
                PortDiagReader diag = new PortDiagReader(nativeTier.libc());
                return new PortSockets(
                        diag.read(protocol, port), protocol == Protocol.UDP || listsBound(), Optional.empty());
            } catch (IOException e) {
                // A sandbox forbids netlink, or the kernel lacks sock_diag: /proc serves.
                return procReader.read(protocol, port);
            }
        }
        return procReader.read(protocol, port);
    }

    /** An imitation of Linux has a version of its own. */
    private static boolean listsBound() {
        return new ProcFiles()
                .readIfPossible(ProcFiles.DEFAULT_ROOT.resolve("version"))
                .filter(KernelVersionParser::isLinux)
                .filter(version -> !KernelVersionParser.isBefore(version, LISTS_BOUND_MAJOR, LISTS_BOUND_MINOR))
                .isPresent();
    }
}
