package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random rules on sets of packets, against the same rules on each packet alone. */
class PacketWalkTest {

    private static final PacketKind KIND = new PacketKind(false, true, PacketKind.Destination.OWN);
    private static final int SOURCES = 5;
    private static final int[] PORTS = {22, 80, 300, 8080};

    /** A packet, and the mark that it came with. */
    private record Packet(int source, int destination, int port, int link) {}

    /** How the walk of one packet through a chain may end: by a rule, or, with no fate, at its end and with a mark. */
    private record End(String fate, long mark) {}

    private enum Truth {
        HOLDS,
        FAILS,
        MAYBE
    }

    private final IdentityHashMap<Condition, Function<Packet, Truth>> tests = new IdentityHashMap<>();
    private final IdentityHashMap<Condition, Long> marks = new IdentityHashMap<>();
    private Map<String, String> names = Map.of();
    private Random random = new Random(0);
    private boolean tracked;

    @Test
    void everyPacketMeetsTheFateThatItWouldMeetAlone() {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 400; seed++) {
            random = new Random(seed);
            List<Chain> chains = chains(seed % 4 == 0 ? 70 : 8);
            Verdict policy = random.nextBoolean() ? Verdict.ACCEPT : Verdict.DROP;
            BaseChain base = new BaseChain(chains.get(0), BaseChain.Hook.INPUT, Set.of(2), 0, policy, false, Set.of());
            CompiledChains compiled = compiled(chains);
            names = names(compiled, chains);
            tracked = random.nextBoolean();
            // The same rules again, for packets to other addresses and ports.
            for (int n = 0; n < 3; n++) {
                Outcomes outcomes = new Outcomes();
                List<PacketSet> sent = new ArrayList<>(List.of(packets(destinations(), ports())));
                if (random.nextBoolean()) {
                    sent.add(packets(IntervalSet.of(1), IntervalSet.of(22)));
                }
                PacketWalk walk = walk(compiled, outcomes);
                List<PacketSet> passed = walk.through(base, sent);
                for (Packet each : all()) {
                    boolean isSent = sent.stream().anyMatch(set -> contains(set, each));
                    Set<String> expected = isSent ? alone(each, base) : Set.of();
                    assertEquals(expected, fates(each, passed, outcomes), "seed " + seed + ", " + each);
                    seen.addAll(expected);
                }
                assertTrue(walk.hasEffect(base) || !outcomes.has(Fate.DROPPED));
            }
        }
        assertTrue(seen.size() > 80, () -> "different fates: " + seen.size());
    }

    private PacketSet packets(IntervalSet destinations, IntervalSet ports) {
        return PacketSet.of(
                        IntervalSet.range(0, SOURCES - 1),
                        IntervalSet.all(16),
                        destinations,
                        ports,
                        IntervalSet.range(0, 1))
                .with(PacketField.CONNECTION_STATE, tracked ? PacketSet.NEW : PacketSet.INVALID);
    }

    private IntervalSet destinations() {
        return random.nextBoolean() ? IntervalSet.of(0) : IntervalSet.range(0, 1);
    }

    private IntervalSet ports() {
        return random.nextBoolean() ? IntervalSet.of(PORTS[random.nextInt(PORTS.length)]) : IntervalSet.all(16);
    }

    private static List<Packet> all() {
        List<Packet> all = new ArrayList<>();
        for (int source = 0; source < SOURCES; source++) {
            for (int port : PORTS) {
                for (int i = 0; i < 4; i++) {
                    all.add(new Packet(source, i % 2, port, i / 2));
                }
            }
        }
        return all;
    }

    private static CompiledChains compiled(List<Chain> chains) {
        MarkUse use = new MarkUse();
        chains.forEach(
                chain -> chain.rules().forEach(rule -> rule.origin().steps(KIND).forEach(use::add)));
        return new CompiledChains(KIND, List.of(), () -> use, new Patience());
    }

    /** Of rules that are merged, the name of all of them. */
    private static Map<String, String> names(CompiledChains compiled, List<Chain> chains) {
        Map<String, String> names = new HashMap<>();
        for (Chain chain : chains) {
            String name = "";
            for (Rule rule : chain.rules()) {
                name = compiled.of(chain).all().stream()
                        .map(CompiledRule::rule)
                        .filter(each -> each.origin() == rule.origin())
                        .findFirst()
                        .map(Rule::label)
                        .orElse(name);
                names.put(rule.label(), name);
            }
        }
        return names;
    }

    private static PacketWalk walk(CompiledChains compiled, Outcomes outcomes) {
        return new PacketWalk(compiled, packets -> true, packets -> false, outcomes, new RuleNames());
    }

    @Test
    void jumpsThatAreTooDeepOrLeadNowhere() {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            chains.add(new Chain("chain " + i));
        }
        for (int i = 0; i < 69; i++) {
            Step jump = new Step.Decide(new Verdict(Verdict.Kind.JUMP, chains.get(i + 1)));
            chains.get(i).setRules(List.of(new Rule("rule " + i, kind -> List.of(jump))));
        }
        chains.get(69).setRules(List.of(new Rule("rule 69", kind -> List.of(new Step.Decide(Verdict.DROP)))));
        assertEquals("UNKNOWN more than 64 nested jumps", fateOf(chains.get(0), chains));
        assertEquals("DROPPED rule 69", fateOf(chains.get(20), chains));

        Chain nowhere = new Chain("nowhere");
        Step jump = new Step.Decide(new Verdict(Verdict.Kind.GOTO, null));
        nowhere.setRules(List.of(new Rule("rule 1", kind -> List.of(jump))));
        assertEquals("UNKNOWN rule 1 jumps to an unknown chain", fateOf(nowhere, List.of(nowhere)));
    }

    private String fateOf(Chain chain, List<Chain> chains) {
        Outcomes outcomes = new Outcomes();
        BaseChain base = new BaseChain(chain, BaseChain.Hook.INPUT, Set.of(2), 0, Verdict.ACCEPT, false, Set.of());
        List<PacketSet> passed =
                walk(compiled(chains), outcomes).through(base, List.of(packets(IntervalSet.of(1), IntervalSet.of(22))));
        assertEquals(0, passed.size());
        Fate fate = outcomes.has(Fate.UNKNOWN) ? Fate.UNKNOWN : Fate.DROPPED;
        return fate + " " + outcomes.of(fate).get(0).by();
    }

    /** Whether a chain has to be followed at all, and together with which others. */
    @Test
    void whatAChainDoes() {
        Chain inner = new Chain("inner");
        for (boolean map : List.of(true, false)) {
            Verdict jump = new Verdict(Verdict.Kind.JUMP, inner);
            Step to = map
                    ? new Step.VerdictMap(List.of(
                            new Step.Choice(Condition.NEVER, Verdict.ACCEPT), new Step.Choice(Condition.ALWAYS, jump)))
                    : new Step.Decide(jump);
            assertEquals("- - -", does(inner, List.of(), to));
            assertEquals("- - -", does(inner, List.of(new Step.Decide(Verdict.ACCEPT)), to));
            assertEquals("- effect -", does(inner, List.of(new Step.Decide(Verdict.DROP)), to));
            assertEquals("changes effect -", does(inner, List.of(new Step.Snat()), to));
            assertEquals("changes effect marks", does(inner, List.of(new Step.NoTrack()), to));
            assertEquals("- - -", does(inner, List.of(to), to), "a circle");
        }
        BaseChain policy =
                new BaseChain(new Chain("empty"), BaseChain.Hook.INPUT, Set.of(2), 0, Verdict.DROP, false, Set.of());
        assertTrue(walk(compiled(List.of()), new Outcomes()).hasEffect(policy));
    }

    private static String does(Chain inner, List<Step> steps, Step jump) {
        inner.setRules(List.of(new Rule("inner", kind -> steps)));
        Chain outer = new Chain("outer");
        outer.setRules(List.of(new Rule("outer", kind -> List.of(jump))));
        BaseChain base = new BaseChain(outer, BaseChain.Hook.INPUT, Set.of(2), 0, Verdict.ACCEPT, false, Set.of());
        CompiledChains compiled = compiled(List.of());
        PacketWalk walk = walk(compiled, new Outcomes());
        List<Step> visited = new ArrayList<>();
        compiled.forEachStep(outer, visited::add);
        List<Step> withEffect = new ArrayList<>();
        compiled.forEachEffect(outer, withEffect::add);
        List<Step> there = new ArrayList<>();
        compiled.forEachStep(outer, IntervalSet.of(1), there::add);
        for (List<Step> each : List.of(visited, withEffect, there)) {
            assertTrue(each.contains(jump) && each.containsAll(steps), each::toString);
        }
        return (walk.changes(base) ? "changes " : "- ")
                + (walk.hasEffect(base) ? "effect " : "- ")
                + (walk.marks(base) ? "marks" : "-");
    }

    /** Thousands of rules are the same for packets of several kinds. */
    @Test
    void rulesThatAreTheSameForOtherPacketsAreCompiledOnce() {
        PacketKind udp = new PacketKind(false, false, PacketKind.Destination.OWN);
        PacketKind broadcast = new PacketKind(false, true, PacketKind.Destination.BROADCAST);
        for (Rule.Scope scope : Rule.Scope.values()) {
            for (PacketKind other : List.of(udp, broadcast)) {
                List<PacketKind> made = new ArrayList<>();
                Chain chain = new Chain("chain");
                Rule rule = new Rule("rule", scope, kind -> {
                    made.add(kind);
                    return List.of(new Step.Decide(Verdict.ACCEPT));
                });
                Rule own = new Rule("own", kind -> List.of(new Step.Decide(Verdict.DROP)));
                for (List<Rule> rules : List.of(List.of(rule), List.of(rule, own))) {
                    made.clear();
                    chain.setRules(rules);
                    CompiledChains first = compiled(List.of());
                    CompiledChains second = new CompiledChains(other, List.of(first), MarkUse::new, new Patience());
                    assertEquals(rules.size(), first.of(chain).all().size());
                    assertEquals(rules.size(), second.of(chain).all().size());
                    boolean same = rule.isAlikeFor(KIND, other);
                    assertEquals(same ? List.of(KIND) : List.of(KIND, other), made);
                    assertEquals(same && rules.size() == 1, first.of(chain) == second.of(chain));
                }
            }
        }
    }

    @Test
    void rulesThatSetWhatNobodyAsksForAreNotFollowed() {
        Step set = new Step.Assign(PacketField.MARK, ~0xf0L, 0x10, true);
        Chain chain = new Chain("chain");
        chain.setRules(List.of(
                new Rule("mark", kind -> List.of(set)),
                new Rule("drop", kind -> List.of(new Step.Decide(Verdict.DROP)))));
        CompiledChains compiled = compiled(List.of());
        assertEquals(2, compiled.of(chain).all().size());
        assertEquals(List.of("drop"), labels(compiled.followed(chain)));

        MarkUse use = new MarkUse();
        use.add(new Step.Copy(PacketField.MARK, PacketField.CONNECTION_MARK));
        CompiledChains asked = new CompiledChains(KIND, List.of(), () -> use, new Patience());
        assertEquals(List.of("mark", "drop"), labels(asked.followed(chain)));
    }

    private static List<String> labels(CompiledChain chain) {
        return chain.all().stream().map(rule -> rule.rule().label()).toList();
    }

    @Test
    void stepsForOtherDestinationsAreNotVisited() {
        Condition only = new Condition(
                List.of(new Conjunction(
                        List.of(new Constraint(Dimension.DESTINATION, IntervalSet.of(7))), List.of(), false)),
                false,
                "");
        Chain chain = new Chain("chain");
        chain.setRules(List.of(new Rule("rule", kind -> List.of(new Step.Check(only), new Step.Decide(Verdict.DROP)))));
        for (int address : new int[] {7, 8}) {
            List<Step> steps = new ArrayList<>();
            compiled(List.of()).forEachStep(chain, IntervalSet.of(address), steps::add);
            assertEquals(address == 7 ? 2 : 0, steps.size());
        }
    }

    /** Of two that accept a packet, a rule says more than a policy, and the later hook more than the earlier; NAT says nothing. */
    @Test
    void theRuleThatIsNamed() {
        BaseChain before = base(BaseChain.Hook.PREROUTING, false, new Step.Decide(Verdict.ACCEPT));
        BaseChain policyBefore = base(BaseChain.Hook.PREROUTING, false);
        BaseChain rule = base(BaseChain.Hook.INPUT, false, new Step.Decide(Verdict.ACCEPT));
        BaseChain policy = base(BaseChain.Hook.INPUT, false);
        BaseChain nat = base(BaseChain.Hook.INPUT, true, new Step.Decide(Verdict.ACCEPT));
        BaseChain natPolicy = base(BaseChain.Hook.INPUT, true);
        assertEquals("PREROUTING rule", named(before, policyBefore));
        assertEquals("the policy of INPUT", named(before, policy));
        assertEquals("INPUT rule", named(before, rule, policy, nat, natPolicy));
        assertEquals("the policy of PREROUTING", named(policyBefore, nat));
        assertEquals("the policy of INPUT", named(nat, policy));
        assertEquals("nothing", named(natPolicy));
    }

    private static BaseChain base(BaseChain.Hook hook, boolean nat, Step... steps) {
        Chain chain = new Chain(hook.name());
        if (steps.length > 0) {
            chain.setRules(List.of(new Rule(hook + " rule", kind -> List.of(steps))));
        }
        return new BaseChain(chain, hook, Set.of(2), 0, Verdict.ACCEPT, nat, Set.of());
    }

    private String named(BaseChain... path) {
        PacketWalk walk = walk(compiled(List.of()), new Outcomes());
        List<PacketSet> packets = List.of(packets(IntervalSet.of(1), IntervalSet.of(22)));
        for (BaseChain each : path) {
            packets = walk.through(each, packets);
        }
        return packets.get(0).acceptedBy().orElse("nothing");
    }

    /** IPS_DST_NAT is set where the destination becomes another one (nf_nat_core.c, __nf_nat_setup_info). */
    @Test
    void theStatusOfTranslatedPackets() {
        assertEquals(PacketSet.DESTINATION_CHANGED, statusAfter(Optional.of(IntervalSet.of(2)), OptionalInt.empty()));
        assertEquals(PacketSet.DESTINATION_CHANGED, statusAfter(Optional.empty(), OptionalInt.of(23)));
        assertEquals(PacketSet.UNKNOWN, statusAfter(Optional.of(IntervalSet.of(1)), OptionalInt.of(22)));
    }

    private long statusAfter(Optional<IntervalSet> address, OptionalInt port) {
        Step translate = new Step.Dnat(address, port, false, IntervalSet.EMPTY);
        return walk(compiled(List.of()), new Outcomes())
                .through(base(BaseChain.Hook.PREROUTING, true, translate), toPort22())
                .get(0)
                .variable(PacketField.CONNECTION_STATUS);
    }

    private List<PacketSet> toPort22() {
        return List.of(packets(IntervalSet.of(1), IntervalSet.of(22)));
    }

    /** Packets for one listener matter only as long as they are for its port; of others, the port may become its own. */
    @Test
    void whereAMapLeadsIsNotKnown() {
        Step map = new Step.Dnat(Optional.empty(), OptionalInt.empty(), true, IntervalSet.EMPTY);
        BaseChain base = base(BaseChain.Hook.PREROUTING, true, map);
        for (PacketKind.Destination destination : List.of(PacketKind.Destination.OWN, PacketKind.Destination.ANY)) {
            Outcomes outcomes = new Outcomes();
            CompiledChains compiled = new CompiledChains(
                    new PacketKind(false, true, destination), List.of(), MarkUse::new, new Patience());
            PacketSet moved = walk(compiled, outcomes).through(base, toPort22()).get(0);
            assertEquals(IntervalSet.all(32), moved.values(Dimension.DESTINATION));
            assertEquals(
                    destination == PacketKind.Destination.ANY ? IntervalSet.all(16) : IntervalSet.of(22),
                    moved.values(Dimension.DESTINATION_PORT));
            assertTrue(outcomes.has(Fate.REDIRECTED));
        }
    }

    /** A rule for a proxy accepts packets only if the proxy's port is that of the listener. */
    @Test
    void packetsForAProxy() {
        for (int port : new int[] {22, 3128}) {
            Step proxy = new Step.TransparentProxy(OptionalInt.of(port));
            List<PacketSet> passed = walk(compiled(List.of()), new Outcomes())
                    .through(base(BaseChain.Hook.PREROUTING, false, proxy), toPort22());
            Set<String> rules = new TreeSet<>();
            passed.forEach(each ->
                    each.parts().forEach(part -> rules.add(part.acceptedBy().orElse("nothing"))));
            String policy = "the policy of PREROUTING";
            assertEquals(port == 22 ? Set.of("PREROUTING rule", policy) : Set.of(policy), rules);
        }
    }

    /** What IPsec lets pass has been accepted by rules, if by any. */
    @Test
    void whatPassesTheLastCheckIsNotAcceptedByIt() {
        BaseChain check = base(BaseChain.Hook.DELIVERY, false);
        List<PacketSet> passed = walk(compiled(List.of()), new Outcomes()).through(check, toPort22());
        assertEquals(1, passed.size());
        assertEquals(Optional.empty(), passed.get(0).acceptedBy());

        Outcomes outcomes = new Outcomes();
        walk(compiled(List.of()), outcomes).abandon(passed, "for want of time");
        assertEquals("for want of time", outcomes.of(Fate.UNKNOWN).get(0).by());
    }

    /** More rules than anybody has: the first listener gets most of them. */
    @Test
    void rulesWithoutEndAreNotFollowed() {
        CompiledChains compiled = compiled(List.of());
        int first = compiled.budget(1);
        int later = compiled.budget(20_000_000);
        assertEquals(first, 100 * later);

        Chain chain = new Chain("chain");
        Condition limit = remember(Condition.unknown("a limit"), packet -> Truth.MAYBE);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i <= later; i++) {
            rules.add(new Rule("rule " + i, kind -> List.of(new Step.Check(limit), new Step.Decide(Verdict.CONTINUE))));
        }
        chain.setRules(rules);
        BaseChain base = new BaseChain(chain, BaseChain.Hook.INPUT, Set.of(2), 0, Verdict.DROP, false, Set.of());
        Outcomes outcomes = new Outcomes();
        walk(compiled, outcomes).through(base, List.of(packets(IntervalSet.of(1), IntervalSet.of(22))));
        assertEquals(
                "too many rules to follow", outcomes.of(Fate.UNKNOWN).get(0).by());
        assertTrue(!outcomes.has(Fate.DROPPED));
        Outcomes whole = new Outcomes();
        walk(compiled(List.of()), whole).through(base, List.of(packets(IntervalSet.of(1), IntervalSet.of(22))));
        assertTrue(whole.has(Fate.DROPPED) && !whole.has(Fate.UNKNOWN));
    }

    /** Whatever goes through many rules looks at the clock. */
    @Test
    void manyRulesTakeUntilTheDeadline() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            Condition port = of(Dimension.DESTINATION_PORT, IntervalSet.of(i), Packet::port);
            rules.add(new Rule("rule " + i, kind -> List.of(new Step.Check(port), new Step.Decide(Verdict.ACCEPT))));
        }
        Chain chain = new Chain("chain");
        chain.setRules(rules);
        CountingClock clock = new CountingClock();
        clock.allow(1); // that of the deadline's beginning
        Deadline over = Deadline.of(SnapshotRequest.standard().withTimeout(CountingClock.TIMEOUT), clock);

        CompiledChains fresh = compiled(List.of());
        fresh.patience().until(over);
        assertThrows(CancellationException.class, () -> fresh.of(chain));

        BaseChain base = new BaseChain(chain, BaseChain.Hook.INPUT, Set.of(2), 0, Verdict.ACCEPT, false, Set.of());
        for (Consumer<CompiledChains> each : List.<Consumer<CompiledChains>>of(
                compiled -> compiled.has(chain, step -> false),
                compiled -> compiled.forEachStep(chain, IntervalSet.of(1), step -> {}),
                compiled -> compiled.forEachEffect(chain, step -> {}),
                compiled -> compiled.budget(64),
                compiled -> walk(compiled, new Outcomes()).through(base, List.of()))) {
            CompiledChains compiled = compiled(List.of(chain));
            compiled.of(chain).notable();
            each.accept(compiled);
            compiled.patience().until(over);
            assertThrows(CancellationException.class, () -> each.accept(compiled));
        }
    }

    /** What the walk says of a packet. */
    private static Set<String> fates(Packet packet, List<PacketSet> passed, Outcomes outcomes) {
        Set<String> fates = new TreeSet<>();
        for (PacketSet each : passed) {
            for (PacketSet part : each.parts()) {
                if (contains(part, packet)) {
                    fates.add("accepted by " + part.acceptedBy().orElse("nothing"));
                }
            }
        }
        for (Outcomes.Outcome each : outcomes.of(Fate.DROPPED)) {
            if (contains(each.packets(), packet)) {
                fates.add("dropped by " + each.by());
            }
        }
        return fates;
    }

    private static boolean contains(PacketSet packets, Packet packet) {
        return packets.values(Dimension.SOURCE).contains(0, packet.source())
                && packets.values(Dimension.DESTINATION).contains(0, packet.destination())
                && packets.values(Dimension.DESTINATION_PORT).contains(0, packet.port())
                && packets.values(Dimension.INTERFACE).contains(0, packet.link());
    }

    /** What the rules do with a packet. */
    private Set<String> alone(Packet packet, BaseChain base) {
        String policy = base.policy().equals(Verdict.DROP) ? "dropped by " : "accepted by ";
        Set<String> fates = new TreeSet<>();
        for (End end : run(base.chain(), packet, Set.of(0L))) {
            fates.add(
                    end.fate().isEmpty()
                            ? policy + "the policy of " + base.chain().label()
                            : end.fate());
        }
        return fates;
    }

    private Set<End> run(Chain chain, Packet packet, Set<Long> marks) {
        Set<End> ends = new HashSet<>();
        Set<Long> current = marks;
        for (Rule rule : chain.rules()) {
            Set<Long> next = new TreeSet<>();
            for (long mark : current) {
                apply(rule, packet, mark, next, ends);
            }
            current = next;
        }
        current.forEach(mark -> ends.add(new End("", mark)));
        return ends;
    }

    private void apply(Rule rule, Packet packet, long before, Set<Long> next, Set<End> ends) {
        long mark = before;
        for (Step step : rule.origin().steps(KIND)) {
            if (step instanceof Step.Check check) {
                Truth truth = truth(check.condition(), packet, mark);
                if (truth != Truth.HOLDS) {
                    next.add(mark);
                }
                if (truth == Truth.FAILS) {
                    return;
                }
            } else if (step instanceof Step.RequireConntrack) {
                if (!tracked) {
                    next.add(mark);
                    return;
                }
            } else if (step instanceof Step.Assign assign) {
                mark = (mark & assign.keep()) ^ assign.xor();
            } else if (step instanceof Step.Decide decide) {
                decide(rule, decide.verdict(), packet, mark, next, ends);
                return;
            } else if (step instanceof Step.VerdictMap choose) {
                for (Step.Choice each : choose.choices()) {
                    Truth truth = truth(each.condition(), packet, mark);
                    if (truth != Truth.FAILS) {
                        decide(rule, each.verdict(), packet, mark, next, ends);
                    }
                    if (truth == Truth.HOLDS) {
                        return;
                    }
                }
            }
        }
        next.add(mark);
    }

    private void decide(Rule rule, Verdict verdict, Packet packet, long mark, Set<Long> next, Set<End> ends) {
        Chain chain = verdict.chain();
        Set<End> there = chain == null ? Set.of() : run(chain, packet, Set.of(mark));
        switch (verdict.kind()) {
            case ACCEPT -> ends.add(new End("accepted by " + names.get(rule.label()), 0));
            case DROP -> ends.add(new End("dropped by " + names.get(rule.label()), 0));
            case RETURN -> ends.add(new End("", mark));
            case CONTINUE -> next.add(mark);
            case GOTO -> ends.addAll(there);
            case JUMP ->
                there.forEach(end -> {
                    if (end.fate().isEmpty()) {
                        next.add(end.mark());
                    } else {
                        ends.add(end);
                    }
                });
            case QUEUE -> {
                // The program behind it decides.
                decide(rule, Verdict.ACCEPT, packet, mark, next, ends);
                decide(rule, Verdict.DROP, packet, mark, next, ends);
            }
        }
    }

    private Truth truth(Condition condition, Packet packet, long mark) {
        Long wanted = marks.get(condition);
        if (wanted != null) {
            return (mark & 3) == wanted ? Truth.HOLDS : Truth.FAILS;
        }
        Function<Packet, Truth> test = tests.get(condition);
        return test == null ? Truth.HOLDS : test.apply(packet);
    }

    /** The first is the longest; each leads to later ones only. */
    private List<Chain> chains(int length) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            chains.add(new Chain("chain " + i));
        }
        for (int i = 0; i < 4; i++) {
            List<Rule> rules = new ArrayList<>();
            List<Chain> later = chains.subList(i + 1, 4);
            while (rules.size() < (i == 0 ? length : 4)) {
                List<List<Step>> more = i == 0 && random.nextInt(8) == 0 ? list(later) : List.of(steps(later));
                for (List<Step> steps : more) {
                    rules.add(new Rule("rule " + i + "." + rules.size(), kind -> steps));
                }
            }
            chains.get(i).setRules(rules);
        }
        return chains;
    }

    /** Rules for one source each, as lists of banned hosts are. */
    private List<List<Step>> list(List<Chain> later) {
        Condition also = condition();
        Verdict verdict = verdict(later);
        boolean distinct = random.nextBoolean();
        boolean first = random.nextBoolean();
        List<List<Step>> rules = new ArrayList<>();
        for (int i = 9 + random.nextInt(4); i > 0; i--) {
            IntervalSet source = IntervalSet.of(distinct ? i - 1 : random.nextInt(6));
            Step from = new Step.Check(source(source));
            Step other = new Step.Check(also);
            rules.add(List.of(first ? from : other, first ? other : from, new Step.Decide(verdict)));
        }
        return rules;
    }

    private Condition source(IntervalSet values) {
        return remember(
                new Condition(
                        List.of(new Conjunction(List.of(new Constraint(Dimension.SOURCE, values)), List.of(), false)),
                        false,
                        ""),
                packet -> values.contains(0, packet.source()) ? Truth.HOLDS : Truth.FAILS);
    }

    private List<Step> steps(List<Chain> later) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            steps.add(new Step.Check(condition()));
        }
        if (random.nextInt(8) == 0) {
            steps.add(new Step.RequireConntrack());
        }
        if (random.nextInt(3) == 0) {
            steps.add(new Step.Assign(PacketField.MARK, random.nextBoolean() ? 0 : ~1L, random.nextInt(4), true));
        }
        if (random.nextInt(4) == 0) {
            List<Step.Choice> choices = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                choices.add(new Step.Choice(condition(), verdict(later)));
            }
            steps.add(new Step.VerdictMap(choices));
        } else if (random.nextInt(5) > 0) {
            steps.add(new Step.Decide(verdict(later)));
        }
        return steps;
    }

    private Verdict verdict(List<Chain> later) {
        return switch (random.nextInt(later.isEmpty() ? 5 : 8)) {
            case 0 -> Verdict.ACCEPT;
            case 1 -> Verdict.DROP;
            case 2 -> Verdict.RETURN;
            case 3 -> Verdict.CONTINUE;
            case 4 -> random.nextInt(4) == 0 ? Verdict.QUEUE : Verdict.ACCEPT;
            case 5 -> new Verdict(Verdict.Kind.GOTO, later.get(random.nextInt(later.size())));
            default -> new Verdict(Verdict.Kind.JUMP, later.get(random.nextInt(later.size())));
        };
    }

    private Condition condition() {
        return switch (random.nextInt(8)) {
            case 0 -> mark(random.nextInt(4));
            case 1 -> remember(Condition.unknown("a limit"), packet -> Truth.MAYBE);
            case 2 -> of(Dimension.DESTINATION, IntervalSet.of(random.nextInt(3)), Packet::destination);
            case 3 -> of(Dimension.INTERFACE, IntervalSet.of(random.nextInt(2)), Packet::link);
            case 4, 5 ->
                of(Dimension.SOURCE, IntervalSet.range(random.nextInt(3), 1 + random.nextInt(4)), Packet::source);
            case 6 -> of(Dimension.DESTINATION_PORT, IntervalSet.range(80, 80 + random.nextInt(300)), Packet::port);
            default ->
                of(Dimension.DESTINATION_PORT, IntervalSet.of(PORTS[random.nextInt(PORTS.length)]), Packet::port);
        };
    }

    private Condition of(Dimension dimension, IntervalSet values, Function<Packet, Integer> field) {
        boolean negated = random.nextInt(4) == 0;
        Condition condition = values.isEmpty()
                ? Condition.NEVER
                : new Condition(
                        List.of(new Conjunction(List.of(new Constraint(dimension, values)), List.of(), false)),
                        false,
                        "");
        return remember(
                condition.negatedIf(negated),
                packet -> values.contains(0, field.apply(packet)) == negated ? Truth.FAILS : Truth.HOLDS);
    }

    private Condition remember(Condition condition, Function<Packet, Truth> test) {
        Condition own = new Condition(condition.cases(), condition.negated(), condition.note());
        tests.put(own, test);
        return own;
    }

    private Condition mark(int value) {
        PacketBytes bytes = PacketBytes.of(PacketField.MARK, 0, 4).and(number(3));
        Condition condition = new ByteComparison(LocalNetwork.NONE, false).equal(bytes, number(value));
        marks.put(condition, (long) value);
        return condition;
    }

    private static byte[] number(int value) {
        return PacketKind.number(value, LocalNetwork.NONE.byteOrder()).values();
    }
}
