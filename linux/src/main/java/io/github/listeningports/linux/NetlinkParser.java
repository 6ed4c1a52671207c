package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The datagrams that answer a dump request of netlink(7): messages up to one that says that this was all, or an error. Every length is checked: whatever comes, the
 * outcome is messages, or {@link #isMalformed()}.
 */
final class NetlinkParser {

    private static final int HEADER = 16;
    private static final int NLMSG_NOOP = 1;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSG_OVERRUN = 4;
    private static final int NLM_F_MULTI = 2;
    private static final int NLM_F_DUMP_INTR = 0x10;

    private final int sequence;
    private final int familyHeader;
    private final MessageTaker taker;
    private boolean done;
    private boolean malformed;
    private boolean interrupted;
    private OptionalInt error = OptionalInt.empty();

    /** Takes one message. */
    interface MessageTaker {
        /**
         * Called once for each.
         *
         * @param header the bytes between netlink's header and the attributes
         * @param attributes what follows
         */
        void take(int type, byte[] header, NetlinkAttributes attributes);
    }

    /** @param familyHeader how many bytes come before the attributes */
    NetlinkParser(int sequence, int familyHeader, MessageTaker taker) {
        this.sequence = sequence;
        this.familyHeader = familyHeader;
        this.taker = taker;
    }

    /** Takes one datagram, whose byte order is that of the buffer. */
    void parse(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.limit()];
        datagram.get(0, bytes);
        int at = 0;
        while (!done && bytes.length - at >= HEADER) {
            int length = datagram.getInt(at);
            if (length < HEADER || length > bytes.length - at) {
                malformed = true;
                return;
            }
            if (datagram.getInt(at + 8) == sequence) {
                parseMessage(datagram, bytes, at, length);
            }
            at += (length + 3) & ~3;
        }
        malformed |= !done && at < bytes.length;
    }

    private void parseMessage(ByteBuffer datagram, byte[] bytes, int at, int length) {
        int type = Short.toUnsignedInt(datagram.getShort(at + 4));
        int flags = datagram.getShort(at + 6);
        interrupted |= (flags & NLM_F_DUMP_INTR) != 0;
        if (type == NLMSG_DONE || type == NLMSG_ERROR) {
            done = true;
            int code = length >= HEADER + 4 ? datagram.getInt(at + HEADER) : 0;
            error = code < 0 ? OptionalInt.of(-code) : OptionalInt.empty();
            return;
        }
        if (type == NLMSG_NOOP) {
            return;
        }
        if (type == NLMSG_OVERRUN || length < HEADER + familyHeader) {
            malformed = true;
            return;
        }
        byte[] header = new byte[familyHeader];
        datagram.get(at + HEADER, header);
        NetlinkAttributes attributes =
                new NetlinkAttributes(bytes, at + HEADER + familyHeader, at + length, datagram.order());
        malformed |= !attributes.isWhole();
        taker.take(type, header, attributes);
        done = (flags & NLM_F_MULTI) == 0; // the one answer to a request that is no dump
    }

    boolean isDone() {
        return done;
    }

    /** Whether bytes were not of the form that the kernel sends: something may be missing. */
    boolean isMalformed() {
        return malformed;
    }

    /** Whether the kernel says that what it tells of changed meanwhile. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** The error that the kernel answers with, a number of errno(3). */
    OptionalInt error() {
        return error;
    }
}
