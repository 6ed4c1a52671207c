package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.Bitwise;
import io.github.listeningports.linux.firewall.nft.NftExpression.ByteOrderConversion;
import io.github.listeningports.linux.firewall.nft.NftExpression.Compare;
import io.github.listeningports.linux.firewall.nft.NftExpression.CtLoad;
import io.github.listeningports.linux.firewall.nft.NftExpression.DynamicSet;
import io.github.listeningports.linux.firewall.nft.NftExpression.Fib;
import io.github.listeningports.linux.firewall.nft.NftExpression.Immediate;
import io.github.listeningports.linux.firewall.nft.NftExpression.ImmediateVerdict;
import io.github.listeningports.linux.firewall.nft.NftExpression.Lookup;
import io.github.listeningports.linux.firewall.nft.NftExpression.MetaLoad;
import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadLoad;
import io.github.listeningports.linux.firewall.nft.NftExpression.Range;
import io.github.listeningports.linux.firewall.nft.NftKey.Comparison;
import io.github.listeningports.linux.firewall.nft.NftKey.PayloadBase;
import io.github.listeningports.linux.firewall.nft.NftKey.RangeTest;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The text of a rule, as {@code nft -s list ruleset} prints it (nft(8)): expressions are put together to matches and statements, and tests that nft added itself, since others imply
 * them, are left out. There is no text as soon as one expression is not known with certainty.
 */
final class NftRuleText {

    private final int family;
    private final Function<String, Optional<NftSources.Set>> sets;
    private final ByteOrder order;
    private final NftStatementText statements;
    private final NftRuleParts parts;
    private final Map<Integer, NftLoadText> registers = new HashMap<>();
    private boolean exact = true;

    /**
     * For one rule.
     *
     * @param family of its table
     * @param sets those of the table, by name
     */
    NftRuleText(int family, Function<String, Optional<NftSources.Set>> sets, ByteOrder order) {
        this.family = family;
        this.sets = sets;
        this.order = order;
        parts = new NftRuleParts(family);
        statements = new NftStatementText(family);
    }

    Optional<String> of(NetlinkAttributes rule) {
        List<NetlinkAttributes> expressions =
                rule.nested(NftAttribute.RULE_EXPRESSIONS).each(NftAttribute.LIST_ELEM);
        for (int i = 0; i < expressions.size() && exact; i++) {
            String name = expressions.get(i).text(NftAttribute.EXPR_NAME).orElse("");
            NetlinkAttributes data = expressions.get(i).nested(NftAttribute.EXPR_DATA);
            NftExpression expression = NftExpressionParser.parse(name, family, data);
            NftExpression next = i + 1 < expressions.size() ? parse(expressions.get(i + 1)) : expression;
            boolean range = expression instanceof Compare from
                    && next instanceof Compare to
                    && from.operation() == Comparison.GTE
                    && to.operation() == Comparison.LTE
                    && from.source() == to.source();
            if (range) {
                Compare from = (Compare) expression;
                range(new Range(from.source(), RangeTest.EQ, from.value(), ((Compare) next).value()));
                i++;
            } else if (!load(expression, data) && !match(expression)) {
                statement(name, expression, data);
            }
        }
        return exact ? parts.text() : Optional.empty();
    }

    private NftExpression parse(NetlinkAttributes expression) {
        return NftExpressionParser.parse(
                expression.text(NftAttribute.EXPR_NAME).orElse(""), family, expression.nested(NftAttribute.EXPR_DATA));
    }

    /** Takes an expression that fills a register. */
    private boolean load(NftExpression expression, NetlinkAttributes data) {
        if (expression instanceof PayloadLoad load) {
            PayloadBase base = load.part().base();
            List<NftSelector> fields =
                    parts.fields(base, load.part().offset(), load.part().length());
            put(load.destination(), NftLoadText.of(fields, load.part().length()));
        } else if (expression instanceof MetaLoad load) {
            // The other families test meta nfproto.
            exact &= load.key() != NftKey.Meta.PROTOCOL || family == NetfilterConstant.NFPROTO_NETDEV;
            put(load.destination(), NftLoadText.of(NftSelector.of(load.key())));
        } else if (expression instanceof CtLoad load) {
            put(
                    load.destination(),
                    data.has(NftAttribute.CT_DIRECTION)
                            ? Optional.empty()
                            : NftLoadText.of(NftSelector.of(load.key())));
        } else if (expression instanceof Fib load) {
            boolean known = (data.number(NftAttribute.FIB_FLAGS, -1)
                            & ~(NftAttribute.FIB_F_SADDR
                                    | NftAttribute.FIB_F_DADDR
                                    | NftAttribute.FIB_F_IIF
                                    | NftAttribute.FIB_F_PRESENT))
                    == 0;
            put(load.destination(), known ? NftLoadText.of(NftSelector.of(load)) : Optional.empty());
        } else if (expression instanceof Immediate load) {
            put(
                    load.destination(),
                    Optional.of(NftLoadText.constant(load.value().toArray())));
        } else if (expression instanceof Bitwise change) {
            put(change.destination(), get(change.source()).flatMap(value -> value.under(change, order)));
        } else if (expression instanceof ByteOrderConversion change) {
            put(
                    change.destination(),
                    get(change.source()).flatMap(value -> value.converted(change.length(), change.size())));
        } else {
            return false;
        }
        return true;
    }

    /** The number of a register of four bytes. */
    private static int place(int register) {
        return register >= NftConstant.REG_1 && register <= NftConstant.REG_4
                ? 4 * (register - NftConstant.REG_1)
                : register - NftConstant.REG32_00;
    }

    private Optional<NftLoadText> get(int register) {
        return Optional.ofNullable(registers.get(place(register)));
    }

    private void put(int register, Optional<NftLoadText> value) {
        exact &= value.isPresent();
        value.ifPresent(known -> registers.put(place(register), known));
    }

    /** Takes an expression that tests a register. */
    private boolean match(NftExpression expression) {
        if (expression instanceof Compare compare) {
            compare(compare);
        } else if (expression instanceof Range range) {
            range(range);
        } else if (expression instanceof Lookup lookup) {
            lookup(lookup);
        } else {
            return false;
        }
        return true;
    }

    private void compare(Compare compare) {
        NftLoadText value = certain(get(compare.source()), NftLoadText.NONE);
        byte[] constant = compare.value().toArray();
        String text = certain(value.compared(compare.operation(), constant, order), "");
        // nft may print two bounds as a range.
        exact &= compare.operation() != Comparison.LTE || !parts.endWith(value.name() + " >= ");
        parts.match(value.selectors(), text);
        if (compare.operation() == Comparison.EQ && constant.length <= Short.BYTES) {
            parts.note(value.name(), new BigInteger(1, constant).intValue());
        }
    }

    private void range(Range range) {
        NftLoadText value = certain(get(range.source()), NftLoadText.NONE);
        String text = certain(
                value.inRange(
                        range.operation(), range.first().toArray(), range.last().toArray(), order),
                "");
        parts.match(value.selectors(), text);
    }

    private void lookup(Lookup lookup) {
        NftSources.Set set = certain(lookup.set().flatMap(sets), NftSources.Set.NONE);
        List<NftLoadText> key = new ArrayList<>();
        int place = place(lookup.source());
        for (int length = 0; length < set.keyLength() && exact; ) {
            NftLoadText part = certain(Optional.ofNullable(registers.get(place)), NftLoadText.NONE);
            exact &= part.isWhole();
            key.add(part);
            int words = (part.length() + 3) / 4;
            place += words;
            length += 4 * words;
        }
        boolean map = lookup.destination().isPresent();
        exact &= !key.isEmpty() && (!map || lookup.destination().getAsInt() == NftConstant.REG_VERDICT);
        exact &= map == set.isVerdictMap();
        if (!exact) {
            return;
        }
        String to = set.isAnonymous()
                ? key.size() == 1 ? certain(key.get(0).elements(set, order), "") : certain(Optional.empty(), "")
                : "@" + set.name();
        List<NftSelector> fields =
                key.stream().flatMap(each -> each.selectors().stream()).toList();
        String names = String.join(" . ", key.stream().map(NftLoadText::name).toList());
        parts.match(fields, names + (map ? " vmap " : lookup.inverted() ? " != " : " ") + to);
    }

    private void statement(String name, NftExpression expression, NetlinkAttributes data) {
        if (statements.impliesFamily(name, data)) {
            parts.leaveOutFamily();
        }
        String text = expression instanceof ImmediateVerdict immediate
                ? certain(immediate.verdict().text(), "")
                : expression instanceof DynamicSet update
                        ? update(update, data)
                        : certain(statements.text(name, data, parts.network(), this::get), "");
        parts.statement(text);
    }

    private String update(DynamicSet update, NetlinkAttributes data) {
        NftLoadText key =
                certain(get(data.number(NftAttribute.DYNSET_SREG_KEY, NftRegisters.MISSING)), NftLoadText.NONE);
        NftSources.Set set = certain(update.set().flatMap(sets), NftSources.Set.NONE);
        exact &= key.isWhole() && set.keyLength() == key.length() && !set.isAnonymous();
        parts.use(key.selectors());
        String limits = certain(statements.ofElement(data), "");
        String operation = certain(statements.operation(data), "");
        return operation + " @" + set.name() + " { " + key.name() + limits + " }";
    }

    private <T> T certain(Optional<T> value, T otherwise) {
        exact &= value.isPresent();
        return value.orElse(otherwise);
    }
}
