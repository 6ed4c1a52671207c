package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.DestinationNat;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import io.github.listeningports.linux.firewall.xt.XtTarget.NatRange;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns targets of ip_tables and ip6_tables into steps, for packets of one kind. */
public final class XtTargetCompiler {

    private final PacketKind kind;
    private final LocalNetwork network;
    private final IntFunction<@Nullable Chain> chains;

    /**
     * A compiler for packets of one kind.
     *
     * @param chains the table's chains by offset, null where none begins
     */
    XtTargetCompiler(PacketKind kind, LocalNetwork network, IntFunction<@Nullable Chain> chains) {
        this.kind = kind;
        this.network = network;
        this.chains = chains;
    }

    /** A compiler for targets in nf_tables, which has its own jumps. */
    public XtTargetCompiler(PacketKind kind, LocalNetwork network) {
        this(kind, network, offset -> null);
    }

    public List<Step> steps(XtTarget target) {
        if (target instanceof Plain plain) {
            return steps(plain);
        } else if (target instanceof XtTarget.Jump jump) {
            return List.of(new Step.Decide(
                    new Verdict(jump.isGoto() ? Verdict.Kind.GOTO : Verdict.Kind.JUMP, chains.apply(jump.chain()))));
        } else if (target instanceof XtTarget.Mark mark) {
            return List.of(assign(PacketField.MARK, mark.value(), mark.mask()));
        } else if (target instanceof XtTarget.ConnectionMark mark) {
            return List.of(assign(PacketField.CONNECTION_MARK, mark.value(), mark.mask()));
        } else if (target instanceof XtTarget.SaveMark save) {
            return List.of(copy(PacketField.CONNECTION_MARK, save.connectionMask(), save.packetMask()));
        } else if (target instanceof XtTarget.RestoreMark restore) {
            return List.of(copy(PacketField.MARK, restore.packetMask(), restore.connectionMask()));
        } else if (target instanceof XtTarget.Dnat dnat) {
            return List.of(translation(dnat.range()));
        } else if (target instanceof XtTarget.Redirect redirect) {
            return List.of(redirection(redirect.range()));
        } else if (target instanceof XtTarget.Tee tee) {
            return copy(tee);
        } else if (target instanceof XtTarget.Tproxy tproxy) {
            return List.of(new Step.TransparentProxy(tproxy.port()));
        } else if (target instanceof XtTarget.ChangeSets sets) {
            return sets.maps() ? steps(Plain.UNKNOWN_MARK) : List.of();
        } else if (target instanceof XtTarget.Unsupported unsupported) {
            return List.of(new Step.Unsupported("the target " + unsupported.name(), true));
        }
        throw new IllegalArgumentException("no such target: " + target);
    }

    private List<Step> steps(Plain target) {
        return switch (target) {
            case CONTINUE, HARMLESS -> List.of();
            case ACCEPT -> List.of(new Step.Decide(Verdict.ACCEPT));
            case DROP, REJECT -> List.of(new Step.Decide(Verdict.DROP));
            case QUEUE -> List.of(new Step.Decide(Verdict.QUEUE));
            case RETURN -> List.of(new Step.Decide(Verdict.RETURN));
            case SOURCE_NAT -> List.of(new Step.Snat());
            case SYN_PROXY -> List.of(new Step.SynProxy());
            case NO_TRACK -> List.of(new Step.NoTrack());
            case CONNTRACK_TEMPLATE -> List.of(new Step.ConntrackTemplate(false));
            case UNKNOWN_MARK -> List.of(unknown(PacketField.MARK));
            case UNKNOWN_MARKS -> List.of(unknown(PacketField.CONNECTION_MARK), unknown(PacketField.MARK));
            case UNKNOWN_DNAT -> List.of(unknownTranslation());
            case UNKNOWN_TEE -> List.of(new Step.Unsupported("a copy to this machine"));
        };
    }

    /** As net/netfilter/xt_connmark.c does. */
    private static Step copy(PacketField to, int mask, int taken) {
        PacketField from = to == PacketField.MARK ? PacketField.CONNECTION_MARK : PacketField.MARK;
        return new Step.Copy(from, to, Integer.toUnsignedLong(~mask), Integer.toUnsignedLong(taken));
    }

    private static Step assign(PacketField mark, int value, int mask) {
        return new Step.Assign(mark, Integer.toUnsignedLong(~mask), Integer.toUnsignedLong(value), true);
    }

    private static Step unknown(PacketField mark) {
        return new Step.Assign(mark, 0, 0, false);
    }

    private Step translation(NatRange range) {
        int length = kind.addressBytes();
        if (range.firstAddress().length() < length) {
            return unknownTranslation(); // an IPv4 range
        }
        byte[] first = range.firstAddress().first(length);
        byte[] last = range.lastAddress().first(length);
        boolean unknown = range.varies()
                || (range.toAddress() && !Arrays.equals(first, last))
                || (range.toPort() && range.firstPort() != range.lastPort());
        return DestinationNat.step(
                kind,
                network,
                range.toAddress() && !unknown ? Optional.of(IntervalSet.between(first, first)) : Optional.empty(),
                range.toPort() && !unknown ? OptionalInt.of(range.firstPort()) : OptionalInt.empty(),
                unknown);
    }

    private Step redirection(NatRange range) {
        boolean unknown = range.varies() || (range.toPort() && range.firstPort() != range.lastPort());
        return DestinationNat.toInterface(
                kind,
                network,
                range.toPort() && !unknown ? OptionalInt.of(range.firstPort()) : OptionalInt.empty(),
                unknown);
    }

    private Step unknownTranslation() {
        return DestinationNat.step(kind, network, Optional.empty(), OptionalInt.empty(), true);
    }

    /** A copy sent through an interface to other hosts, or routed to another host's address, does not return. */
    private List<Step> copy(XtTarget.Tee tee) {
        boolean away = !network.mayBeHere(tee.gateway().first(kind.addressBytes()));
        boolean out = tee.device().isEmpty() || !network.named(tee.device()).isEmpty();
        return away && out ? List.of() : steps(Plain.UNKNOWN_TEE);
    }
}
