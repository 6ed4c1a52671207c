package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.TableLayout;
import java.util.List;
import java.util.Set;

/**
 * The tables of one look.
 *
 * @param rows the sockets, in the order of the tables
 * @param unread the requested tables that could not be read; each by its layout with times
 * @param untimed the tables whose rows have no creation time
 * @param began when the look began (FILETIME)
 */
record SocketTables(List<SocketRow> rows, Set<TableLayout> unread, Set<TableLayout> untimed, long began) {

    boolean isRead(Protocol protocol, AddressFamily family) {
        return !unread.contains(TableLayout.withTimes(protocol, family));
    }
}
