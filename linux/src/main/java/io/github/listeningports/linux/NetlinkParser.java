package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The datagrams that answer a request of netlink(7): messages (linux/netlink.h nlmsghdr) up to one that says that this was all, or an error. The layout is the same on
 * every architecture; numbers are in the machine's byte order. Every length is checked against the bytes that are there: whatever comes, the outcome is messages, or
 * {@link #isMalformed()}.
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
    private final MessageTaker taker;
    private boolean done;
    private boolean malformed;
    private boolean interrupted;
    private OptionalInt error = OptionalInt.empty();

    /** Takes what one message brings. */
    interface MessageTaker {

        /**
         * Between two places of the datagram.
         *
         * @param type nlmsg_type
         * @return whether it is of the form that the kernel sends
         */
        boolean take(int type, ByteBuffer datagram, int from, int to);
    }

    /** Takes one message that has attributes. */
    interface AttributeTaker {

        /**
         * Takes it.
         *
         * @param type nlmsg_type
         * @param header what comes before the attributes
         */
        void take(int type, byte[] header, NetlinkAttributes attributes);
    }

    /** @param sequence of the request; messages that answer another one are left out */
    NetlinkParser(int sequence, MessageTaker taker) {
        this.sequence = sequence;
        this.taker = taker;
    }

    /** @param familyHeader how many bytes come before the attributes */
    NetlinkParser(int sequence, int familyHeader, AttributeTaker taker) {
        this(sequence, (type, datagram, from, to) -> {
            if (to - from < familyHeader) {
                return false;
            }
            byte[] header = new byte[familyHeader];
            datagram.get(from, header);
            byte[] rest = new byte[to - from - familyHeader];
            datagram.get(from + familyHeader, rest);
            NetlinkAttributes attributes = new NetlinkAttributes(rest, 0, rest.length, datagram.order());
            taker.take(type, header, attributes);
            return attributes.isWhole();
        });
    }

    /** Takes one datagram, whose byte order is that of the buffer. */
    void parse(ByteBuffer datagram) {
        int at = 0;
        while (!done && datagram.limit() - at >= HEADER) {
            int length = datagram.getInt(at);
            if (length < HEADER || length > datagram.limit() - at) {
                malformed = true;
                return;
            }
            if (datagram.getInt(at + 8) == sequence) {
                parseMessage(datagram, at, at + length);
            }
            at += (length + 3) & ~3; // NLMSG_ALIGN
        }
        malformed |= !done && at < datagram.limit();
    }

    private void parseMessage(ByteBuffer datagram, int at, int end) {
        int type = Short.toUnsignedInt(datagram.getShort(at + 4));
        int flags = datagram.getShort(at + 6);
        interrupted |= (flags & NLM_F_DUMP_INTR) != 0;
        switch (type) {
            case NLMSG_DONE, NLMSG_ERROR -> {
                done = true;
                // Both carry 0 or a negative errno; DONE does since Linux 2.6.
                int code = end - at >= HEADER + 4 ? datagram.getInt(at + HEADER) : 0;
                error = code < 0 ? OptionalInt.of(-code) : OptionalInt.empty();
            }
            case NLMSG_NOOP -> {}
            case NLMSG_OVERRUN -> malformed = true;
            default -> {
                malformed |= !taker.take(type, datagram, at + HEADER, end);
                done = (flags & NLM_F_MULTI) == 0; // the one answer to a request that is no dump
            }
        }
    }

    /** Whether the last message was seen. */
    boolean isDone() {
        return done;
    }

    /** Whether bytes were not of the form that the kernel sends: something may be missing. */
    boolean isMalformed() {
        return malformed;
    }

    /** Whether the kernel says that what it tells of changed so much meanwhile that something may be missing. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** The error that the kernel answers with, a number of errno(3). */
    OptionalInt error() {
        return error;
    }
}
