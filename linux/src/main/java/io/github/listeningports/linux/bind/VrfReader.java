package io.github.listeningports.linux.bind;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Whether an interface belongs to a VRF, from sysfs: a TCP socket bound to it has a port of its own, unless tcp_l3mdev_accept is set (inet_sk_bound_l3mdev). */
public final class VrfReader {

    private static final Path INTERFACES = Path.of("/sys/class/net");

    private final BindSettings settings;

    public VrfReader(BindSettings settings) {
        this.settings = settings;
    }

    /** Whether a TCP socket that is bound to the interface leaves its port to sockets that are bound to none. */
    public boolean separates(String interfaceName) {
        try {
            Path link = INTERFACES.resolve(interfaceName);
            return !settings.sharesPortsWithVrfs() && (isVrf(link) || isVrf(link.resolve("master")));
        } catch (InvalidPathException e) {
            return false; // this locale cannot name it
        }
    }

    private static boolean isVrf(Path link) {
        return Files.exists(link)
                && new ProcFiles()
                        .readIfPossible(link.resolve("uevent"))
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .filter(text -> text.contains("DEVTYPE=vrf\n"))
                        .isPresent();
    }
}
