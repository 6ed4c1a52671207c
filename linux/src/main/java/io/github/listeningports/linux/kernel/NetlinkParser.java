package io.github.listeningports.linux.kernel;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Parses the datagrams that answer a netlink(7) request: messages (linux/netlink.h nlmsghdr) up to the end marker or an error. The layout is the same on every
 * architecture; numbers are in the machine's byte order. Every length is checked against the available bytes: any input yields messages, or {@link #isMalformed()}.
 */
public final class NetlinkParser {

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

    /** Takes the payload of one message. */
    public interface MessageTaker {

        /**
         * Takes the payload between two offsets of the datagram.
         *
         * @param type nlmsg_type
         * @return whether it is well-formed
         */
        boolean take(int type, ByteBuffer datagram, int from, int to);
    }

    /** Takes one message with attributes. */
    public interface AttributeTaker {

        /**
         * Takes the message.
         *
         * @param type nlmsg_type
         * @param header the family's header before the attributes
         */
        void take(int type, byte[] header, NetlinkAttributes attributes);
    }

    /**
     * A parser of whole messages.
     *
     * @param sequence the request's sequence number; messages with another one are ignored
     */
    public NetlinkParser(int sequence, MessageTaker taker) {
        this.sequence = sequence;
        this.taker = taker;
    }

    /** @param familyHeader the number of bytes before the attributes */
    NetlinkParser(int sequence, int familyHeader, AttributeTaker taker) {
        this(sequence, new Attributes(familyHeader, taker));
    }

    /** Takes messages apart. */
    private record Attributes(int familyHeader, AttributeTaker taker) implements MessageTaker {
        @Override
        public boolean take(int type, ByteBuffer datagram, int from, int to) {
            if (to - from < familyHeader) {
                return false;
            }
            byte[] header = new byte[familyHeader];
            datagram.get(from, header);
            int start = Math.min(to, from + ((familyHeader + 3) & ~3)); // NLMSG_ALIGN
            byte[] rest = new byte[to - start];
            datagram.get(start, rest);
            NetlinkAttributes attributes = new NetlinkAttributes(rest, 0, rest.length, datagram.order());
            taker.take(type, header, attributes);
            return attributes.isWhole();
        }
    }

    /** Parses one datagram, in the byte order of the buffer. */
    public void parse(ByteBuffer datagram) {
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
                done = (flags & NLM_F_MULTI) == 0; // the only answer to a request other than a dump
            }
        }
    }

    /** Whether the last message was seen. */
    public boolean isDone() {
        return done;
    }

    /** Whether some bytes were malformed: messages may be missing. */
    public boolean isMalformed() {
        return malformed;
    }

    /** Whether the kernel reports that changes interrupted the dump: messages may be missing. */
    public boolean isInterrupted() {
        return interrupted;
    }

    /** The kernel's error, a number of errno(3). */
    public OptionalInt error() {
        return error;
    }
}
