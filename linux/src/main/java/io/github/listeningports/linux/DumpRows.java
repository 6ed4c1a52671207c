package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.util.List;

/** Takes the sockets of a dump. */
interface DumpRows {

    /** Whether the message between two offsets of the datagram is the one of the dump before that is next, whose socket is taken again. */
    boolean repeats(ByteBuffer datagram, int from, int to);

    /** Takes the socket of a message. */
    void add(SocketRow row, ByteBuffer datagram, int from, int to);

    /** Adds all sockets to a list. */
    static DumpRows into(List<SocketRow> rows) {
        return new DumpRows() {
            @Override
            public boolean repeats(ByteBuffer datagram, int from, int to) {
                return false;
            }

            @Override
            public void add(SocketRow row, ByteBuffer datagram, int from, int to) {
                rows.add(row);
            }
        };
    }
}
