package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;

/** The names of this namespace's interfaces. */
final class InterfaceNameReader {

    private InterfaceNameReader() {}

    /**
     * The name of an interface; "if" and its index if it has none any more, as ss(8) shows it. The JDK knows only interfaces with an address, /proc/net/igmp those that are
     * up.
     */
    static String name(int index, Path netDirectory) {
        try {
            NetworkInterface known = NetworkInterface.getByIndex(index);
            if (known != null) {
                return known.getName();
            }
        } catch (SocketException e) {
            // It is looked for in the kernel's own list.
        }
        return new ProcFiles()
                .readIfPossible(netDirectory.resolve("igmp"))
                .flatMap(table -> IgmpParser.name(table, index))
                .orElse("if" + index);
    }
}
