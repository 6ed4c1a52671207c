package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.ByteString;
import java.util.OptionalInt;
import java.util.Set;

/** A target of ip_tables or ip6_tables: a verdict of the standard target, or that of an extension, parsed from its structure in linux/netfilter/xt_*.h. */
public sealed interface XtTarget {

    /** Targets without relevant details. */
    enum Plain implements XtTarget {
        /** The standard target that continues with the next rule: the rule only counts packets. */
        CONTINUE,
        ACCEPT,
        DROP,
        QUEUE,
        RETURN,
        /** Logs the packet, or changes something that no rule for incoming packets matches. */
        HARMLESS,
        REJECT,
        SOURCE_NAT,
        NO_TRACK,
        SYN_PROXY,
        /** CT: connections are created from a template, for example in their own zone. */
        CONNTRACK_TEMPLATE,
        /** A mark that becomes unknown. */
        UNKNOWN_MARK,
        /** The marks of the packet and of the connection become unknown. */
        UNKNOWN_MARKS,
        /** A translation of the destination to an unknown address or port. */
        UNKNOWN_DNAT,
        UNKNOWN_TEE
    }

    /**
     * The standard target that jumps to a chain.
     *
     * @param chain its offset in the table
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

    /** Redirects to this machine; only the range's ports apply. */
    record Redirect(NatRange range) implements XtTarget {}

    /**
     * Sends a copy elsewhere.
     *
     * @param device the name of the output interface; empty if routing decides
     */
    record Tee(ByteString gateway, String device) implements XtTarget {}

    /**
     * Gives the packet to a local socket of another address or port.
     *
     * @param port the port of the socket; empty if unchanged
     */
    record Tproxy(OptionalInt port) implements XtTarget {}

    /**
     * Adds to sets of ipset(8), or deletes from them.
     *
     * @param sets their indexes
     * @param maps whether the packet may get the mark of a member as well
     */
    record ChangeSets(Set<Integer> sets, boolean maps) implements XtTarget {
        public ChangeSets {
            sets = Set.copyOf(sets);
        }
    }

    /** A target that is not supported. */
    record Unsupported(String name) implements XtTarget {}

    /**
     * The range of a translation: the first and last address and port.
     *
     * @param toAddress whether it has addresses; likewise toPort
     * @param varies whether the kernel does more than choose from the range: NF_NAT_RANGE_PROTO_RANDOM and similar
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
