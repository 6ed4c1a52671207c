package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The targets of ip_tables and ip6_tables: structures as {@link XtMatchParser} reads them. */
final class XtTargetParser {

    /** They write something down, or change what has no say. */
    private static final Set<String> HARMLESS = Set.of(
            "LOG",
            "NFLOG",
            "ULOG",
            "TRACE",
            "AUDIT",
            "CLASSIFY",
            "DSCP",
            "TOS",
            "TTL",
            "HL",
            "ECN",
            "CHECKSUM",
            "TCPMSS",
            "TCPOPTSTRIP",
            "SECMARK",
            "CONNSECMARK",
            "IDLETIMER",
            "LED",
            "RATEEST");

    private static final int TO_ADDRESS = 1;
    private static final int TO_PORT = 2;
    private static final int UNPREDICTABLE = 4 | 16 | 32 | 64;

    private final PacketKind kind;
    private final LocalNetwork network;
    private final ByteOrder order;

    XtTargetParser(PacketKind kind, LocalNetwork network) {
        this.kind = kind;
        this.network = network;
        order = network.byteOrder();
    }

    List<Step> parse(String name, int revision, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(order);
        if (HARMLESS.contains(name)) {
            return List.of();
        }
        return switch (name) {
            case "REJECT" -> List.of(new Step.Decide(Verdict.DROP));
            case "NFQUEUE" -> List.of(new Step.Decide(Verdict.QUEUE));
            case "SNAT", "MASQUERADE" -> List.of(new Step.ChangeSource());
            case "NOTRACK" -> List.of(new Step.Untrack());
            case "CT" ->
                List.of(data.length >= 2 && (in.getShort(0) & 1) == 0 ? new Step.Template(false) : new Step.Untrack());
            case "TEE" -> copy(data);
            case "MARK" -> List.of(mark(revision, in, data.length));
            case "CONNMARK" -> connectionMark(revision, in, data.length);
            case "HMARK", "SET" -> List.of(new Step.Assign(PacketField.MARK, 0, 0, false));
            case "DNAT" -> List.of(translation(revision > 0, in, data.length));
            case "REDIRECT" -> List.of(redirection(in, data.length));
            case "NETMAP" -> List.of(unknown());
            case "TPROXY" -> List.of(divert(revision == 0 ? 12 : 24, data));
            default -> List.of(new Step.Unmodelled("the target " + name));
        };
    }

    /** xt_mark_tginfo2: the mark, and a mask of the bits that it replaces. */
    private static Step mark(int revision, ByteBuffer in, int length) {
        boolean known = revision == 2 && length >= 8;
        return known
                ? new Step.Assign(PacketField.MARK, ~unsigned(in, 4) & 0xffffffffL, unsigned(in, 0), true)
                : new Step.Assign(PacketField.MARK, 0, 0, false);
    }

    private static long unsigned(ByteBuffer in, int at) {
        return Integer.toUnsignedLong(in.getInt(at));
    }

    /** xt_connmark_tginfo1 and 2: the mark, its mask, the packet's mask, and whether to set, save or restore. */
    private static List<Step> connectionMark(int revision, ByteBuffer in, int length) {
        // The second revision has two bytes for a shift before the mode.
        boolean known = revision == 1 ? length >= 13 : revision == 2 && length >= 15 && in.get(13) == 0;
        int mode = known ? in.get(revision == 1 ? 12 : 14) : -1;
        boolean whole = known && in.getInt(4) == -1 && in.getInt(8) == -1;
        if (mode == 0) {
            return List.of(new Step.Assign(
                    PacketField.CONNECTION_MARK, ~unsigned(in, 4) & 0xffffffffL, unsigned(in, 0), true));
        }
        if (mode == 1 && whole) {
            return List.of(new Step.Copy(PacketField.MARK, PacketField.CONNECTION_MARK));
        }
        if (mode == 2 && whole) {
            return List.of(new Step.Copy(PacketField.CONNECTION_MARK, PacketField.MARK));
        }
        return List.of(
                new Step.Assign(PacketField.CONNECTION_MARK, 0, 0, false),
                new Step.Assign(PacketField.MARK, 0, 0, false));
    }

    /** nf_nat_range of either address family, or nf_nat_ipv4_multi_range_compat with one range. */
    private Step translation(boolean both, ByteBuffer in, int length) {
        if (length < (both ? 40 : 20) || (kind.ipv6() && !both)) {
            return unknown();
        }
        int flags = in.getInt(both ? 0 : 4);
        byte[] first = address(in, both ? 4 : 8);
        byte[] last = address(in, both ? 20 : 12);
        int port = port(in, both ? 36 : 16);
        int lastPort = port(in, both ? 38 : 18);
        boolean toAddress = (flags & TO_ADDRESS) != 0;
        boolean toPort = (flags & TO_PORT) != 0;
        boolean open = (flags & UNPREDICTABLE) != 0
                || (toAddress && !Arrays.equals(first, last))
                || (toPort && port != lastPort);
        return Redirection.step(
                kind,
                network,
                toAddress && !open ? Optional.of(ValueSet.between(first, first)) : Optional.empty(),
                toPort && !open ? OptionalInt.of(port) : OptionalInt.empty(),
                open);
    }

    private Step redirection(ByteBuffer in, int length) {
        int flagsAt = kind.ipv6() ? 0 : 4;
        int at = kind.ipv6() ? 36 : 16;
        if (length < at + 4) {
            return unknown();
        }
        boolean toPort = (in.getInt(flagsAt) & TO_PORT) != 0;
        boolean open = (in.getInt(flagsAt) & UNPREDICTABLE) != 0 || (toPort && port(in, at) != port(in, at + 2));
        return Redirection.toInterface(
                kind, network, toPort && !open ? OptionalInt.of(port(in, at)) : OptionalInt.empty(), open);
    }

    private Step unknown() {
        return Redirection.step(kind, network, Optional.empty(), OptionalInt.empty(), true);
    }

    private byte[] address(ByteBuffer in, int at) {
        byte[] address = new byte[kind.addressBytes()];
        in.get(at, address);
        return address;
    }

    /** xt_tee_tginfo: the address to which it sends a copy, and the name of the interface by which; or no name. */
    private List<Step> copy(byte[] data) {
        int length = kind.addressBytes();
        boolean away = data.length >= 32 && !network.mayBeHere(Arrays.copyOf(data, length));
        String device = away ? NetlinkAttributes.text(Arrays.copyOfRange(data, 16, 32)) : "";
        boolean out = device.isEmpty() || !network.named(device).isEmpty();
        return away && out ? List.of() : List.of(new Step.Unmodelled("a copy to this machine"));
    }

    /** In network byte order. */
    private static int port(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 8 | (in.get(at + 1) & 0xff);
    }

    private static Step divert(int at, byte[] data) {
        int port = data.length < at + 2 ? 0 : (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
        return new Step.Divert(port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
    }
}
