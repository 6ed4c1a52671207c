package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The matches of ip_tables and ip6_tables, which are structures in the kernel's memory (linux/netfilter/xt_*.h): in tables of their own, and within the rules of
 * nf_tables that iptables-nft makes. What is not known here, or too short, is open.
 */
final class XtMatchParser {

    private static final int INVALID = 1;
    private static final int NEW = 8;
    private static final int STATE_DNAT = 128;
    private static final int STATE_UNTRACKED = 256;

    private final PacketKind kind;
    private final ByteComparison tests;
    private final ByteOrder order;

    XtMatchParser(PacketKind kind, ByteComparison tests, ByteOrder order) {
        this.kind = kind;
        this.tests = tests;
        this.order = order;
    }

    /** What must hold, all of it. */
    List<Condition> parse(String name, int revision, byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(order);
        int length = data.length;
        return switch (name) {
            case "comment" -> List.of();
            case "tcp" -> revision != 0 || length < 12 ? open(name) : tcp(in);
            case "udp" ->
                revision != 0 || length < 9
                        ? open(name)
                        : List.of(ports(in, true, (in.get(8) & 1) != 0), ports(in, false, (in.get(8) & 2) != 0));
            case "multiport" -> multiport(revision, in, length);
            case "state" -> revision != 0 || length < 4 ? open(name) : List.of(state(in.getInt(0), 64));
            case "conntrack" -> revision >= 1 && length >= 152 ? connection(revision, in, length) : open(name);
            case "addrtype" ->
                revision > 1 || length < (revision == 0 ? 12 : 8) ? open(name) : addressTypes(revision, in);
            case "mark" -> revision == 1 && length >= 9 ? mark(in, PacketField.MARK) : open(name);
            case "connmark" -> revision == 1 && length >= 9 ? mark(in, PacketField.CONNECTION_MARK) : open(name);
            case "iprange" -> revision == 1 && length >= 65 ? addressRanges(in) : open(name);
            case "pkttype" -> revision != 0 || length < 8 ? open(name) : packetType(in);
            case "rpfilter" ->
                revision != 0 || length < 1 ? open(name) : List.of(Condition.constant((in.get(0) & 8) == 0));
            case "recent" -> revision > 1 || length < 10 ? open(name) : recent(in);
            default -> open(name);
        };
    }

    private static List<Condition> open(String name) {
        return List.of(Condition.open(
                switch (name) {
                    case "set" -> "an ipset";
                    case "limit", "hashlimit" -> "a rate limit";
                    case "policy" -> "IPsec";
                    default -> "the match " + name;
                }));
    }

    /** xt_tcp and xt_udp begin alike: the source ports from and to, then those of the destination. */
    private Condition ports(ByteBuffer in, boolean source, boolean inverted) {
        int at = source ? 0 : 4;
        return port(source, in.getShort(at) & 0xffff, in.getShort(at + 2) & 0xffff)
                .negatedIf(inverted);
    }

    private Condition port(boolean source, int from, int to) {
        if (from == 0 && to == 0xffff) {
            return Condition.ALWAYS;
        }
        PacketBytes bytes = PacketBytes.of(source ? PacketField.SOURCE_PORT : PacketField.DESTINATION_PORT, 0, 2);
        return tests.between(
                bytes, new byte[] {(byte) (from >> 8), (byte) from}, new byte[] {(byte) (to >> 8), (byte) to});
    }

    private List<Condition> tcp(ByteBuffer in) {
        List<Condition> all = new ArrayList<>();
        int inverted = in.get(11);
        all.add(ports(in, true, (inverted & 1) != 0));
        all.add(ports(in, false, (inverted & 2) != 0));
        boolean flags = in.get(9) != 0 || in.get(10) != 0 || (inverted & 4) != 0;
        if (flags) {
            all.add(tests.equal(kind.transport(13, 1).and(new byte[] {in.get(9)}), new byte[] {in.get(10)})
                    .negatedIf((inverted & 4) != 0));
        }
        if (in.get(8) != 0) {
            all.add(Condition.open("a TCP option"));
        }
        return kind.tcp() ? all : List.of(Condition.NEVER);
    }

    /** xt_multiport_v1: which ports, how many, 15 numbers, 15 times whether the next one ends a range, and whether all is inverted. */
    private List<Condition> multiport(int revision, ByteBuffer in, int length) {
        int count = length < 2 ? -1 : in.get(1);
        if (count < 0 || count > 15 || length < (revision == 0 ? 32 : 48) || revision > 1) {
            return open("multiport");
        }
        int which = in.get(0);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = in.getShort(2 + 2 * i) & 0xffff;
            int to = from;
            if (revision == 1 && in.get(32 + i) != 0 && i + 1 < count) {
                i++;
                to = in.getShort(2 + 2 * i) & 0xffff;
            }
            if (which != 1) {
                cases.addAll(port(true, from, to).cases());
            }
            if (which != 0) {
                cases.addAll(port(false, from, to).cases());
            }
        }
        return List.of(new Condition(cases, revision == 1 && in.get(47) != 0, ""));
    }

    /** @param untracked which bit stands for a connection that is not tracked */
    private Condition state(int mask, int untracked) {
        List<Case> cases = new ArrayList<>();
        if ((mask & INVALID) != 0) {
            cases.addAll(stateIs(PacketSet.INVALID));
        }
        if ((mask & NEW) != 0) {
            cases.addAll(stateIs(PacketSet.NEW));
        }
        if ((mask & untracked) != 0) {
            cases.addAll(stateIs(PacketSet.UNTRACKED));
        }
        return new Condition(cases, false, "");
    }

    private List<Case> stateIs(long state) {
        return tests.cases(
                PacketBytes.of(PacketField.CONNECTION_STATE, 0, 4), number((int) state), number((int) state));
    }

    private byte[] number(int value) {
        return ByteBuffer.allocate(4).order(order).putInt(value).array();
    }

    /** xt_conntrack_mtinfo1 to 3: addresses and masks, times, protocol, ports, what to match, what to invert, states, status. */
    private List<Condition> connection(int revision, ByteBuffer in, int length) {
        if (revision > 3 || length < (revision == 1 ? 152 : revision == 2 ? 156 : 164)) {
            return open("conntrack");
        }
        int matched = in.getShort(146) & 0xffff;
        int inverted = in.getShort(148) & 0xffff;
        int states = revision == 1 ? in.get(150) & 0xff : in.getShort(150) & 0xffff;
        int status = revision == 1 ? in.get(151) & 0xff : in.getShort(152) & 0xffff;
        List<Condition> all = new ArrayList<>();
        if ((matched & 1) != 0) {
            List<Case> cases = new ArrayList<>(state(states, STATE_UNTRACKED).cases());
            if ((states & STATE_DNAT) != 0) {
                cases.addAll(statusHas((int) PacketSet.DESTINATION_CHANGED));
            }
            all.add(new Condition(cases, (inverted & 1) != 0, ""));
        }
        if ((matched & 2) != 0) {
            all.add(Condition.constant(in.getShort(136) == kind.protocol()).negatedIf((inverted & 2) != 0));
        }
        if ((matched & 4) != 0) {
            byte[] address = address(in, 0);
            byte[] mask = address(in, 16);
            for (int i = 0; i < mask.length; i++) {
                address[i] &= mask[i];
            }
            all.add(tests.equal(kind.source().and(mask), address).negatedIf((inverted & 4) != 0));
        }
        if ((matched & 64) != 0) {
            List<Case> cases = new ArrayList<>();
            for (int bit = 1; bit < 0x10000; bit <<= 1) {
                if ((status & bit) != 0) {
                    cases.addAll(statusHas(bit));
                }
            }
            all.add(new Condition(cases, (inverted & 64) != 0, ""));
        }
        if ((matched & 0x1000) != 0) {
            all.add(Condition.constant((inverted & 0x1000) == 0));
        }
        if ((matched & ~0x3047) != 0) {
            all.add(Condition.open("what conntrack knows of the connection"));
        }
        boolean stateOnly = (matched & ~0x2001) == 0;
        if (stateOnly) {
            return all;
        }
        // Of what is not tracked only the state is compared (net/netfilter/xt_conntrack.c conntrack_mt).
        int untracked = INVALID | STATE_UNTRACKED;
        boolean mayBeUntracked = (inverted & 1) != 0 ? (states & untracked) != untracked : (states & untracked) != 0;
        if ((matched & 1) != 0 && mayBeUntracked) {
            return List.of(all.get(0), Condition.open("what conntrack knows of the connection"));
        }
        all.add(new Condition(stateIs(PacketSet.NEW), false, ""));
        return all;
    }

    private List<Case> statusHas(int bit) {
        return tests.cases(
                PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4).and(number(bit)), number(bit), number(bit));
    }

    private List<Condition> addressTypes(int revision, ByteBuffer in) {
        int source = in.getShort(0) & 0xffff;
        int destination = in.getShort(2) & 0xffff;
        int flags = revision == 0 ? (in.getInt(4) != 0 ? 1 : 0) | (in.getInt(8) != 0 ? 2 : 0) : in.getInt(4);
        List<Condition> all = new ArrayList<>();
        if (source != 0) {
            all.add(addressType(source, PacketKind.UNICAST).negatedIf((flags & 1) != 0));
        }
        if (destination != 0) {
            int type = kind.destination().routeType();
            boolean open = type < 0 || (flags & 4) != 0;
            all.add(
                    open
                            ? Condition.open("the type of the address")
                            : addressType(destination, type).negatedIf((flags & 2) != 0));
        }
        return all;
    }

    /** The bits are numbered as the types; IPv6 looks at the address first, and then at its route (net/netfilter/xt_addrtype.c). */
    private Condition addressType(int mask, int type) {
        if (!kind.ipv6()) {
            return Condition.constant((mask >> type & 1) != 0);
        }
        boolean multicast = type == PacketKind.Destination.MULTICAST.routeType();
        int byRoute = 1 << 2 | 1 << 4 | 1 << 7; // local, anycast, unreachable
        boolean unspecified = (mask & 1) != 0;
        boolean shape = !unspecified && (multicast ? (mask & 1 << 1) == 0 : (mask & 1 << 5) == 0);
        if ((mask & byRoute) == 0) {
            return Condition.constant(shape);
        }
        if (multicast) {
            return Condition.open("the type of the address");
        }
        return Condition.constant(shape && type == PacketKind.Destination.OWN.routeType() && (mask & 1 << 2) != 0);
    }

    private List<Condition> mark(ByteBuffer in, PacketField field) {
        byte[] mark = part(in, 0, 4);
        byte[] mask = part(in, 4, 4);
        Condition condition =
                tests.equal(PacketBytes.of(field, 0, 4).and(mask), mark).negatedIf(in.get(8) != 0);
        return field == PacketField.MARK
                ? List.of(condition)
                : List.of(new Condition(stateIs(PacketSet.NEW), false, ""), condition);
    }

    /** xt_iprange_mtinfo: the first and the last source, the first and the last destination, and which of them to look at. */
    private List<Condition> addressRanges(ByteBuffer in) {
        int flags = in.get(64);
        List<Condition> all = new ArrayList<>();
        if ((flags & 1) != 0) {
            all.add(tests.between(kind.source(), address(in, 0), address(in, 16))
                    .negatedIf((flags & 16) != 0));
        }
        if ((flags & 2) != 0) {
            all.add(tests.between(kind.destinationAddress(), address(in, 32), address(in, 48))
                    .negatedIf((flags & 32) != 0));
        }
        return all;
    }

    private static byte[] part(ByteBuffer in, int at, int length) {
        byte[] part = new byte[length];
        in.get(at, part);
        return part;
    }

    private byte[] address(ByteBuffer in, int at) {
        return part(in, at, kind.addressBytes());
    }

    private List<Condition> packetType(ByteBuffer in) {
        if (kind.destination().packetType() < 0) {
            return open("pkttype");
        }
        boolean same = in.getInt(0) == kind.destination().packetType();
        return List.of(Condition.constant(same == (in.getInt(4) == 0)));
    }

    /** To enter an address into the list always succeeds (net/netfilter/xt_recent.c recent_mt); whether it is there is open. */
    private static List<Condition> recent(ByteBuffer in) {
        boolean set = (in.get(8) & 2) != 0;
        return set
                ? List.of(Condition.constant(in.get(9) == 0))
                : List.of(Condition.open("which hosts were seen recently"));
    }
}
