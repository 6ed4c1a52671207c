package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * The listeners of one protocol that pcblist_n lists.
 *
 * @param rows the listeners that match the request
 * @param sockets the number of sockets listed, listening or not
 * @param foreignSockets how many of them belong to other users
 * @param malformedSockets how many could not be parsed
 * @param gap why sockets may be missing
 */
record PcbList(
        Protocol protocol,
        List<SocketRow> rows,
        int sockets,
        int foreignSockets,
        int malformedSockets,
        Optional<String> gap) {

    static PcbList missing(Protocol protocol, String why) {
        return new PcbList(protocol, List.of(), 0, 0, 0, Optional.of(why));
    }

    /** The sysctl(3) variable that holds the list. */
    static String name(Protocol protocol) {
        return "net.inet." + protocol + ".pcblist_n";
    }

    String source() {
        return source(protocol);
    }

    static String source(Protocol protocol) {
        return "sysctl " + name(protocol);
    }
}
