package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a dump, and the sockets that they describe. A message that comes again in its place is not parsed again: most listening sockets stay as they are.
 */
final class RememberedDump implements DumpRows {

    /** Of more sockets, the others are parsed each time; they would take a few hundred bytes each. */
    private static final int MOST = 10_000;

    private final List<ByteBuffer> messages = new ArrayList<>();
    private List<SocketRow> rows = new ArrayList<>();

    /** How many messages of this dump are the same as before; the others are added once it differs. */
    private int same;

    private boolean differs;

    /** Begins another dump. */
    void begin() {
        same = 0;
        differs = false;
    }

    @Override
    public boolean repeats(ByteBuffer datagram, int from, int to) {
        if (differs || same == messages.size() || !isSame(messages.get(same), datagram, from, to)) {
            return false;
        }
        same++;
        return true;
    }

    @Override
    public void add(SocketRow row, ByteBuffer datagram, int from, int to) {
        if (!differs) {
            forgetRest();
        }
        rows.add(row);
        if (messages.size() < MOST) {
            ByteBuffer message = ByteBuffer.allocate(to - from).order(datagram.order());
            messages.add(message.put(0, datagram, from, to - from));
        }
    }

    /** The sockets of the dump that ended: the same list as after the dump before if they are the same. */
    List<SocketRow> rows() {
        if (!differs && same < rows.size()) {
            forgetRest();
        }
        return rows;
    }

    /** The list may be in use elsewhere. */
    private void forgetRest() {
        differs = true;
        rows = new ArrayList<>(rows.subList(0, same));
        messages.subList(same, messages.size()).clear();
    }

    private static boolean isSame(ByteBuffer message, ByteBuffer datagram, int from, int to) {
        int length = message.capacity();
        if (length != to - from) {
            return false;
        }
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (message.getLong(at) != datagram.getLong(from + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (message.get(at) != datagram.get(from + at)) {
                return false;
            }
        }
        return true;
    }
}
