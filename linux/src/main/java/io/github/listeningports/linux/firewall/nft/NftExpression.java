package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.xt.XtMatch;
import io.github.listeningports.linux.firewall.xt.XtTarget;
import io.github.listeningports.linux.kernel.ByteString;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An expression of a rule of nf_tables, as its attributes describe it (linux/netfilter/nf_tables.h): it loads, computes, tests or acts.
 * Registers are given by number; a missing one is {@link NftRegisters#MISSING}.
 */
sealed interface NftExpression {

    /** immediate: loads a constant. */
    record Immediate(int destination, ByteString value) implements NftExpression {}

    /**
     * bitwise.
     *
     * @param bool whether it computes (source AND mask) XOR a constant; other operations shift, or take their operands from registers
     */
    record Bitwise(int source, int destination, int length, boolean bool, ByteString mask, ByteString xor)
            implements NftExpression {}

    /**
     * byteorder, in either direction.
     *
     * @param size the size of each number in bytes
     */
    record ByteOrderConversion(int source, int destination, int length, int size) implements NftExpression {}

    /** A part of the packet; the offset and the length are in bytes. */
    record PayloadPart(NftKey.PayloadBase base, int offset, int length) {}

    /** payload: a load. */
    record PayloadLoad(PayloadPart part, int destination) implements NftExpression {}

    /** meta: a load. */
    record MetaLoad(NftKey.Meta key, int destination) implements NftExpression {}

    /**
     * ct: a load.
     *
     * @param reply whether it reads the tuple of the reply direction
     */
    record CtLoad(NftKey.Ct key, boolean reply, int destination) implements NftExpression {}

    /**
     * fib: the result of a route lookup.
     *
     * @param source whether the source is looked up
     * @param destinationAddress whether the destination is looked up
     * @param byInterface whether the route must use the inbound interface
     * @param byMark whether it is looked up with the packet's mark
     * @param present whether the result is only whether a route exists
     */
    record Fib(
            NftKey.FibResult result,
            boolean source,
            boolean destinationAddress,
            boolean byInterface,
            boolean byMark,
            boolean present,
            int destination)
            implements NftExpression {}

    /**
     * exthdr: an extension header, or an option of TCP or IPv4.
     *
     * @param tcpOption whether it is an option of TCP
     * @param type its number
     * @param present whether the result is only whether it exists
     */
    record ExtensionHeader(boolean tcpOption, int type, boolean present, int length, int destination)
            implements NftExpression {}

    /** An expression whose result is not modelled. */
    record UnknownLoad(String name) implements NftExpression {}

    /** cmp. */
    record Compare(int source, NftKey.Comparison operation, ByteString value) implements NftExpression {}

    /** range. */
    record Range(int source, NftKey.RangeTest operation, ByteString first, ByteString last) implements NftExpression {}

    /**
     * lookup of a key in a set, or in a map to values or verdicts.
     *
     * @param set its name
     * @param source the register of the key
     * @param destination the register for the value of a map
     */
    record Lookup(Optional<String> set, int source, OptionalInt destination, boolean inverted)
            implements NftExpression {}

    /** match: an ip_tables match (net/netfilter/nft_compat.c). */
    record Match(XtMatch match) implements NftExpression {}

    /** limit: a rate limit. */
    record RateLimit() implements NftExpression {}

    /** quota. */
    record Quota() implements NftExpression {}

    /** connlimit. */
    record ConnectionLimit() implements NftExpression {}

    /** payload: a store. */
    record PayloadStore(PayloadPart part, int source) implements NftExpression {}

    /** meta: a store. */
    record MetaStore(NftKey.Meta key, int source) implements NftExpression {}

    /** ct: a store. */
    record CtStore(NftKey.Ct key, int source) implements NftExpression {}

    /** synproxy with its options in the rule, not in an object. */
    record SynProxy() implements NftExpression {}

    /** notrack. */
    record NoTrack() implements NftExpression {}

    /** The registers of a range's two ends. */
    record RegisterRange(int first, int last) {}

    /**
     * nat.
     *
     * @param source true for the source, false for the destination
     * @param family NFPROTO_IPV4 or NFPROTO_IPV6
     * @param netmap whether it maps one network to another, address by address
     */
    record Nat(
            boolean source,
            OptionalInt family,
            Optional<RegisterRange> address,
            Optional<RegisterRange> port,
            boolean netmap)
            implements NftExpression {}

    /** redir. */
    record Redirect(Optional<RegisterRange> port) implements NftExpression {}

    /** tproxy. */
    record TransparentProxy(Optional<RegisterRange> port) implements NftExpression {}

    /**
     * dup.
     *
     * @param address the register of the copy's destination
     * @param device the register of the index of its output interface
     */
    record Duplicate(OptionalInt address, OptionalInt device) implements NftExpression {}

    /** fwd. */
    record Forward(OptionalInt device, OptionalInt family) implements NftExpression {}

    /** An option of TCP is written, or taken away: that does not matter to delivery, but the rule ends for packets of other protocols (net/netfilter/nft_exthdr.c). */
    record TcpOptionChange() implements NftExpression {}

    /** immediate: a verdict. */
    record ImmediateVerdict(NftVerdict verdict) implements NftExpression {}

    /** reject. */
    record Reject() implements NftExpression {}

    /** queue. */
    record Queue() implements NftExpression {}

    /** target: an ip_tables target (net/netfilter/nft_compat.c). */
    record Target(XtTarget target) implements NftExpression {}

    /**
     * objref: the use of an object.
     *
     * @param type the type of the object, unless it comes from a map
     * @param map the map to the object
     */
    record ObjectReference(NftKey.ObjectType type, Optional<String> map) implements NftExpression {}

    /**
     * dynset: an update of a set.
     *
     * @param set its name
     * @param limits whether statements of the rule decide whether the element matches
     */
    record DynamicSet(Optional<String> set, boolean limits, boolean inverted) implements NftExpression {}

    /** An expression that does not affect whether an incoming packet passes. */
    record NoEffect(String name) implements NftExpression {}

    /** An expression that is not modelled. */
    record Unknown(String name) implements NftExpression {}
}
