package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallDestination;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A step of a rule, for packets of one kind. */
public sealed interface Step {

    /** Continues with the packets for which the condition holds. */
    record Check(Condition condition) implements Step {}

    /** Continues with tracked packets: without tracking, or before it, there is no connection to match. */
    record RequireConntrack() implements Step {}

    /** Ends the rule. */
    record Decide(Verdict verdict) implements Step {}

    /** The first choice whose condition holds decides; if none holds, the rule ends. */
    record VerdictMap(List<Choice> choices) implements Step {
        public VerdictMap {
            choices = List.copyOf(choices);
        }
    }

    /** One element of a verdict map. */
    record Choice(Condition condition, Verdict verdict) {}

    /** Sets a variable to (its value AND keep) XOR a constant, or to an unknown value. */
    record Assign(PacketField variable, long keep, long xor, boolean known) implements Step {}

    /** Sets one mark to (its value AND keep) XOR (the other mark AND taken). */
    record Copy(PacketField from, PacketField to, long keep, long taken) implements Step {

        /** The whole mark. */
        public Copy(PacketField from, PacketField to) {
            this(from, to, 0, 0xffff_ffffL);
        }
    }

    /** The connection will not be tracked. */
    record NoTrack() implements Step {}

    /**
     * Attaches a connection template before tracking, such as for a zone; rules match it as a connection.
     *
     * @param again whether it also applies to packets marked as untracked
     */
    record ConntrackTemplate(boolean again) implements Step {}

    /** Source NAT: later rules see another source. The packets pass the chain. */
    record Snat() implements Step {}

    /**
     * Destination NAT. The packets pass the chain.
     *
     * @param address the new address, if known; empty if it is unchanged
     * @param port the new port, if known; empty if it is unchanged
     * @param unknown whether the new destination is unknown
     * @param dropped the interfaces whose packets are dropped instead
     */
    record Dnat(Optional<IntervalSet> address, OptionalInt port, boolean unknown, IntervalSet dropped) implements Step {

        /** The new destination; its address is absent if it is any of this machine's. */
        public FirewallDestination target(boolean ipv6) {
            return new FirewallDestination(address.filter(IntervalSet::isOne).map(only -> address(only, ipv6)), port);
        }

        private static InetAddress address(IntervalSet only, boolean ipv6) {
            BigInteger value = only.bound(0, false);
            byte[] bytes = new byte[ipv6 ? 16 : 4];
            for (int i = 0; i < bytes.length; i++) {
                bytes[bytes.length - 1 - i] = value.shiftRight(8 * i).byteValue();
            }
            try {
                return InetAddress.getByAddress(bytes);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("4 or 16 bytes are an address", e);
            }
        }
    }

    /** Delivers the packets to a local socket of another address or port, if there is one; to any port, if none is given. */
    record TransparentProxy(OptionalInt port) implements Step {}

    /**
     * The kernel answers in the listener's place, and opens the connection to it when the client's answer shows that it is real, by a packet of its own that comes from this
     * machine (net/netfilter/nf_synproxy_core.c).
     */
    record SynProxy() implements Step {}

    /**
     * An unsupported statement, which may do anything.
     *
     * @param moves whether it may give packets another destination
     */
    record Unsupported(String what, boolean moves) implements Step {

        /** One that leaves the destination as it is. */
        public Unsupported(String what) {
            this(what, false);
        }
    }
}
