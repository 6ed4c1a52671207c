package io.github.listeningports;

import java.util.Locale;

/** What to do on an operating system that none of our providers supports. */
final class UnsupportedSystem {

    private UnsupportedSystem() {}

    /**
     * The end of a sentence, beginning with a semicolon; empty on the systems that we support.
     *
     * @param system {@code os.name}
     */
    static String advice(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.equals("linux") || name.startsWith("windows") || name.startsWith("mac")) {
            return "";
        }
        return "; Listening Ports supports Linux, Windows and macOS" + tool(name) + "; a provider for " + system
                + " can be added: implement io.github.listeningports.spi.ListeningPortProvider";
    }

    /** Of the system's own tools, the one that shows listeners and their processes. */
    private static String tool(String name) {
        if (name.equals("freebsd") || name.equals("dragonflybsd")) {
            return "; here sockstat -l lists listening ports and their processes";
        }
        if (name.equals("openbsd") || name.equals("netbsd")) {
            return "; here fstat lists sockets and their processes";
        }
        if (name.equals("sunos")) {
            return "; here netstat -aun lists listening ports and their processes";
        }
        if (name.equals("aix")) {
            return "; here netstat -Aan lists listening ports, and rmsock ADDRESS tcpcb the process of one";
        }
        return "; most systems list listening ports by netstat -an";
    }
}
