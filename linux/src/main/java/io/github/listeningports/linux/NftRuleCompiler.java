package io.github.listeningports.linux;

import io.github.listeningports.linux.NftRuleset.Expression;
import io.github.listeningports.linux.Step.Choice;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the expressions of one rule of nf_tables into steps, for packets of one kind, by running them on registers that hold what is known of the packet. Numbers of
 * attributes, registers and operations are those of linux/netfilter/nf_tables.h.
 */
final class NftRuleCompiler {

    private static final int LOOKUP_INVERTED = 1; // NFT_LOOKUP_F_INV
    private static final int DYNSET_INVERTED = 1; // NFT_DYNSET_F_INV

    /** What has no say in the fate of a packet that comes in. */
    private static final java.util.Set<String> HARMLESS =
            java.util.Set.of("counter", "log", "last", "flow_offload", "masq");

    private final PacketKind kind;
    private final NftTableScope scope;
    private final ByteComparison tests;
    private final PacketLoads loads;
    private final ByteOrder order;
    private final List<Step> steps = new ArrayList<>();
    private final NftRegisters registers = new NftRegisters();
    private final NftArithmetic arithmetic;
    private final NftTranslation translation;

    /** @param scope the table that the rule is in */
    NftRuleCompiler(PacketKind kind, NftTableScope scope) {
        this.kind = kind;
        this.scope = scope;
        order = scope.network().byteOrder();
        tests = new ByteComparison(scope.network(), kind.ipv6());
        loads = new PacketLoads(kind, scope.family(), order);
        arithmetic = new NftArithmetic(registers, tests, order);
        translation = new NftTranslation(kind, scope.network(), registers);
    }

    List<Step> compile(List<Expression> expressions) {
        for (Expression expression : expressions) {
            add(expression.name(), expression.data());
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last instanceof Step.Decide || last instanceof Step.Redirect || last instanceof Step.ChangeSource) {
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
            case "cmp" -> check(arithmetic.compare(data));
            case "range" -> check(arithmetic.range(data));
            case "bitwise" -> write(data, Nfta.BITWISE_DREG, arithmetic.bitwise(data));
            case "byteorder" -> write(data, Nfta.BYTEORDER_DREG, arithmetic.byteOrder(data));
            case "payload" -> payload(data);
            case "meta" -> meta(data);
            case "ct" -> connection(data);
            case "fib" -> route(data);
            case "lookup" -> lookup(data);
            case "objref" -> object(data);
            case "dynset" -> update(data);
            case "match" -> match(data);
            case "target" -> target(data);
            case "nat" -> translation.nat(data).ifPresent(steps::add);
            case "redir" -> steps.add(translation.redirect(data));
            case "tproxy" -> steps.add(translation.divert(data));
            case "notrack" -> steps.add(new Step.Untrack());
            case "reject" -> steps.add(new Step.Decide(Verdict.DROP));
            case "queue" -> steps.add(new Step.Decide(Verdict.QUEUE));
            case "dup" -> copy(data);
            case "fwd" -> forward(data);
            case "limit" -> check(Condition.open("a rate limit"));
            case "quota" -> check(Condition.open("a quota"));
            case "connlimit" -> check(Condition.open("the number of connections"));
            case "exthdr", "rt", "socket", "hash", "numgen", "osf", "xfrm", "tunnel", "inner" -> loadUnknown(name);
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

    private PacketBytes read(NetlinkAttributes data, int register, int length) {
        return registers.read(data.number(register, -1), length);
    }

    private void write(NetlinkAttributes data, int register, PacketBytes bytes) {
        if (!registers.write(data.number(register, -1), bytes)) {
            steps.add(new Step.Unmodelled("a register that is not known"));
        }
    }

    /** Expressions that fill a register with what is not known; where there is nothing to fill it with, the rule is over. */
    private void loadUnknown(String name) {
        check(Condition.open(name));
        registers.forget();
    }

    private void immediate(NetlinkAttributes data) {
        NetlinkAttributes content = data.nested(Nfta.IMMEDIATE_DATA);
        if (data.number(Nfta.IMMEDIATE_DREG, -1) == NftRegisters.VERDICT) {
            steps.add(new Step.Decide(scope.verdict(content.nested(Nfta.DATA_VERDICT))));
        } else {
            write(
                    data,
                    Nfta.IMMEDIATE_DREG,
                    PacketBytes.constant(content.value(Nfta.DATA_VALUE).orElse(new byte[0])));
        }
    }

    private void payload(NetlinkAttributes data) {
        int base = data.number(Nfta.PAYLOAD_BASE, -1);
        int offset = data.number(Nfta.PAYLOAD_OFFSET, -1);
        int length = data.number(Nfta.PAYLOAD_LEN, -1);
        boolean read = data.has(Nfta.PAYLOAD_DREG);
        if (offset < 0 || length <= 0 || offset > 0xffff || length > NftRegisters.BYTES) {
            steps.add(new Step.Unmodelled("a part of the packet that is not known"));
            return;
        }
        if (!loads.isThere(base, offset, length)) {
            check(Condition.open("how long the packet is"));
        }
        if (read) {
            write(data, Nfta.PAYLOAD_DREG, loads.payload(base, offset, length));
        } else if (!loads.keeps(base, offset, read(data, Nfta.PAYLOAD_SREG, length))) {
            steps.add(new Step.Unmodelled("a changed header"));
        }
    }

    private void meta(NetlinkAttributes data) {
        int key = data.number(Nfta.META_KEY, -1);
        if (data.has(Nfta.META_DREG)) {
            loads.breaksOff(key).ifPresent(this::check);
            write(data, Nfta.META_DREG, loads.meta(key));
        } else if (key == NftKey.META_MARK) {
            assign(PacketField.MARK, read(data, Nfta.META_SREG, 4));
        } else if (key == NftKey.META_PKTTYPE) {
            steps.add(new Step.Unmodelled("a changed packet type"));
        }
    }

    private void connection(NetlinkAttributes data) {
        int key = data.number(Nfta.CT_KEY, -1);
        if (!data.has(Nfta.CT_DREG)) {
            if (key == NftKey.CT_MARK) {
                assign(PacketField.CONNECTION_MARK, read(data, Nfta.CT_SREG, 4));
            } else if (key == NftKey.CT_ZONE) {
                steps.add(new Step.Template(true));
            }
            return;
        }
        if (key != NftKey.CT_STATE) {
            steps.add(new Step.CheckTracked());
        }
        boolean reply = data.value(Nfta.CT_DIRECTION)
                .map(each -> each.length == 1 && each[0] == 1)
                .orElse(false);
        PacketBytes bytes = loads.connection(key, reply);
        if (loads.connectionMayBeAbsent(key)) {
            check(Condition.open("ct"));
        }
        write(data, Nfta.CT_DREG, bytes);
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
        int flags = data.number(Nfta.FIB_FLAGS, 0);
        write(data, Nfta.FIB_DREG, loads.route(data.number(Nfta.FIB_RESULT, -1), flags));
    }

    private void lookup(NetlinkAttributes data) {
        Optional<NftSet> found = scope.set(data.text(Nfta.LOOKUP_SET).orElse(""));
        if (found.isEmpty()) {
            steps.add(new Step.Unmodelled("a set that is not known"));
            return;
        }
        NftSet set = found.get();
        PacketBytes key = read(data, Nfta.LOOKUP_SREG, set.keyLength());
        boolean inverted = (data.number(Nfta.LOOKUP_FLAGS, 0) & LOOKUP_INVERTED) != 0;
        if (data.number(Nfta.LOOKUP_DREG, -1) == NftRegisters.VERDICT) {
            List<Choice> choices = set.choices(key, tests);
            steps.add(new Step.Choose(choices));
            return;
        }
        check(set.contains(key, tests).negatedIf(inverted));
        if (data.has(Nfta.LOOKUP_DREG)) {
            registers.forget(); // what a map gives is not followed
        }
    }

    /** Objects that count do nothing; those that limit do. */
    private void object(NetlinkAttributes data) {
        int type = data.number(Nfta.OBJREF_IMM_TYPE, -1);
        if (data.has(Nfta.OBJREF_SET_NAME)) {
            String map = data.text(Nfta.OBJREF_SET_NAME).orElse("?");
            type = scope.set(map).map(NftSet::objectType).orElse(-1);
            check(Condition.open("the map " + map));
        }
        switch (type) {
            case NftKey.OBJECT_COUNTER,
                    NftKey.OBJECT_CT_HELPER,
                    NftKey.OBJECT_CT_TIMEOUT,
                    NftKey.OBJECT_CT_EXPECT,
                    NftKey.OBJECT_SECMARK,
                    NftKey.OBJECT_TUNNEL -> {}
            case NftKey.OBJECT_QUOTA -> check(Condition.open("a quota"));
            case NftKey.OBJECT_LIMIT -> check(Condition.open("a rate limit"));
            case NftKey.OBJECT_CONNLIMIT -> check(Condition.open("the number of connections"));
            case NftKey.OBJECT_SYNPROXY -> steps.add(new Step.Unmodelled("synproxy"));
            default -> steps.add(new Step.Unmodelled("an object that is not known"));
        }
    }

    /** Adding to a set succeeds unless it is full; what is in it is open, as far as {@link NftSet} is concerned. */
    private void update(NetlinkAttributes data) {
        boolean limits = data.has(Nfta.DYNSET_EXPR) || data.has(Nfta.DYNSET_EXPRESSIONS);
        boolean full = scope.set(data.text(Nfta.DYNSET_SET_NAME).orElse(""))
                .map(NftSet::isFull)
                .orElse(true);
        if (limits || full || (data.number(Nfta.DYNSET_FLAGS, 0) & DYNSET_INVERTED) != 0) {
            check(Condition.open("the set " + data.text(Nfta.DYNSET_SET_NAME).orElse("?")));
        }
    }

    private void match(NetlinkAttributes data) {
        XtMatch match = new XtMatchParser(order)
                .parse(
                        data.text(Nfta.MATCH_NAME).orElse(""),
                        data.number(Nfta.MATCH_REV, 0),
                        data.value(Nfta.MATCH_INFO).orElse(new byte[0]));
        new XtMatchCompiler(kind, tests, order).conditions(match).forEach(this::check);
    }

    private void target(NetlinkAttributes data) {
        XtTarget target = new XtTargetParser(order, kind.ipv6())
                .parse(
                        data.text(Nfta.TARGET_NAME).orElse(""),
                        data.number(Nfta.TARGET_REV, 0),
                        data.value(Nfta.TARGET_INFO).orElse(new byte[0]));
        steps.addAll(new XtTargetCompiler(kind, scope.network(), Map.of()).steps(target));
    }

    /** By an interface that is told it goes to other hosts, unless that is lo; in tables of netdev that is all that is told. */
    private void copy(NetlinkAttributes data) {
        PacketBytes address = read(data, Nfta.DUP_SREG_ADDR, kind.addressBytes());
        boolean away = !data.has(Nfta.DUP_SREG_ADDR)
                || (address.isConstant() && !scope.network().mayBeHere(address.values()));
        if (!away || !leavesBy(data, Nfta.DUP_SREG_DEV)) {
            steps.add(new Step.Unmodelled("a copy to this machine"));
        }
    }

    private void forward(NetlinkAttributes data) {
        if (!leavesBy(data, Nfta.FWD_SREG_DEV)) {
            steps.add(new Step.Unmodelled("a way back to this machine"));
        }
        steps.add(new Step.Decide(Verdict.DROP));
    }

    /** Whether an interface to other hosts is told, or none. */
    private boolean leavesBy(NetlinkAttributes data, int attribute) {
        PacketBytes device = read(data, attribute, 4);
        return !data.has(attribute)
                || (device.isConstant()
                        && !scope.network()
                                .having(link -> link.index() == number(device.values()))
                                .isEmpty());
    }
}
