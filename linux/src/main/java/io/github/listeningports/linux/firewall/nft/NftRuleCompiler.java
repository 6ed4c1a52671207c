package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import io.github.listeningports.linux.firewall.xt.XtMatchCompiler;
import io.github.listeningports.linux.firewall.xt.XtTargetCompiler;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Compiles the expressions of one nf_tables rule into steps for packets of one kind, by running them on symbolic registers. */
final class NftRuleCompiler {

    private static final int MAX_OFFSET = 0xffff;

    private final PacketKind kind;
    private final NftTable table;
    private final ByteComparison tests;
    private final NftLoads loads;
    private final ByteOrder order;
    private final List<Step> steps = new ArrayList<>();
    private final NftRegisters registers = new NftRegisters();
    private final NftArithmetic arithmetic;
    private final NftNat nat;
    private final Patience patience;

    /** @param table the rule's table */
    NftRuleCompiler(PacketKind kind, NftTable table, Patience patience) {
        this.kind = kind;
        this.patience = patience;
        this.table = table;
        order = table.network().byteOrder();
        tests = new ByteComparison(table.network(), kind.ipv6());
        loads = new NftLoads(kind, table.family(), order);
        arithmetic = new NftArithmetic(registers, tests, order);
        nat = new NftNat(kind, table.network(), registers);
    }

    List<Step> compile(List<NftExpression> expressions) {
        for (NftExpression expression : expressions) {
            add(expression);
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last instanceof Step.Decide
                    || last instanceof Step.Dnat
                    || last instanceof Step.Snat
                    || last instanceof Step.SynProxy) {
                break;
            }
            if (last instanceof Step.Check check && check.condition().isNever()) {
                break;
            }
        }
        return steps;
    }

    /** Checks for final classes only, the most common ones first: checks for interfaces are slow. */
    private void add(NftExpression expression) {
        if (addLoad(expression) || addTest(expression) || addStore(expression) || addDetour(expression)) {
            return;
        }
        if (expression instanceof NftExpression.ImmediateVerdict immediate) {
            steps.add(new Step.Decide(immediate.verdict().in(table.chains())));
        } else if (expression instanceof NftExpression.Reject) {
            steps.add(new Step.Decide(Verdict.DROP));
        } else if (expression instanceof NftExpression.Queue) {
            steps.add(new Step.Decide(Verdict.QUEUE));
        } else if (expression instanceof NftExpression.Target target) {
            steps.addAll(new XtTargetCompiler(kind, table.network()).steps(target.target()));
        } else if (expression instanceof NftExpression.ObjectReference reference) {
            addObject(reference);
        } else if (expression instanceof NftExpression.DynamicSet update) {
            addUpdate(update);
        } else if (expression instanceof NftExpression.Unknown unknown) {
            steps.add(new Step.Unsupported("the expression " + unknown.name(), true));
        }
    }

    private boolean addLoad(NftExpression expression) {
        if (expression instanceof NftExpression.Immediate immediate) {
            write(
                    immediate.destination(),
                    PacketBytes.constant(immediate.value().toArray()));
        } else if (expression instanceof NftExpression.Bitwise bitwise) {
            write(bitwise.destination(), arithmetic.bitwise(bitwise));
            registers.setLoad(bitwise.destination(), registers.load(bitwise.source()));
        } else if (expression instanceof NftExpression.ByteOrderConversion conversion) {
            write(conversion.destination(), arithmetic.byteOrder(conversion));
            registers.setLoad(conversion.destination(), registers.load(conversion.source()));
        } else if (expression instanceof NftExpression.PayloadLoad payload) {
            if (isReachable(payload.part())) {
                write(payload.destination(), loads.payload(payload.part()));
                registers.setLoad(payload.destination(), payload);
            }
        } else if (expression instanceof NftExpression.MetaLoad meta) {
            loads.breaksOff(meta.key()).ifPresent(this::check);
            write(meta.destination(), loads.meta(meta.key()));
            registers.setLoad(meta.destination(), meta);
        } else if (expression instanceof NftExpression.CtLoad connection) {
            addConnection(connection);
        } else if (expression instanceof NftExpression.Fib fib) {
            write(fib.destination(), loads.route(fib));
            registers.setLoad(fib.destination(), fib);
        } else if (expression instanceof NftExpression.ExtensionHeader header) {
            addExtensionHeader(header);
        } else if (expression instanceof NftExpression.UnknownLoad unknown) {
            // Without a value to load, the rule ends.
            check(Condition.unknown(NftNames.of(unknown)));
            registers.forget();
        } else {
            return false;
        }
        return true;
    }

    private boolean addTest(NftExpression expression) {
        if (expression instanceof NftExpression.Compare compare) {
            check(arithmetic.compare(compare));
        } else if (expression instanceof NftExpression.Range range) {
            check(arithmetic.range(range));
        } else if (expression instanceof NftExpression.Lookup lookup) {
            addLookup(lookup);
        } else if (expression instanceof NftExpression.Match match) {
            new XtMatchCompiler(kind, tests, order, table.ipSets(), patience)
                    .conditions(match.match())
                    .forEach(this::check);
        } else if (expression instanceof NftExpression.RateLimit) {
            check(Condition.unknown(Kind.RATE_LIMIT, "a rate limit"));
        } else if (expression instanceof NftExpression.Quota) {
            check(Condition.unknown(Kind.RATE_LIMIT, "a quota"));
        } else if (expression instanceof NftExpression.ConnectionLimit) {
            check(Condition.unknown(Kind.RATE_LIMIT, "the number of connections"));
        } else {
            return false;
        }
        return true;
    }

    private boolean addStore(NftExpression expression) {
        if (expression instanceof NftExpression.PayloadStore payload) {
            PayloadPart part = payload.part();
            if (isReachable(part) && !loads.keeps(part, registers.read(payload.source(), part.length()))) {
                steps.add(new Step.Unsupported("a changed header", true));
            }
        } else if (expression instanceof NftExpression.MetaStore meta) {
            if (meta.key() == NftKey.Meta.MARK) {
                steps.addAll(arithmetic.assignment(PacketField.MARK, registers.read(meta.source(), 4)));
            } else if (meta.key() == NftKey.Meta.PKTTYPE) {
                steps.add(new Step.Unsupported("a changed packet type"));
            }
        } else if (expression instanceof NftExpression.CtStore connection) {
            if (connection.key() == NftKey.Ct.MARK) {
                steps.addAll(
                        arithmetic.assignment(PacketField.CONNECTION_MARK, registers.read(connection.source(), 4)));
            } else if (connection.key() == NftKey.Ct.ZONE) {
                steps.add(new Step.ConntrackTemplate(true));
            }
        } else if (expression instanceof NftExpression.NoTrack) {
            steps.add(new Step.NoTrack());
        } else {
            return false;
        }
        return true;
    }

    private boolean addDetour(NftExpression expression) {
        if (expression instanceof NftExpression.Nat translation) {
            nat.nat(translation).ifPresent(steps::add);
        } else if (expression instanceof NftExpression.Redirect redirect) {
            steps.add(nat.redirect(redirect));
        } else if (expression instanceof NftExpression.TransparentProxy proxy) {
            steps.add(nat.divert(proxy));
        } else if (expression instanceof NftExpression.Duplicate duplicate) {
            addCopy(duplicate);
        } else if (expression instanceof NftExpression.Forward forward) {
            // To the address of a neighbour, packets of its family only (net/netfilter/nft_fwd_netdev.c).
            if (forward.family().isPresent() && forward.family().getAsInt() != kind.family()) {
                check(Condition.NEVER);
                return true;
            }
            if (!leavesBy(forward.device())) {
                steps.add(new Step.Unsupported("a way back to this machine"));
            }
            steps.add(new Step.Decide(Verdict.DROP));
        } else if (expression instanceof NftExpression.SynProxy) {
            addSynProxy();
        } else if (expression instanceof NftExpression.TcpOptionChange) {
            if (!kind.tcp()) {
                check(Condition.NEVER);
            }
        } else {
            return false;
        }
        return true;
    }

    /** The rule ends for packets of other protocols. */
    private void addSynProxy() {
        if (kind.tcp()) {
            steps.add(new Step.SynProxy());
        } else {
            check(Condition.NEVER);
        }
    }

    private void check(Condition condition) {
        steps.add(new Step.Check(condition));
    }

    private void write(int register, PacketBytes bytes) {
        if (!registers.write(register, bytes)) {
            steps.add(new Step.Unsupported("an unknown register"));
        }
    }

    /** Whether the kernel can read or write the part. The rule ends for packets that lack it. */
    private boolean isReachable(PayloadPart part) {
        if (part.offset() < 0
                || part.length() <= 0
                || part.offset() > MAX_OFFSET
                || part.length() > NftRegisters.BYTES) {
            steps.add(new Step.Unsupported("an unknown part of the packet"));
            return false;
        }
        if (!loads.isThere(part)) {
            check(Condition.unknown("how long the packet is"));
        }
        return true;
    }

    /** The packets have no extension headers, and those of UDP no options of TCP. */
    private void addExtensionHeader(NftExpression.ExtensionHeader header) {
        boolean may = header.tcpOption() && kind.tcp();
        if (!may && !header.present()) {
            check(Condition.NEVER);
        } else if (!may) {
            write(header.destination(), PacketBytes.constant((byte) 0));
        } else {
            if (!header.present()) {
                check(Condition.unknown(NftNames.of(header)));
            }
            write(
                    header.destination(),
                    PacketBytes.unknown(header.present() ? 1 : Math.min(header.length(), NftRegisters.BYTES)));
            registers.setLoad(header.destination(), header);
        }
    }

    private void addConnection(NftExpression.CtLoad connection) {
        if (connection.key() != NftKey.Ct.STATE) {
            steps.add(new Step.RequireConntrack());
        }
        if (loads.connectionMayBeAbsent(connection.key())) {
            check(Condition.unknown(NftNames.of(connection.key())));
        }
        write(connection.destination(), loads.connection(connection.key(), connection.reply()));
        registers.setLoad(connection.destination(), connection);
    }

    private void addLookup(NftExpression.Lookup lookup) {
        Optional<NftSet> found = table.set(lookup.set().orElse(""));
        if (found.isEmpty()) {
            steps.add(new Step.Unsupported("the set " + lookup.set().orElse("?") + ", which is not listed,"));
            return;
        }
        NftSet set = found.get();
        PacketBytes key = registers.read(lookup.source(), set.keyLength());
        if (lookup.destination().equals(OptionalInt.of(NftConstant.REG_VERDICT))) {
            steps.add(new Step.VerdictMap(set.choices(key, tests)));
            return;
        }
        check(set.contains(key, tests, registers.load(lookup.source())).negatedIf(lookup.inverted()));
        if (lookup.destination().isPresent()) {
            registers.forget(); // the values of maps are not modelled
        }
    }

    /** Counting objects have no effect; limiting ones do. */
    private void addObject(NftExpression.ObjectReference reference) {
        NftKey.ObjectType type = reference.type();
        if (reference.map().isPresent()) {
            String map = reference.map().get();
            type = table.set(map).map(NftSet::objectType).orElse(NftKey.ObjectType.UNKNOWN);
            check(Condition.unknown(NftNames.ofMap(map)));
        }
        switch (type) {
            case COUNTER, CT_HELPER, CT_TIMEOUT, SECMARK, TUNNEL -> {}
            case CT_EXPECT -> {
                steps.add(new Step.RequireConntrack());
                check(Condition.unknown("the number of expected connections"));
            }
            case QUOTA -> check(Condition.unknown(Kind.RATE_LIMIT, "a quota"));
            case LIMIT -> check(Condition.unknown(Kind.RATE_LIMIT, "a rate limit"));
            case CONNLIMIT -> check(Condition.unknown(Kind.RATE_LIMIT, "the number of connections"));
            case SYNPROXY -> addSynProxy();
            case UNKNOWN -> steps.add(new Step.Unsupported("an unknown object"));
        }
    }

    /**
     * Adding to a set succeeds unless it is full, or statements of the rule or of the set limit its elements; {@link NftSet} treats its content as unknown. The kernel lists
     * those of the set with the set only (net/netfilter/nft_dynset.c nft_dynset_dump).
     */
    private void addUpdate(NftExpression.DynamicSet update) {
        boolean mayFail = table.set(update.set().orElse(""))
                .map(set -> set.isFull() || set.limits())
                .orElse(true);
        if (update.limits() || mayFail || update.inverted()) {
            check(Condition.unknown(Kind.UNKNOWN_SET, "the set " + update.set().orElse("?")));
        }
    }

    /** A copy sent through a given interface goes to other hosts, unless that is lo; netdev tables give only the interface. */
    private void addCopy(NftExpression.Duplicate copy) {
        boolean away = true;
        if (copy.address().isPresent()) {
            PacketBytes address = registers.read(copy.address().getAsInt(), kind.addressBytes());
            away = address.isConstant() && !table.network().mayBeHere(address.values());
        }
        if (!away || !leavesBy(copy.device())) {
            steps.add(new Step.Unsupported("a copy to this machine"));
        }
    }

    /** Whether the register holds an interface to other hosts, or there is no register. */
    private boolean leavesBy(OptionalInt register) {
        if (register.isEmpty()) {
            return true;
        }
        PacketBytes device = registers.read(register.getAsInt(), 4);
        return device.isConstant()
                && !table.network()
                        .having(link -> link.index() == arithmetic.number(device.values()))
                        .isEmpty();
    }
}
