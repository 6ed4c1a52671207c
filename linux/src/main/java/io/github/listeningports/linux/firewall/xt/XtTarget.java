package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.ByteString;
import java.util.OptionalInt;

/** A target of ip_tables or ip6_tables: a verdict of the standard target, or that of an extension, parsed from its structure in linux/netfilter/xt_*.h. */
public sealed interface XtTarget {

    /** Those without details that matter. */
    enum Plain implements XtTarget {
        /** The standard target that leads to the next rule: the rule counts packets only. */
        CONTINUE,
        ACCEPT,
        DROP,
        QUEUE,
        RETURN,
        /** The packet is logged, or changed in what no rule for incoming packets decides by. */
        HARMLESS,
        REJECT,
        SOURCE_NAT,
        NO_TRACK,
        /** CT: connections are made from a template, such as with a zone of their own. */
        CONNTRACK_TEMPLATE,
        /** A mark that becomes unknown. */
        UNKNOWN_MARK,
        /** Both marks, that of the packet and that of the connection, become unknown. */
        UNKNOWN_MARKS,
        /** A translation of the destination to an unknown address or port. */
        UNKNOWN_DNAT,
        UNKNOWN_TEE
    }

    /**
     * The standard target that leads to a chain.
     *
     * @param chain where that begins in the table
     */
    record Jump(int chain, boolean isGoto) implements XtTarget {}

    /**
     * Sets the packet's mark.
     *
     * @param mask the bits that the value replaces
     */
    record Mark(int value, int mask) implements XtTarget {}

    /**
     * Sets the connection's mark.
     *
     * @param mask the bits that the value replaces
     */
    record ConnectionMark(int value, int mask) implements XtTarget {}

    /** The mark of the packet becomes that of the connection, as far as the masks go. */
    record SaveMark(int connectionMask, int packetMask) implements XtTarget {}

    /** The mark of the connection becomes that of the packet, as far as the masks go. */
    record RestoreMark(int connectionMask, int packetMask) implements XtTarget {}

    record Dnat(NatRange range) implements XtTarget {}

    /** To this machine, of which the range names ports only. */
    record Redirect(NatRange range) implements XtTarget {}

    /**
     * Sends a copy elsewhere.
     *
     * @param device the name of the interface by which it leaves; empty, where the route decides
     */
    record Tee(ByteString gateway, String device) implements XtTarget {}

    /**
     * Gives the packet to a local socket of another address or port.
     *
     * @param port that of the socket; empty, where it stays what it was
     */
    record Tproxy(OptionalInt port) implements XtTarget {}

    /** A target that is not supported. */
    record Unsupported(String name) implements XtTarget {}

    /**
     * Where a translation leads to: from the first to the last address, and port.
     *
     * @param toAddress whether it has addresses; and so toPort
     * @param varies whether the kernel does more than to choose from the range: NF_NAT_RANGE_PROTO_RANDOM and the like
     */
    record NatRange(
            boolean toAddress,
            boolean toPort,
            boolean varies,
            ByteString firstAddress,
            ByteString lastAddress,
            int firstPort,
            int lastPort) {}
}
