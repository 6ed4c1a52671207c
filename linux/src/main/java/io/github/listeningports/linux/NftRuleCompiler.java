package io.github.listeningports.linux;

import io.github.listeningports.linux.NftRuleset.Expression;
import io.github.listeningports.linux.Step.Choice;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns the expressions of one rule of nf_tables into steps, for packets of one kind, by running them on registers that hold what is known of the packet. Numbers of
 * attributes, registers and operations are those of linux/netfilter/nf_tables.h.
 */
final class NftRuleCompiler {

    private static final int REGISTER_BYTES = 64;
    private static final int EQUAL = 0;
    private static final int NOT_EQUAL = 1;
    private static final int SNAT = 0;

    /** What has no say in the fate of a packet that comes in. */
    private static final java.util.Set<String> HARMLESS =
            java.util.Set.of("counter", "log", "last", "dup", "flow_offload", "masq");

    private final PacketKind kind;
    private final NftTableScope scope;
    private final ByteComparison tests;
    private final PacketLoads loads;
    private final ByteOrder order;
    private final List<Step> steps = new ArrayList<>();
    private PacketBytes registers = PacketBytes.unknown(REGISTER_BYTES);

    /** @param scope the table that the rule is in */
    NftRuleCompiler(PacketKind kind, NftTableScope scope) {
        this.kind = kind;
        this.scope = scope;
        order = scope.network().byteOrder();
        tests = new ByteComparison(scope.network(), kind.ipv6());
        loads = new PacketLoads(kind, scope.family(), order);
    }

    List<Step> compile(List<Expression> expressions) {
        for (Expression expression : expressions) {
            add(expression.name(), expression.data());
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last instanceof Step.Decide || last instanceof Step.Redirect) {
                break;
            }
            if (last instanceof Step.Check check && check.condition().isNever()) {
                break;
            }
        }
        return steps;
    }

    private void add(String name, NetlinkAttributes data) {
        switch (name) {
            case "immediate" -> immediate(data);
            case "cmp" -> compare(data);
            case "range" -> range(data);
            case "bitwise" -> bitwise(data);
            case "byteorder" -> byteOrder(data);
            case "payload" -> payload(data);
            case "meta" -> meta(data);
            case "ct" -> connection(data);
            case "fib" -> route(data);
            case "lookup" -> lookup(data);
            case "objref" -> object(data);
            case "dynset" -> update(data);
            case "match" -> match(data);
            case "target" -> target(data);
            case "nat" -> translate(data);
            case "redir" -> redirect(data);
            case "tproxy" -> divert(data);
            case "notrack" -> steps.add(new Step.Untrack());
            case "reject" -> steps.add(new Step.Decide(Verdict.DROP));
            case "queue" -> steps.add(new Step.Decide(Verdict.QUEUE));
            case "fwd" -> steps.add(new Step.Decide(Verdict.DROP));
            case "limit" -> check(Condition.open("a rate limit"));
            case "quota" -> check(Condition.open("a quota"));
            case "connlimit" -> check(Condition.open("the number of connections"));
            case "exthdr", "rt", "socket", "hash", "numgen", "osf", "xfrm", "tunnel", "inner" ->
                loadUnknown(name, data);
            default -> {
                if (!HARMLESS.contains(name)) {
                    steps.add(new Step.Unmodelled("the expression " + name));
                }
            }
        }
    }

    private void check(Condition condition) {
        steps.add(new Step.Check(condition));
    }

    /** The place of a register in their bytes; the first four are of 16 bytes, the others of 4. */
    private static int place(int register) {
        if (register >= 1 && register <= 4) {
            return 16 * (register - 1);
        }
        return register >= 8 && register < 24 ? 4 * (register - 8) : -1;
    }

    private PacketBytes read(NetlinkAttributes data, int attribute, int length) {
        int at = place(data.number(attribute, -1));
        return at < 0 || length <= 0 || at + length > REGISTER_BYTES
                ? PacketBytes.unknown(Math.max(0, Math.min(length, REGISTER_BYTES)))
                : registers.slice(at, at + length);
    }

    /** The rest of the last four bytes becomes zero, as the kernel does it. */
    private void write(NetlinkAttributes data, int attribute, PacketBytes bytes) {
        int at = place(data.number(attribute, -1));
        int padding = -bytes.length() & 3;
        PacketBytes padded = padding == 0 ? bytes : bytes.then(PacketBytes.constant(new byte[padding]));
        if (at >= 0 && at + padded.length() <= REGISTER_BYTES) {
            registers = padded.over(registers, at);
        } else {
            steps.add(new Step.Unmodelled("a register that is not known"));
        }
    }

    /** Expressions whose first attribute is the register that they fill; what is not there, breaks the rule off. */
    private void loadUnknown(String name, NetlinkAttributes data) {
        int destination = name.equals("socket") || name.equals("inner") || name.equals("tunnel") ? 2 : 1;
        check(Condition.open(name));
        int at = place(data.number(destination, -1));
        if (name.equals("inner")) {
            registers = PacketBytes.unknown(REGISTER_BYTES);
        } else if (at >= 0) {
            // How many bytes it fills is not told.
            registers = PacketBytes.unknown(REGISTER_BYTES - at).over(registers, at);
        }
        if (name.equals("numgen") || name.equals("hash") || name.equals("xfrm") || name.equals("osf")) {
            registers = PacketBytes.unknown(REGISTER_BYTES);
        }
    }

    private void immediate(NetlinkAttributes data) {
        NetlinkAttributes content = data.nested(2);
        if (data.number(1, -1) == 0) {
            steps.add(new Step.Decide(scope.verdict(content.nested(2))));
        } else {
            write(data, 1, PacketBytes.constant(content.value(1).orElse(new byte[0])));
        }
    }

    private void compare(NetlinkAttributes data) {
        byte[] value = data.nested(3).value(1).orElse(new byte[0]);
        PacketBytes bytes = read(data, 1, value.length);
        int operation = data.number(2, -1);
        if (operation == EQUAL || operation == NOT_EQUAL) {
            check(tests.equal(bytes, value).negatedIf(operation == NOT_EQUAL));
            return;
        }
        byte[] least = new byte[value.length];
        byte[] most = new byte[value.length];
        Arrays.fill(most, (byte) 0xff);
        check(
                switch (operation) {
                    case 2 -> tests.between(bytes, value, most).not();
                    case 3 -> tests.between(bytes, least, value);
                    case 4 -> tests.between(bytes, least, value).not();
                    case 5 -> tests.between(bytes, value, most);
                    default -> Condition.open("a comparison that is not known");
                });
    }

    private void range(NetlinkAttributes data) {
        byte[] from = data.nested(3).value(1).orElse(new byte[0]);
        byte[] to = data.nested(4).value(1).orElse(new byte[0]);
        int operation = data.number(2, -1);
        check(
                operation == EQUAL || operation == NOT_EQUAL
                        ? tests.between(read(data, 1, from.length), from, to).negatedIf(operation == NOT_EQUAL)
                        : Condition.open("a range that is not known"));
    }

    private void bitwise(NetlinkAttributes data) {
        int length = data.number(3, 0);
        PacketBytes bytes = read(data, 1, length);
        Optional<byte[]> mask = data.nested(4).value(1).filter(each -> each.length == length);
        Optional<byte[]> xor = data.nested(5).value(1).filter(each -> each.length == length);
        boolean maskAndXor = data.number(6, 0) == 0;
        write(
                data,
                2,
                maskAndXor && mask.isPresent() && xor.isPresent()
                        ? bytes.and(mask.get()).xor(xor.get())
                        : PacketBytes.unknown(bytes.length()));
    }

    private void byteOrder(NetlinkAttributes data) {
        int length = data.number(4, 0);
        int size = data.number(5, 0);
        PacketBytes bytes = read(data, 1, length);
        boolean swap = order == ByteOrder.LITTLE_ENDIAN && (size == 2 || size == 4 || size == 8);
        write(
                data,
                2,
                size < 2 || size > 8 ? PacketBytes.unknown(bytes.length()) : swap ? bytes.reversed(size) : bytes);
    }

    private void payload(NetlinkAttributes data) {
        int base = data.number(2, -1);
        int offset = data.number(3, -1);
        int length = data.number(4, -1);
        boolean read = data.has(1);
        if (offset < 0 || length <= 0 || offset > 0xffff || length > REGISTER_BYTES) {
            steps.add(new Step.Unmodelled("a part of the packet that is not known"));
        } else if (read) {
            write(data, 1, loads.payload(base, offset, length));
        } else if (PacketLoads.movesPacket(kind, base, offset, length)) {
            steps.add(new Step.Unmodelled("a changed address or port"));
        }
    }

    private void meta(NetlinkAttributes data) {
        int key = data.number(2, -1);
        if (data.has(1)) {
            loads.breaksOff(key).ifPresent(this::check);
            write(data, 1, loads.meta(key));
        } else if (key == PacketLoads.META_MARK) {
            assign(PacketField.MARK, read(data, 3, 4));
        } else if (key == PacketLoads.META_PKTTYPE) {
            steps.add(new Step.Unmodelled("a changed packet type"));
        }
    }

    private void connection(NetlinkAttributes data) {
        int key = data.number(2, -1);
        if (!data.has(1)) {
            if (key == PacketLoads.CT_MARK) {
                assign(PacketField.CONNECTION_MARK, read(data, 4, 4));
            }
            return;
        }
        if (key != PacketLoads.CT_STATE) {
            steps.add(new Step.CheckTracked());
        }
        boolean reply =
                data.value(3).map(each -> each.length == 1 && each[0] == 1).orElse(false);
        PacketBytes bytes = loads.connection(key, reply);
        if (loads.connectionMayBeAbsent(key)) {
            check(Condition.open("ct"));
        }
        write(data, 1, bytes);
    }

    /** A variable takes what a register holds: a constant, or a mark changed by constants. */
    private void assign(PacketField variable, PacketBytes bytes) {
        PacketField from = PacketField.UNKNOWN;
        boolean known = true;
        byte[] masks = new byte[4];
        for (int i = 0; i < 4; i++) {
            masks[i] = (byte) bytes.mask(i);
            if (!bytes.isConstant(i)) {
                known &= bytes.index(i) == i && (from == PacketField.UNKNOWN || from == bytes.field(i));
                from = bytes.field(i);
            }
        }
        boolean mark = from == PacketField.MARK || from == PacketField.CONNECTION_MARK;
        known &= mark || bytes.isConstant();
        if (known && mark && from != variable) {
            steps.add(new Step.Copy(from, variable));
        }
        steps.add(new Step.Assign(variable, number(masks), number(bytes.values()), known));
    }

    private long number(byte[] bytes) {
        return Integer.toUnsignedLong(
                java.nio.ByteBuffer.wrap(bytes).order(order).getInt());
    }

    private void route(NetlinkAttributes data) {
        int flags = data.number(3, 0);
        write(data, 1, loads.route(data.number(2, -1), flags));
    }

    private void lookup(NetlinkAttributes data) {
        Optional<NftSet> found = scope.set(data.text(1).orElse(""));
        if (found.isEmpty()) {
            steps.add(new Step.Unmodelled("a set that is not known"));
            return;
        }
        NftSet set = found.get();
        PacketBytes key = read(data, 2, set.keyLength());
        boolean inverted = (data.number(5, 0) & 1) != 0;
        if (data.has(3) && data.number(3, -1) == 0) {
            List<Choice> choices = set.choices(key, tests);
            steps.add(new Step.Choose(choices));
            return;
        }
        check(set.contains(key, tests).negatedIf(inverted));
        if (data.has(3)) {
            int at = place(data.number(3, -1));
            if (at >= 0) {
                registers = PacketBytes.unknown(REGISTER_BYTES - at).over(registers, at);
            }
        }
    }

    /** Objects that count do nothing; those that limit do. */
    private void object(NetlinkAttributes data) {
        int type = data.number(1, -1);
        if (data.has(4)) {
            String map = data.text(4).orElse("?");
            type = scope.set(map).map(NftSet::objectType).orElse(-1);
            check(Condition.open("the map " + map));
        }
        switch (type) {
            case 1, 3, 7, 8, 9 -> {} // counter, ct helper, ct timeout, secmark, ct expectation
            case 2 -> check(Condition.open("a quota"));
            case 4 -> check(Condition.open("a rate limit"));
            case 5 -> check(Condition.open("the number of connections"));
            case 6 -> {} // tunnel
            case 10 -> steps.add(new Step.Unmodelled("synproxy"));
            default -> steps.add(new Step.Unmodelled("an object that is not known"));
        }
    }

    /** Adding to a set succeeds unless it is full; what is in it is open, as far as {@link NftSet} is concerned. */
    private void update(NetlinkAttributes data) {
        boolean limits = data.has(7) || data.has(10);
        boolean full = scope.set(data.text(1).orElse("")).map(NftSet::isFull).orElse(true);
        if (limits || full || (data.number(9, 0) & 1) != 0) {
            check(Condition.open("the set " + data.text(1).orElse("?")));
        }
    }

    private void match(NetlinkAttributes data) {
        new XtMatchParser(kind, tests, order)
                .parse(data.text(1).orElse(""), data.number(2, 0), data.value(3).orElse(new byte[0]))
                .forEach(this::check);
    }

    private void target(NetlinkAttributes data) {
        steps.addAll(new XtTargetParser(kind, scope.network())
                .parse(data.text(1).orElse(""), data.number(2, 0), data.value(3).orElse(new byte[0])));
    }

    private void translate(NetlinkAttributes data) {
        int family = data.number(2, kind.family());
        if ((family == 2 || family == 10) && family != kind.family()) {
            return; // in a table for both, it is for one of them (net/netfilter/nft_nat.c nft_nat_inet_eval)
        }
        if (data.number(1, -1) == SNAT) {
            steps.add(new Step.Decide(Verdict.ACCEPT));
            return;
        }
        boolean toAddress = data.has(3);
        boolean toPort = data.has(5);
        PacketBytes address = read(data, 3, kind.addressBytes());
        PacketBytes lastAddress = data.has(4) ? read(data, 4, kind.addressBytes()) : address;
        PacketBytes port = read(data, 5, 2);
        boolean open = (toAddress && !sameConstants(address, lastAddress))
                || (toPort && !sameConstants(port, data.has(6) ? read(data, 6, 2) : port))
                || (data.number(7, 0) & 0x40) != 0;
        steps.add(redirection(
                toAddress && !open
                        ? Optional.of(ValueSet.between(address.values(), address.values()))
                        : Optional.empty(),
                toPort && !open ? OptionalInt.of(portOf(port)) : OptionalInt.empty(),
                open));
    }

    private static boolean sameConstants(PacketBytes first, PacketBytes last) {
        return first.isConstant() && last.isConstant() && Arrays.equals(first.values(), last.values());
    }

    private static int portOf(PacketBytes port) {
        return (int) ValueSet.word(port.values(), 1);
    }

    /** The address becomes the first one of the interface: another one of this machine. */
    private void redirect(NetlinkAttributes data) {
        PacketBytes port = read(data, 1, 2);
        boolean toPort = data.has(1);
        boolean open = toPort && !sameConstants(port, data.has(2) ? read(data, 2, 2) : port);
        steps.add(redirection(
                Optional.of(scope.network().addresses(kind.ipv6())),
                toPort && !open ? OptionalInt.of(portOf(port)) : OptionalInt.empty(),
                open));
    }

    private Step redirection(Optional<ValueSet> address, OptionalInt port, boolean open) {
        return new Step.Redirect(address, port, open, Redirection.text(kind, address, port, open));
    }

    private void divert(NetlinkAttributes data) {
        PacketBytes port = read(data, 3, 2);
        steps.add(
                new Step.Divert(data.has(3) && port.isConstant() ? OptionalInt.of(portOf(port)) : OptionalInt.empty()));
    }
}
