package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Condition.VariableTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns comparisons of a packet's bytes into conditions on dimensions and variables. */
public final class ByteComparison {

    /** Masks with more holes are not expanded: each hole doubles the number of intervals. */
    private static final int MAX_HOLES = 10;

    private final LocalNetwork machine;
    private final int addressBytes;

    public ByteComparison(LocalNetwork machine, boolean ipv6) {
        this.machine = machine;
        addressBytes = ipv6 ? 16 : 4;
    }

    /** Whether the bytes are equal to these. */
    public Condition equal(PacketBytes bytes, byte[] data) {
        return between(bytes, data, data);
    }

    /** Whether the bytes, as a big-endian number, are between first and last, both included. */
    public Condition between(PacketBytes bytes, byte[] first, byte[] last) {
        if (bytes.length() != first.length || bytes.length() != last.length) {
            return Condition.unknown("a comparison of different lengths");
        }
        List<Conjunction> cases = cases(bytes, first, last);
        return new Condition(cases, false, "");
    }

    /** The cases in which they are between the two; none if never. */
    public List<Conjunction> cases(PacketBytes bytes, byte[] first, byte[] last) {
        List<Conjunction> all = List.of(Conjunction.ALWAYS);
        boolean exact = Arrays.equals(first, last);
        for (int from = 0; from < bytes.length(); ) {
            int to = exact ? endOfDimension(bytes, from) : bytes.length();
            List<Conjunction> part = segment(
                    bytes.slice(from, to), Arrays.copyOfRange(first, from, to), Arrays.copyOfRange(last, from, to));
            List<Conjunction> product = new ArrayList<>();
            for (Conjunction left : all) {
                for (Conjunction right : part) {
                    Conjunction both = left.and(right);
                    if (both != null) {
                        product.add(both);
                    }
                }
            }
            all = product;
            from = to;
        }
        return all;
    }

    private static int endOfDimension(PacketBytes bytes, int from) {
        int to = from + 1;
        while (to < bytes.length() && (areAlike(bytes, from, to) || bytes.isConstant(to))) {
            to++;
        }
        return to;
    }

    /** Whether two bytes are of one dimension, both of variables, or both of no field that could be known. */
    private static boolean areAlike(PacketBytes bytes, int one, int other) {
        boolean fieldless = isFieldless(bytes, one);
        return fieldless == isFieldless(bytes, other)
                && (fieldless
                        || bytes.field(one).dimension() == bytes.field(other).dimension());
    }

    /** Whether a byte is a constant or unknown. */
    private static boolean isFieldless(PacketBytes bytes, int at) {
        PacketField field = bytes.field(at);
        return bytes.isConstant(at) || field == PacketField.UNKNOWN || field == PacketField.NOT_ZERO;
    }

    /** The cases for bytes that are alike, constants aside. */
    private List<Conjunction> segment(PacketBytes bytes, byte[] first, byte[] last) {
        int known = -1;
        for (int i = 0; i < bytes.length(); i++) {
            if (!isFieldless(bytes, i)) {
                if (known >= 0 && !areAlike(bytes, known, i)) {
                    return List.of(Conjunction.MAYBE);
                }
                known = i;
            }
        }
        if (known < 0) {
            boolean nonZero = bytes.field(0) == PacketField.NOT_ZERO
                    && bytes.mask(0) == 0xff
                    && Arrays.equals(last, new byte[last.length]);
            return nonZero ? List.of() : cases(KnownBytes.compare(bytes, first, last, (field, index) -> 0), List.of());
        }
        Dimension dimension = bytes.field(known).dimension();
        if (isOf(PacketField.ROUTE_TYPE, bytes)) {
            return routeTypes(bytes, first, last);
        }
        if (dimension == null) {
            return List.of(new Conjunction(
                    List.of(), List.of(new VariableTest(bytes, first, last, machine.byteOrder())), false));
        }
        if (dimension == Dimension.INTERFACE) {
            return interfaces(bytes, first, last);
        }
        IntervalSet values = values(bytes, first, last);
        if (values == null) {
            return List.of(Conjunction.MAYBE);
        }
        return values.isEmpty()
                ? List.of()
                : List.of(new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false));
    }

    private static List<Conjunction> cases(Ternary truth, List<Constraint> sets) {
        return switch (truth) {
            case FALSE -> List.of();
            case TRUE -> List.of(new Conjunction(sets, List.of(), false));
            case UNKNOWN -> List.of(new Conjunction(sets, List.of(), true));
        };
    }

    private static boolean isOf(PacketField field, PacketBytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (!bytes.isConstant(i) && bytes.field(i) != field) {
                return false;
            }
        }
        return true;
    }

    /** Local by the interface that the route names, otherwise unicast, or with IPv6 maybe unreachable (net/ipv4/fib_frontend.c inet_dev_addr_type, net/ipv6/netfilter/nft_fib_ipv6.c). */
    private List<Conjunction> routeTypes(PacketBytes bytes, byte[] first, byte[] last) {
        boolean ipv6 = addressBytes == 16;
        List<IntervalSet> routed = machine.routed(ipv6);
        if (routed.isEmpty()) {
            return List.of(Conjunction.MAYBE);
        }
        Ternary local = routeType(PacketKind.Destination.OWN.routeType(), bytes, first, last);
        Ternary other = routeType(PacketKind.UNICAST, bytes, first, last);
        if (ipv6) {
            boolean onlyLocal = local == Ternary.TRUE && Arrays.equals(first, last) && isWhole(bytes);
            other = onlyLocal ? Ternary.FALSE : Ternary.UNKNOWN;
        }
        List<Conjunction> cases = new ArrayList<>();
        for (int i = 0; i < routed.size(); i++) {
            Constraint by = new Constraint(Dimension.INTERFACE, IntervalSet.of(i));
            IntervalSet own = routed.get(i);
            IntervalSet others = IntervalSet.all(8 * addressBytes).without(own);
            if (!own.isEmpty()) {
                cases.addAll(cases(local, List.of(by, new Constraint(Dimension.DESTINATION, own))));
            }
            cases.addAll(cases(other, List.of(by, new Constraint(Dimension.DESTINATION, others))));
        }
        return cases;
    }

    private static boolean isWhole(PacketBytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.mask(i) != 0xff) {
                return false;
            }
        }
        return true;
    }

    private Ternary routeType(int type, PacketBytes bytes, byte[] first, byte[] last) {
        byte[] value = PacketKind.number(type, machine.byteOrder()).values();
        return KnownBytes.compare(bytes, first, last, (field, index) -> 0xff00 | (value[index] & 0xff));
    }

    private List<Conjunction> interfaces(PacketBytes bytes, byte[] first, byte[] last) {
        List<IntervalSet> sure = new ArrayList<>();
        List<IntervalSet> undetermined = new ArrayList<>();
        for (int i = 0; i < machine.interfaces().size(); i++) {
            switch (truth(machine.interfaces().get(i), bytes, first, last)) {
                case TRUE -> sure.add(IntervalSet.of(i));
                case UNKNOWN -> undetermined.add(IntervalSet.of(i));
                case FALSE -> {}
            }
        }
        List<Conjunction> cases = new ArrayList<>();
        if (!sure.isEmpty()) {
            boolean every = sure.size() == machine.interfaces().size();
            cases.addAll(cases(
                    Ternary.TRUE,
                    every ? List.of() : List.of(new Constraint(Dimension.INTERFACE, IntervalSets.union(sure)))));
        }
        if (!undetermined.isEmpty()) {
            cases.addAll(cases(
                    Ternary.UNKNOWN, List.of(new Constraint(Dimension.INTERFACE, IntervalSets.union(undetermined)))));
        }
        return cases;
    }

    /** A packet from a port of a VRF appears at the first hook with the port and with the VRF as its interface, later with the VRF (Documentation/networking/vrf.rst). */
    private Ternary truth(NetworkLink inbound, PacketBytes bytes, byte[] first, byte[] last) {
        NetworkLink link = machine.met(inbound);
        Ternary truth =
                KnownBytes.compare(bytes, first, last, (field, index) -> link.known(field, index, machine.byteOrder()));
        for (NetworkLink other : machine.interfaces()) {
            boolean related = link.master() == other.index() || other.master() == link.index();
            if (related && link.index() != other.index()) {
                Ternary others = KnownBytes.compare(
                        bytes, first, last, (field, index) -> other.known(field, index, machine.byteOrder()));
                truth = others == truth ? truth : Ternary.UNKNOWN;
            }
        }
        return truth;
    }

    /** The values of an address or a port for which it holds; null if they cannot be determined. */
    private @Nullable IntervalSet values(PacketBytes bytes, byte[] first, byte[] last) {
        PacketField field = PacketField.UNKNOWN;
        for (int i = 0; i < bytes.length(); i++) {
            field = bytes.isConstant(i) ? field : bytes.field(i);
        }
        boolean port = field == PacketField.SOURCE_PORT || field == PacketField.DESTINATION_PORT;
        int width = port ? 2 : addressBytes;
        return Arrays.equals(first, last) ? masked(bytes, first, width) : leading(bytes, first, last, width);
    }

    /** The values for an ordered comparison, which is meaningful only for unmasked bytes starting at the first. */
    private static @Nullable IntervalSet leading(PacketBytes bytes, byte[] first, byte[] last, int width) {
        int length = Math.min(bytes.length(), width);
        for (int i = 0; i < bytes.length(); i++) {
            boolean inPlace =
                    i < width ? bytes.index(i) == i && bytes.mask(i) == 0xff && bytes.xor(i) == 0 : padding(bytes, i);
            if (!inPlace) {
                return null;
            }
        }
        byte[] low = Arrays.copyOf(Arrays.copyOf(first, length), width);
        byte[] high = Arrays.copyOf(Arrays.copyOf(last, length), width);
        Arrays.fill(high, length, width, (byte) 0xff);
        // The padding behind the value is zero and part of the comparison.
        if (!isZero(first, length)) {
            return null;
        }
        return Arrays.compareUnsigned(low, high) > 0 ? IntervalSet.EMPTY : IntervalSet.between(low, high);
    }

    private static boolean padding(PacketBytes bytes, int at) {
        return bytes.isConstant(at) && bytes.xor(at) == 0;
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable IntervalSet masked(PacketBytes bytes, byte[] data, int width) {
        byte[] mask = new byte[width];
        byte[] value = new byte[width];
        for (int i = 0; i < data.length; i++) {
            int wanted = (data[i] ^ bytes.xor(i)) & 0xff;
            if ((wanted & ~bytes.mask(i)) != 0) {
                return IntervalSet.EMPTY;
            }
            if (bytes.isConstant(i)) {
                continue;
            }
            int at = bytes.index(i);
            if (at >= width) {
                return null;
            }
            int common = mask[at] & bytes.mask(i);
            if (((value[at] ^ wanted) & common) != 0) {
                return IntervalSet.EMPTY;
            }
            mask[at] |= (byte) bytes.mask(i);
            value[at] |= (byte) wanted;
        }
        return matching(mask, value);
    }

    /** The numbers whose bits in the mask have these values; null if that takes too many intervals. */
    static @Nullable IntervalSet matching(byte[] mask, byte[] value) {
        int bits = 8 * mask.length;
        int tail = 0;
        while (tail < bits && !bit(mask, bits - 1 - tail)) {
            tail++;
        }
        List<Integer> holes = new ArrayList<>();
        for (int i = 0; i < bits - tail; i++) {
            if (!bit(mask, i)) {
                holes.add(i);
            }
        }
        if (holes.size() > MAX_HOLES) {
            return null;
        }
        List<IntervalSet> sets = new ArrayList<>();
        for (int choice = 0; choice < 1 << holes.size(); choice++) {
            byte[] low = value.clone();
            for (int i = 0; i < holes.size(); i++) {
                if ((choice >> i & 1) != 0) {
                    set(low, holes.get(i));
                }
            }
            byte[] high = low.clone();
            for (int i = bits - tail; i < bits; i++) {
                set(high, i);
            }
            sets.add(IntervalSet.between(low, high));
        }
        return IntervalSets.union(sets);
    }

    private static boolean bit(byte[] bytes, int at) {
        return (bytes[at / 8] >> (7 - at % 8) & 1) != 0;
    }

    private static void set(byte[] bytes, int at) {
        bytes[at / 8] |= (byte) (1 << (7 - at % 8));
    }
}
