package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.ipset.IpSet.Member;
import io.github.listeningports.linux.firewall.packet.BanPrograms;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the uses of sets into conditions, for packets of one kind. The order of a set's members does not matter, as it does not to the kernel. */
public final class IpSetCompiler {

    private final PacketKind kind;
    private final ByteComparison tests;
    private final IpSets sets;
    private final Patience patience;

    /** @param patience spent for each member of a set whenever a rule that matches it is compiled */
    public IpSetCompiler(PacketKind kind, ByteComparison tests, IpSets sets, Patience patience) {
        this.kind = kind;
        this.tests = tests;
        this.sets = sets;
        this.patience = patience;
    }

    /** Whether a packet matches (net/netfilter/ipset/ip_set_core.c ip_set_test). */
    public Condition matches(IpSetUse use) {
        Optional<String> name = sets.name(use.index());
        String what = name.map(text -> "the ipset " + text).orElse("an ipset");
        Optional<IpSet> set = name.flatMap(sets::set);
        if (set.isEmpty()) {
            return Condition.unknown(Kind.UNKNOWN_SET, what);
        }
        List<Conjunction> cases = cases(set.get(), use);
        if (use.counts()) {
            return new Condition(
                    IpSetCases.undetermined(cases),
                    false,
                    new FirewallCondition(Kind.UNKNOWN_SET, "the counters of " + what));
        }
        boolean unknown = cases.stream().anyMatch(Conjunction::maybe);
        Kind listed = isBanList(set.get()) ? Kind.CHANGING_SET : Kind.KNOWN_SET;
        return new Condition(cases, false, new FirewallCondition(unknown ? Kind.UNKNOWN_SET : listed, what));
    }

    /** Whether its members, or those of a set in a list, come and go by themselves, or by a program that bans hosts. The kernel puts no list into a list. */
    private boolean isBanList(IpSet set) {
        return changesByItself(set)
                || (set.isList()
                        && set.members().stream()
                                .anyMatch(each -> sets.set(each.text())
                                        .filter(IpSetCompiler::changesByItself)
                                        .isPresent()));
    }

    private static boolean changesByItself(IpSet set) {
        return set.timeouts() || BanPrograms.own(set.name());
    }

    private List<Conjunction> cases(IpSet set, IpSetUse use) {
        if (set.isList()) {
            List<Conjunction> all = new ArrayList<>();
            for (Member each : set.members()) {
                all.addAll(sets.set(each.text())
                        .filter(member -> !member.isList())
                        .map(member -> cases(member, use))
                        .orElse(List.of(Conjunction.MAYBE)));
            }
            return all;
        }
        boolean never = set.members().isEmpty()
                || (set.family() != 0 && set.family() != kind.family())
                || use.dimensions() < set.parts().size();
        if (never) {
            return List.of();
        }
        return IpSetCases.modelled(set)
                ? new IpSetCases(kind, tests, set, use).cases(patience)
                : List.of(Conjunction.MAYBE);
    }
}
